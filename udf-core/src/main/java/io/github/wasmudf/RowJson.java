package io.github.wasmudf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;

/** The bounds within which JSON that a guest wrote is read, and the factory that keeps them. */
final class RowJson {
  static final int MAX_NUMBER_CHARS = 1_000;
  private static final int MAX_DEPTH = 512;
  private static final int MAX_NAME_CHARS = 50_000;

  /**
   * The size of a text is bounded by that of the answer. Names are not interned, because a guest
   * chooses them, and only UTF-8 is taken for what a guest answers.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .maxNameLength(MAX_NAME_CHARS)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  /** For values that follow each other at the root without a separator. */
  static final PrettyPrinter NOTHING_BETWEEN = new MinimalPrettyPrinter("");

  private RowJson() {}
}
