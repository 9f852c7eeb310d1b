package io.github.wasmudf;

import io.github.wasmudf.abi.AggregateExports;
import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.abi.TableExports;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.ErrorRule;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.FunctionType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's version, resolved for one session: bytes or text in, bytes or text out. Used by the
 * session's one thread. NULL never comes here: a database answers NULL without a call.
 *
 * <p>Every exception is a {@link UdfException} that names the plugin; afterwards the next call is
 * as good as the first, because an instance that failed is not used again.
 */
public final class UdfFunction {
  /** Requests of routes may be as many as rows. */
  private static final int MOST_EXPORTS = 1_000;

  private final PluginRecord plugin;
  private final LoadedPlugin loaded;
  private final PluginExports names;
  private final PluginCalls calls;
  private final CallCounter texts = new CallCounter();
  private final CallCounter binaries = new CallCounter();
  private final CallCounter exportTexts = new CallCounter();
  private final CallCounter exportBinaries = new CallCounter();
  private final Map<String, UdfExport> exports = new HashMap<>();
  private final Map<CreatedFunction, TypedFunction> typed = new ConcurrentHashMap<>();
  private final Map<CreatedFunction, TypedAggregate> typedAggregates = new ConcurrentHashMap<>();
  private final Map<CreatedFunction, TypedTable> typedTables = new ConcurrentHashMap<>();
  private final Map<String, NumericFunction> numbers = new ConcurrentHashMap<>();
  private final GuestStates states;
  private final GuestCursors cursors;
  private volatile @Nullable UdfAggregate textAggregate;
  private volatile @Nullable UdfAggregate binaryAggregate;
  private @Nullable PluginExport main;
  private volatile @Nullable TableCall table;

  /**
   * A plugin's function.
   *
   * @param loaded the plugin on whichever engine was first; asked for what it declares
   * @param calls closed by {@link #close}
   */
  UdfFunction(PluginRecord plugin, LoadedPlugin loaded, PluginCalls calls) {
    this.plugin = plugin;
    this.loaded = loaded;
    this.names = loaded.exports();
    this.calls = calls;
    this.states = new GuestStates(plugin.label(), calls);
    this.cursors = new GuestCursors(calls);
  }

  /** Which plugin this is. */
  public PluginRecord plugin() {
    return plugin;
  }

  /**
   * One row, bytes out.
   *
   * @param input not changed; not kept
   * @return an array of its own
   */
  public byte[] bytes(CallParameters parameters, byte[] input) {
    return (byte[]) calls.call(binaries, main(), parameters, input, false);
  }

  /** One row, text out; {@code INVALID_TEXT} when the plugin answers anything but UTF-8. */
  public String text(CallParameters parameters, byte[] input) {
    return (String) calls.call(texts, main(), parameters, input, true);
  }

  /**
   * One row as SQL has it.
   *
   * @param asText whether text comes out, not bytes
   * @return a String or an array of its own; null where the plugin's contract has an answer that is
   *     NULL
   */
  public @Nullable Object value(CallParameters parameters, byte[] input, boolean asText) {
    return calls.value(asText ? texts : binaries, main(), parameters, input, asText);
  }

  /**
   * Calls the rows of a batch that are not done, text out; never throws for a row. The plugin's
   * time limit is that of each row. Ends before the last row where the results are large.
   */
  public void texts(CallParameters parameters, UdfBatch batch) {
    callBatch(texts, parameters, batch, true);
  }

  /** Calls the rows of a batch that are not done, bytes out; never throws for a row. */
  public void bytes(CallParameters parameters, UdfBatch batch) {
    callBatch(binaries, parameters, batch, false);
  }

  private void callBatch(
      CallCounter counter, CallParameters parameters, UdfBatch batch, boolean asText) {
    try {
      calls.call(counter, main(), parameters, batch, asText);
    } catch (UdfException noSuchExport) {
      batch.fail(noSuchExport);
    }
  }

  /**
   * An export of the plugin that takes numbers and answers some, whatever the plugin's ABI is; runs
   * nothing. The same object for the same export.
   *
   * @throws UdfException {@code NOT_FOUND} when no function of that name is exported, or one of
   *     another type
   */
  public NumericFunction numbers(String export) {
    NumericFunction known = numbers.get(export);
    return known == null ? bindNumbers(export) : known;
  }

  private NumericFunction bindNumbers(String export) {
    try {
      FunctionType type = names.numbers(export);
      NumericFunction made =
          new NumericFunction(export, type, plugin.label(), numbers.size(), calls);
      numbers.put(export, made);
      return made;
    } catch (UdfException none) {
      throw none.about(plugin.label());
    }
  }

  /** What its rows look like when a call does not say it; runs nothing. */
  public RowShape rowShape() {
    return names.rowShape();
  }

