package io.github.wasmudf.engine;

import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a module's custom section {@code producers} says it was made with: values by field, such as
 * {@code language} or {@code processed-by}, each with its version behind it where it has one. Only
 * the module's own words. Immutable.
 *
 * @see <a href="https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md">The
 *     convention</a>
 */
public record Producers(Map<String, List<String>> fields) {
  /** The custom section's name. */
  static final String SECTION = "producers";

  /** The field for the languages of the source. */
  public static final String LANGUAGE = "language";

  /** A larger section is nobody's true story. */
  static final int MAX_BYTES = 64 << 10;

  /** Says nothing. */
  public static final Producers NONE = new Producers(Map.of());

  /**
   * What a section says; {@link #NONE} for one that is missing or malformed, which hurts nobody.
   */
  static Producers of(byte @Nullable [] section) {
    if (section == null) {
      return NONE;
    }
    try {
      return read(new BinaryReader(section, 0, section.length));
    } catch (UdfException malformed) {
      return NONE;
    }
  }

  private static Producers read(BinaryReader in) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (int left = in.readCount(); left > 0; left--) {
      List<String> values = fields.computeIfAbsent(in.readName(), name -> new ArrayList<>());
      for (int more = in.readCount(); more > 0; more--) {
        String value = in.readName();
        String version = in.readName();
        values.add(version.isEmpty() ? value : value + " " + version);
      }
    }
    return new Producers(fields);
  }
}
