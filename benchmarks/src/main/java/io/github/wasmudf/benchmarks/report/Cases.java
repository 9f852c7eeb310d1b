package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.harness.Figure;
import io.github.wasmudf.benchmarks.harness.Key;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What goals are judged by, taken from the figures of a run. */
final class Cases {
  private static final String SQL = "Sql";
  private static final String MEMORY = "ConnectionMemory";

  /** A String of 16 Latin-1 characters with its array, in a JVM with compressed references. */
  private static final double RESULT_BYTES = 56;

  private Cases() {}

  /** {@code auto} over another subject, all else being the same, for those figures of SQL. */
  static List<Case> sql(Results run, String baseline, Predicate<Figure> which) {
    return autos(run, SQL).filter(which).map(figure -> ratio(run, figure, baseline)).toList();
  }

  /** {@code auto} over the better engine, in SQL and below it, where both were measured. */
  static List<Case> autoOverBetter(Results run) {
    return Stream.of(SQL, "RowCall")
        .flatMap(suite -> autos(run, suite))
        .map(figure -> new Case(name(figure), overBetter(run, figure), subjects(run, figure)))
        .toList();
  }

  private static double overBetter(Results run, Figure figure) {
    return Math.max(over(run, figure, "endive"), over(run, figure, "wasmtime"));
  }

  private static Stream<Figure> autos(Results run, String suite) {
    return run.all(suite, Key.SUBJECT, "auto").stream();
  }

  private static Case ratio(Results run, Figure figure, String subject) {
    return new Case(name(figure), over(run, figure, subject), subjects(run, figure));
  }

  /** One subject over another in a suite. */
  static List<Case> ratio(
      Results run, String suite, String subject, String baseline, String... parameters) {
    return run.find(suite, Results.with(subject, parameters)).stream()
        .map(figure -> ratio(run, figure, baseline))
        .toList();
  }

  /** An Extism plugin over one of the transform contract that does the same to as many bytes. */
  static List<Case> extismOverTransform(Results run) {
    return run.all("RowCall", "work", "extism_upper", "size", "1048576").stream()
        .filter(figure -> !figure.parameter(Key.SUBJECT).equals("java"))
        .map(
            figure -> {
              double transform = run.value("RowCall", same(figure, "work", "upper"));
              return new Case(
                  figure.parameter(Key.SUBJECT),
                  figure.median() / transform,
                  nanos(figure.median()) + ", the other " + nanos(transform));
            })
        .toList();
  }

  /** What a call costs beyond the scan. */
  static List<Case> beyondScan(Results run, String database, String work) {
    String[] parameters = {"database", database, "work", work, "call", callOf(database)};
    return run.find(SQL, Results.with("auto", parameters)).stream()
        .map(
            figure ->
                new Case(
                    name(figure),
                    figure.median() - value(run, figure, "scan"),
                    subjects(run, figure)))
        .toList();
  }

  /** The same of the Java function. */
  static double javaBeyondScan(Results run, String database, String work) {
    String[] parameters = {"database", database, "work", work, "call", callOf(database)};
    return run.value(SQL, Results.with("java", parameters))
        - run.value(SQL, Results.with("scan", parameters));
  }

  private static String callOf(String database) {
    return database.equals("h2") ? "row" : "batch";
  }

  /** Batches on wasmtime over the bare loop and two copies. */
  static List<Case> batches(Results run) {
    return Stream.of("16", "256", "4096")
        .map(
            size -> {
              Parts parts = Parts.of(run, "wasmtime", "batch", size);
              return new Case(size + " B", parts.overBare(), parts.words());
            })
        .toList();
  }

  /** Rows a second of two connections over those of one. */
  static List<Case> twoConnections(Results run) {
    return run.all("Connections", "threads", "2").stream()
        .filter(figure -> !figure.parameter(Key.SUBJECT).equals("java"))
        .map(
            figure -> {
              double one = run.wall("Connections", same(figure, "threads", "1"));
              return new Case(
                  figure.parameter("database") + " " + figure.parameter(Key.SUBJECT),
                  2 * one / figure.wall(),
                  "a row takes one " + nanos(one) + ", each of two " + nanos(figure.wall()));
            })
        .toList();
  }