  /**
   * One call, rows out. Where the plugin has exports for that, it is called when rows are read, and
   * the caller closes them; else it has answered when this returns.
   *
   * @param input not changed; kept until the first row is read
   */
  public UdfRows rows(CallParameters parameters, byte[] input, RowShape shape) {
    TableCall found = table;
    if (found == null) {
      found =
          resolved(
              () -> {
                String export = names.mainTableExport();
                return tableCall(
                    plugin.label(),
                    names.table(export),
                    () -> names.answeringRows(export),
                    names.mainTableErrors());
              });
      table = found;
    }
    return found.rows(parameters, input, shape);
  }

  private TableCall tableCall(
      String label,
      @Nullable TableExports streaming,
      Supplier<PluginExport> whole,
      ErrorRule errors) {
    PluginExport answering = streaming == null ? whole.get() : null;
    return new TableCall(
        label, streaming, answering, calls, cursors, errors, loaded.limits().resultBytes());
  }

  /**
   * A created table function that calls this plugin's version. The same one when it is asked for
   * again.
   *
   * @throws UdfException {@code NOT_FOUND} when this version lacks it
   */
  public TypedTable typedTable(CreatedFunction created) {
    return typedTables.computeIfAbsent(
        created,
        key -> {
          DeclaredFunction function = key.declaration();
          return new TypedTable(
              key,
              plugin,
              resolved(() -> names.takesNumbers(function))
                  ? new NumericRowsCall(numbers(function.export()), function)
                  : rowsCall(TypedTable.label(key, plugin), key));
        });
  }

  private RowsCall rowsCall(String label, CreatedFunction created) {
    DeclaredFunction function = created.declaration();
    TableCall call =
        resolved(
            () ->
                tableCall(
                    label,
                    names.table(function.export()),
                    () -> names.answeringRows(created.label(), function),
                    function.errors()));
    return new EncodedRowsCall(label, function, call);
  }

  /**
   * The UTF-8 form of a text.
   *
   * @param what names it in the error
   * @throws UdfException {@code INVALID_TEXT} for half of a surrogate pair, which has none
   */
  public static byte[] encode(String what, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // The encoder writes '?' for a lone surrogate. Only a text that may hold one is looked at: its
    // bytes hold a '?' that the text does not.
    if (hasMoreQuestionMarks(bytes, text)) {
      throw new UdfException(
          UdfError.INVALID_TEXT, what + " is not valid Unicode: it holds half of a surrogate pair");
    }
    return bytes;
  }

  private static boolean hasMoreQuestionMarks(byte[] bytes, String text) {
    int marks = 0;
    for (byte b : bytes) {
      if (b == '?') {
        marks++;
      }
    }
    for (int at = marks == 0 ? -1 : text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) {
      marks--;
    }
    return marks > 0;
  }

  /**
   * An export by its name, or by the request of a route; of late ones the same object again.
   *
   * @throws UdfException {@code NOT_FOUND} when there is none that can be called
   */
  public UdfExport export(String name) {
    UdfExport export = exports.get(name);
    if (export == null) {
      try {
        export = new UdfExport(this, name, names.export(name), calls, exportTexts, exportBinaries);
      } catch (UdfException unknown) {
        throw unknown.about(plugin.label());
      }
      if (exports.size() == MOST_EXPORTS) {
        exports.clear();
      }
      exports.put(name, export);
    }
    return export;
  }

  /**
   * A SQL function that calls this plugin's version. The same one when it is asked for again, so
   * that its calls are counted together.
   *
   * @throws UdfException {@code NOT_FOUND} when this version lacks its export, {@code BAD_OPTION}
   *     when that takes and answers other numbers
   */
  public TypedFunction typed(CreatedFunction created) {
    return typed.computeIfAbsent(
        created,
        key -> {
          String export = key.declaration().export();
          return resolved(() -> names.takesNumbers(key.declaration()))
              ? TypedFunction.ofNumbers(key, this, numbers(export))
              : TypedFunction.ofBytes(
                  key, this, resolved(() -> names.export(key.label(), key.declaration())), calls);
        });
  }

  /**
   * Whether its calls may come in any order, because the plugin keeps nothing between them but what
   * it could make anew.
   */
  public boolean isRepeatable() {
    return loaded.isRepeatable();
  }

  /** The plugin's aggregate, text out; the same object each time. */
  public UdfAggregate textAggregate() {
    UdfAggregate found = textAggregate;
    if (found == null) {
      found = resolved(this::aggregate);
      textAggregate = found;
    }
    return found;
  }

  /** The same, bytes out. */
  public UdfAggregate binaryAggregate() {
    UdfAggregate found = binaryAggregate;
    if (found == null) {
      found = resolved(this::aggregate);
      binaryAggregate = found;
    }
    return found;
  }

  private UdfAggregate aggregate() {
    String name = names.mainAggregate();
    return aggregate(name, () -> names.gathering(name), CallParameters.NONE);
  }

