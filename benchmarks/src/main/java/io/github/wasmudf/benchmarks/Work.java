package io.github.wasmudf.benchmarks;

import io.github.wasmudf.benchmarks.twins.Base64Twin;
import io.github.wasmudf.benchmarks.twins.JsonPrettyTwin;
import io.github.wasmudf.benchmarks.twins.RedactTwin;
import io.github.wasmudf.benchmarks.twins.Sha256Twin;
import io.github.wasmudf.benchmarks.twins.UpperTwin;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is done to a text: a plugin, and its twin in plain Java. */
public enum Work implements SqlWork {
  /** Text to upper case: next to no work, so that what is measured is the way to the guest. */
  UPPER(UpperTwin.class, "upper"),
  /** The same by an Extism plugin, which asks its host for the input, eight bytes at a time. */
  EXTISM_UPPER(UpperTwin.class, "upper"),
  /** Masks addresses and numbers in prose. */
  REDACT(RedactTwin.class, "redact"),
  /** Writes JSON anew. */
  JSON_PRETTY(JsonPrettyTwin.class, "jsonPretty"),
  /** A digest: all work, and a short answer. */
  SHA256(Sha256Twin.class, "sha256"),
  /** An answer that is longer than its input. */
  BASE64(Base64Twin.class, "base64");

  private final Class<?> twinClass;
  private final String twinMethod;

  Work(Class<?> twinClass, String twinMethod) {
    this.twinClass = twinClass;
    this.twinMethod = twinMethod;
  }

  /** The work of a benchmark's parameter. */
  public static Work of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The plugin's name, which is the parameter, too. */
  @Override
  public String plugin() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The twin over bytes. */
  public UnaryOperator<byte[]> bytesTwin() {
    return switch (this) {
      case UPPER, EXTISM_UPPER -> UpperTwin::upper;
      case REDACT -> RedactTwin::redact;
      case JSON_PRETTY -> JsonPrettyTwin::jsonPretty;
      case SHA256 -> Sha256Twin::sha256;
      case BASE64 -> Base64Twin::base64;
    };
  }

  @Override
  public List<Object[]> rows(String data, int size, int count) {
    return Rows.texts(this, data, size, count).stream()
        .map(text -> new Object[] {text})
        .collect(Collectors.toList());
  }

  @Override
  public Method twin() {
    try {
      return twinClass.getMethod(twinMethod, String.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<String> columns() {
    return List.of("c");
  }

  @Override
  public String columnType() {
    return "VARCHAR";
  }

  @Override
  public String options() {
    return "{}";
  }

  @Override
  public List<String> definitions() {
    return List.of();
  }

  @Override
  public String call() {
    return "WASM_TRANSFORM('" + plugin() + "', c)";
  }

  @Override
  public String builtin() {
    return this == UPPER ? "UPPER(c)" : "";
  }

  @Override
  public String overall(String expression) {
    return "SUM(CHAR_LENGTH(" + expression + "))";
  }

  @Override
  public long overall(Stream<Object> answers) {
    return answers.mapToLong(answer -> ((String) answer).length()).sum();
  }
}
