package io.github.wasmudf.benchmarks;

import io.github.wasmudf.benchmarks.twins.Base64Twin;
import io.github.wasmudf.benchmarks.twins.JsonPrettyTwin;
import io.github.wasmudf.benchmarks.twins.RedactTwin;
import io.github.wasmudf.benchmarks.twins.Sha256Twin;
import io.github.wasmudf.benchmarks.twins.UpperTwin;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What is done to a row: a plugin, and its twin in plain Java. */
public enum Work {
  /** Text to upper case: next to no work, so that what is measured is the way to the guest. */
  UPPER(UpperTwin.class, "upper"),
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
  public String plugin() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Holds the public static method {@link #twinMethod} over a String. */
  public Class<?> twinClass() {
    return twinClass;
  }

  /** Its name. */
  public String twinMethod() {
    return twinMethod;
  }

  /** The twin over bytes. */
  public UnaryOperator<byte[]> twin() {
    return switch (this) {
      case UPPER -> UpperTwin::upper;
      case REDACT -> RedactTwin::redact;
      case JSON_PRETTY -> JsonPrettyTwin::jsonPretty;
      case SHA256 -> Sha256Twin::sha256;
      case BASE64 -> Base64Twin::base64;
    };
  }
}
