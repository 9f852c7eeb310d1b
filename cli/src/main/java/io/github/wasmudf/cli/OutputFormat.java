package io.github.wasmudf.cli;

import java.io.Writer;
import java.util.Locale;

/** How results are written. */
enum OutputFormat {
  TABLE,
  CSV,
  JSON;

  ResultWriter writer(Writer out) {
    return switch (this) {
      case TABLE -> new TableResultWriter(out);
      case CSV -> new CsvResultWriter(out);
      case JSON -> new JsonResultWriter(out);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
