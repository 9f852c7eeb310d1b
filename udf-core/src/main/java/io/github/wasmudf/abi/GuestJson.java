package io.github.wasmudf.abi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that guests write and get, read within bounds and written so that no digit of a number
 * is lost. Of a key that is there twice the last value counts, as it does for the hosts that they
 * were made for.
 */
final class GuestJson {
  private static final int MAX_DEPTH = 128;
  private static final int MAX_NUMBER_CHARS = 1_000;

  /** A tree takes many times what its text takes. */
  private static final long MAX_TOKENS = 1_000_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_CHARS)
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  // What a plugin calls things is of no use to others in this JVM.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CHARSET_DETECTION)
                  // 1e999999999 written out would be a gigabyte.
                  .disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private GuestJson() {}

  /**
   * The value in a text.
   *
   * @param what names it in errors
   * @throws UdfException {@code BAD_RESULT} when it is not one JSON value
   */
  static JsonNode read(String what, byte[] text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node == null || node.isMissingNode()) {
        throw bad(what + " is empty", null);
      }
      return node;
    } catch (JsonProcessingException malformed) {
      throw bad(what + " is not JSON: " + malformed.getOriginalMessage(), malformed);
    } catch (IOException impossible) {
      throw new UdfException(UdfError.INTERNAL, what + " cannot be read", impossible);
    }
  }

  static byte[] write(JsonNode value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      throw new UdfException(UdfError.INTERNAL, "JSON cannot be written", impossible);
    }
  }

  /** Writes a text little by little. */
  @FunctionalInterface
  interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  /**
   * The bytes of what somebody writes.
   *
   * @param what names it in the error
   * @throws UdfException {@code MEMORY_LIMIT} as soon as it has more than so many bytes
   */
  static byte[] write(String what, long mostBytes, Writing writing) {
    BoundedBytes bytes = new BoundedBytes(what, mostBytes);
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      writing.to(json);
    } catch (IOException impossible) {
      throw new UdfException(UdfError.INTERNAL, "JSON cannot be written", impossible);
    }
    return bytes.toByteArray();
  }

  /** Bytes up to a bound. */
  private static final class BoundedBytes extends ByteArrayOutputStream {
    private final String what;
    private final long most;

    BoundedBytes(String what, long most) {
      this.what = what;
      this.most = most;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      if (length > most - count) {
        throw UdfException.limit(UdfError.MEMORY_LIMIT, what, most, count, (long) count + length);
      }
      super.write(bytes, offset, length);
    }
  }

  static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  static UdfException bad(String why, @Nullable Throwable cause) {
    return new UdfException(UdfError.BAD_RESULT, why, cause);
  }
}
