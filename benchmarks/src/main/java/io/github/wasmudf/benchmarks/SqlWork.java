package io.github.wasmudf.benchmarks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is done to the rows of a table {@code t}: a plugin's function, and its twin in Java. */
public interface SqlWork {
  /** The work of a benchmark's parameter. */
  static SqlWork of(String name) {
    String constant = name.toUpperCase(Locale.ROOT);
    return Stream.<SqlWork>concat(Stream.of(Work.values()), Stream.of(NumberWork.values()))
        .filter(work -> work.toString().equals(constant))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }

  /** Its rows, seeded, none NULL; those of numbers look at the count only. */
  List<Object[]> rows(String data, int size, int count);

  /** The twin: a public static method over the columns, as a SQL function. */
  Method twin();

  /** The columns' names; all are of the type of the twin's parameters. */
  List<String> columns();

  /** The columns' type in SQL. */
  String columnType();

  /** The plugin that does it. */
  String plugin();

  /** What it is registered with. */
  String options();

  /** What has to be done once it is registered. */
  List<String> definitions();

  /** The call of the plugin. */
  String call();

  /** What SQL itself has for it; empty for nothing. */
  String builtin();

  /** One number of the answers of all rows, as cheap as there is one. */
  String overall(String expression);

  /** The same, calculated here of all that are not NULL. */
  long overall(Stream<Object> answers);

  /** What the twin answers, or null for NULL. */
  default Object expected(Object[] row) {
    if (row[0] == null) {
      return null;
    }
    try {
      return twin().invoke(null, row);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The call of a subject of a benchmark. */
  default String call(String subject) {
    return switch (subject) {
      case "scan" -> columns().get(0);
      case "builtin" -> builtin();
      case "java" -> "java_twin(" + String.join(", ", columns()) + ")";
      default -> call();
    };
  }
}
