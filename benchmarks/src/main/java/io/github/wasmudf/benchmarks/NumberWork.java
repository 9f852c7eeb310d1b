package io.github.wasmudf.benchmarks;

import io.github.wasmudf.benchmarks.twins.HashTwins;
import io.github.wasmudf.benchmarks.twins.NumberTwins;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** Functions that answer a BIGINT: exports over numbers as they are, and hashes of text. */
public enum NumberWork implements SqlWork {
  /** A loop with divisions, over two numbers below a thousand. */
  GCD("math", NumberTwins.class, long.class, 2),
  /** One instruction: all that is measured is the way. */
  ADD_ONE("math", NumberTwins.class, long.class, 1),
  /** A multiplication a byte, and a number out. */
  FNV1A("hashes", HashTwins.class, String.class, 1),
  /** Eight bytes at a time, and a number out. */
  SIPHASH("hashes", HashTwins.class, String.class, 1);

  private static final int MOST = 1000;

  private final String plugin;
  private final Class<?> twins;
  private final Class<?> argument;
  private final int arity;

  NumberWork(String plugin, Class<?> twins, Class<?> argument, int arity) {
    this.plugin = plugin;
    this.twins = twins;
    this.argument = argument;
    this.arity = arity;
  }

  /** The name of the function, of its twin and of the benchmark's parameter. */
  public String function() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** H2 has a function of its own that is called GCD. */
  private String sqlName() {
    return overText() ? function() : "plugin_" + function();
  }

  private boolean overText() {
    return argument == String.class;
  }

  /** How many arguments it takes. */
  public int arity() {
    return arity;
  }

  @Override
  public List<Object[]> rows(String data, int size, int count) {
    if (overText()) {
      return Work.UPPER.rows(data, size, count);
    }
    Random random = new Random(size);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Object[] row = new Object[arity];
      for (int column = 0; column < row.length; column++) {
        row[column] = 1L + random.nextInt(MOST);
      }
      rows.add(row);
    }
    return rows;
  }

  @Override
  public Method twin() {
    Class<?>[] parameters = new Class<?>[arity];
    Arrays.fill(parameters, argument);
    try {
      return twins.getMethod(this == ADD_ONE ? "addOne" : function(), parameters);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<String> columns() {
    return overText() ? List.of("c") : List.of("a", "b").subList(0, arity);
  }

  @Override
  public String columnType() {
    return overText() ? "VARCHAR" : "BIGINT";
  }

  @Override
  public String plugin() {
    return plugin;
  }

  @Override
  public String options() {
    return overText() ? Modules.manifest(plugin) : "{}";
  }

  @Override
  public List<String> definitions() {
    return overText()
        ? List.of()
        : List.of(
            "CALL WASM_CREATE_FUNCTION('%s', '%s', '%s')".formatted(sqlName(), plugin, function()));
  }

  @Override
  public String call() {
    return sqlName() + "(" + String.join(", ", columns()) + ")";
  }

  @Override
  public String builtin() {
    return this == ADD_ONE ? "a + 1" : "";
  }

  /** A sum of BIGINT is a larger type in H2, and would cost more than the call. */
  @Override
  public String overall(String expression) {
    return overText() && expression.equals("c") ? "MAX(CHAR_LENGTH(c))" : "MAX(" + expression + ")";
  }

  @Override
  public long overall(Stream<Object> answers) {
    return answers
        .mapToLong(answer -> answer instanceof String text ? text.length() : (Long) answer)
        .max()
        .orElseThrow();
  }
}