  /** Heap of a row call beyond its result. */
  static List<Case> extraBytes(Results run) {
    String[] parameters = {"work", "upper", "data", "ascii", "size", "16"};
    return Stream.of("endive", "wasmtime")
        .map(
            engine -> {
              double all = run.allocated("RowCall", Results.with(engine, parameters));
              // The profiler's own allocations are spread over the rows: less than a byte.
              double more = Math.floor(Math.max(0, all - RESULT_BYTES));
              String result = Amounts.of(RESULT_BYTES, "bytes");
              return new Case(
                  engine, more, Amounts.of(all, "bytes") + " with the result, which is " + result);
            })
        .toList();
  }

  /**
   * First rows of the large plugin on the engine that is ours to choose, beside those in a new JVM.
   */
  static List<Case> firstRows(Results run, String what) {
    return run.find("FirstRow", Results.with("auto", Key.WHAT, what, "plugin", "large")).stream()
        .map(
            figure -> {
              double cold = run.wall("FirstRow", same(figure, Key.WHAT, what + "-in-new-jvm"));
              return new Case(
                  figure.parameter(Key.SUBJECT),
                  figure.wall(),
                  "in a JVM that has just started " + Amounts.of(cold, "ms"));
            })
        .toList();
  }

  /** What an idle connection holds beyond one to a database without plugins. */
  static List<Case> idle(Results run, String part) {
    return run.all(MEMORY, Key.WHAT, "idle-" + part, "connections", "1000").stream()
        .map(
            figure -> {
              double plain = run.wall(MEMORY, same(figure, Key.WHAT, "plain-" + part));
              return new Case(
                  figure.parameter(Key.SUBJECT),
                  figure.wall() - plain,
                  Amounts.of(figure.wall(), "bytes") + ", H2's own " + Amounts.of(plain, "bytes"));
            })
        .toList();
  }

  /** What a figure is about, without its subject and without what says nothing. */
  private static String name(Figure figure) {
    return figure.key().parameters().entrySet().stream()
        .filter(each -> !List.of(Key.SUBJECT, "rows", "call").contains(each.getKey()))
        .filter(each -> !List.of("0", "ascii").contains(each.getValue()))
        .map(each -> each.getKey().equals("size") ? each.getValue() + " B" : each.getValue())
        .collect(Collectors.joining(" "));
  }

  /** What all subjects took that were measured beside a figure. */
  private static String subjects(Results run, Figure figure) {
    return run.all(figure.key().suite()).stream()
        .filter(other -> isBeside(figure, other))
        .map(other -> other.parameter(Key.SUBJECT) + " " + nanos(other.median()))
        .collect(Collectors.joining(", "));
  }

  private static boolean isBeside(Figure figure, Figure other) {
    Map<String, String> parameters = figure.key().parameters();
    return other.key().parameters().equals(with(parameters, other.parameter(Key.SUBJECT)));
  }

  private static Map<String, String> with(Map<String, String> parameters, String subject) {
    return parameters.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                each -> each.getKey().equals(Key.SUBJECT) ? subject : each.getValue()));
  }

  private static String nanos(double value) {
    return Amounts.of(value, "ns");
  }

  /** A figure over that of another subject, all else being the same. */
  private static double over(Results run, Figure figure, String subject) {
    return figure.median() / value(run, figure, subject);
  }

  private static double value(Results run, Figure figure, String subject) {
    return run.value(figure.key().suite(), same(figure, Key.SUBJECT, subject));
  }

  private static String[] same(Figure figure, String name, String value) {
    return figure.key().parameters().entrySet().stream()
        .flatMap(
            each -> Stream.of(each.getKey(), each.getKey().equals(name) ? value : each.getValue()))
        .toArray(String[]::new);
  }

  /** Whether a figure has these parameters: name, value, name, value, ... */
  static Predicate<Figure> are(String... parameters) {
    return figure -> {
      for (int i = 0; i < parameters.length; i += 2) {
        if (!figure.parameter(parameters[i]).equals(parameters[i + 1])) {
          return false;
        }
      }
      return true;
    };
  }

  /** Whether a row takes longer. */
  static Predicate<Figure> above(double nanos) {
    return figure -> figure.median() > nanos;
  }
}
