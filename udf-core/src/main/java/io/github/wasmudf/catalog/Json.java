package io.github.wasmudf.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;

/** Reads untrusted JSON within bounds: size, depth, no key twice, nothing behind the value. */
public final class Json {
  private static final int MAX_CHARS = 1 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNameLength(1_000)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Json() {}

  /**
   * The object in a text.
   *
   * @param what names the text in errors, such as {@code "options"}
   * @throws UdfException {@code BAD_OPTION} when it is anything else
   */
  public static ObjectNode parseObject(String what, String text) {
    JsonNode node = parse(what, text);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw bad(what, "a JSON object is due, not " + node.getNodeType(), null);
  }

  /** Any value; else as {@link #parseObject}. */
  static JsonNode parse(String what, String text) {
    if (text.length() > MAX_CHARS) {
      throw UdfException.limit(
          UdfError.BAD_OPTION, what + " in characters", MAX_CHARS, 0, text.length());
    }
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw bad(what, malformed.getOriginalMessage(), malformed);
    }
  }

  private static UdfException bad(
      String what, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new UdfException(UdfError.BAD_OPTION, what + ": " + why, cause);
  }
}
