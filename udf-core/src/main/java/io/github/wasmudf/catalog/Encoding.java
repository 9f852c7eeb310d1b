package io.github.wasmudf.catalog;

import java.util.Locale;

/** The form in which a function's values travel where one value's own bytes do not say it all. */
public enum Encoding {
  /** A JSON array of the arguments, and one JSON value as result. */
  JSON,
  /** Rows of {@code docs/abi/binary-rows.md}, both ways. */
  BINARY;

  /** As manifests write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