  private UdfAggregate aggregate(
      String name, Supplier<PluginExport> gathering, CallParameters parameters) {
    AggregateExports exports = names.aggregate(name);
    if (exports != null) {
      return UdfAggregate.ofStates(this, exports, states, calls, parameters);
    }
    PluginExport folding = names.folding(name);
    return folding != null
        ? UdfAggregate.ofFolding(this, folding, states, calls)
        : UdfAggregate.ofGathering(
            this, gathering.get(), states, calls, parameters, loaded.limits().resultBytes());
  }

  /** Another statement begins; what the states of those before it are for is over. */
  void statementChanged() {
    states.statementChanged();
    cursors.closeAbandoned();
  }

  /**
   * A created aggregate that calls this plugin's version. The same one when it is asked for again.
   *
   * @throws UdfException {@code NOT_FOUND} when this version lacks it
   */
  public TypedAggregate typedAggregate(CreatedFunction created) {
    return typedAggregates.computeIfAbsent(
        created,
        key -> {
          DeclaredFunction function = key.declaration();
          return new TypedAggregate(
              key,
              plugin,
              resolved(
                  () ->
                      aggregate(
                          function.export(),
                          () -> names.gathering(key.label(), function),
                          parametersOf(function))));
        });
  }

  private static CallParameters parametersOf(DeclaredFunction function) {
    String text = function.parameters();
    return text == null ? CallParameters.NONE : CallParameters.of(text);
  }

  /** As {@link UdfExport#takesAnyParameters}, of the export that a call which names none means. */
  public boolean takesAnyParameters() {
    return main().takesAnyParameters();
  }

  private PluginExport main() {
    PluginExport found = main;
    if (found == null) {
      found = resolved(names::mainExport);
      main = found;
    }
    return found;
  }

  private <T> T resolved(Supplier<T> found) {
    try {
      return found.get();
    } catch (UdfException unknown) {
      throw unknown.about(plugin.label());
    }
  }

  /** What was called so far, by form; from any thread. */
  List<CallStatistics> statistics(String user) {
    Stream<CallStatistics> byName =
        Stream.of(
            CallStatistics.of(plugin, "WASM_TRANSFORM", user, texts, false),
            CallStatistics.of(plugin, "WASM_TRANSFORM_BINARY", user, binaries, false),
            CallStatistics.of(plugin, "WASM_CALL", user, exportTexts, false),
            CallStatistics.of(plugin, "WASM_CALL_BINARY", user, exportBinaries, false));
    Stream<CallStatistics> aggregates =
        Stream.of(
                aggregate("WASM_AGGREGATE", user, textAggregate),
                aggregate("WASM_AGGREGATE_BINARY", user, binaryAggregate))
            .flatMap(each -> each);
    Stream<CallStatistics> byExport =
        numbers.values().stream()
            .map(each -> CallStatistics.of(plugin, each.export(), user, each.counter(), false));
    Stream<CallStatistics> created = typed.values().stream().map(each -> each.statistics(user));
    Stream<CallStatistics> createdAggregates =
        typedAggregates.values().stream().map(each -> each.statistics(user));
    long peak = calls.engines().peakBytes();
    TableCall rows = table;
    Stream<CallStatistics> tables =
        Stream.concat(
            rows == null
                ? Stream.empty()
                : Stream.of(CallStatistics.of(plugin, "WASM_TABLE", user, rows.counter(), true)),
            typedTables.values().stream().map(each -> each.statistics(user)));
    return Stream.of(byName, tables, aggregates, byExport, created, createdAggregates)
        .flatMap(each -> each)
        .filter(each -> each.calls() > 0)
        .map(each -> each.withPeakMemoryBytes(peak))
        .toList();
  }

  private Stream<CallStatistics> aggregate(
      String name, String user, @Nullable UdfAggregate called) {
    return called == null
        ? Stream.empty()
        : Stream.of(CallStatistics.of(plugin, name, user, called.counter(), false));
  }

  /** What it holds now. */
  UdfSession.Usage usage() {
    return usage(false);
  }

  /**
   * The same.
   *
   * @param replaced whether another version has taken its place
   */
  UdfSession.Usage usage(boolean replaced) {
    EngineChoice engines = calls.engines();
    int instances = engines.instances();
    return new UdfSession.Usage(
        plugin.name(),
        plugin.version(),
        engines.engine(),
        engines.reason(),
        LifeState.of(instances, replaced),
        instances,
        engines.bytes());
  }

  /**
   * Frees what no call needs now; calling goes on.
   *
   * @throws UdfException {@code CANCELLED} only
   */
  void dropIdle() {
    states.statementChanged();
    cursors.closeAbandoned();
    cursors.replaced();
    calls.engines().dropIdle();
  }

  /** Does something when none of its rows are read any more, which may be now. */
  void whenRead(Runnable action) {
    cursors.whenNone(action);
  }

  /** Frees all instances and gives the module back; from any thread. */
  void close() {
    calls.close();
  }
}
