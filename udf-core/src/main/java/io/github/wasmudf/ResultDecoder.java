package io.github.wasmudf;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a plugin's answer becomes the value of one type: chosen once. A text or binary answer is what
 * it is, any other one JSON value, whose {@code null} is NULL. Stateless.
 */
interface ResultDecoder {
  /** Whether {@link #decode} gets a String instead of bytes. */
  default boolean takesText() {
    return false;
  }

  /**
   * The value in an answer.
   *
   * @param answer bytes, or a String; given up by the caller
   * @return of the type's class, or null for NULL
   * @throws UdfException {@code BAD_RESULT} for what is not exactly one value of the type
   */
  @Nullable Object decode(Object answer);

  /** The one for a type. */
  static ResultDecoder of(SqlType type) {
    if (type.kind().isText()) {
      return new Text(type);
    }
    return type.kind().isBytes() ? answer -> answer : answer -> value((byte[]) answer, type);
  }

  /** Text as it is. */
  record Text(SqlType type) implements ResultDecoder {
    @Override
    public boolean takesText() {
      return true;
    }

    @Override
    public Object decode(Object answer) {
      return type.requireLength((String) answer);
    }
  }

  private static @Nullable Object value(byte[] answer, SqlType type) {
    try (JsonParser parser = RowJson.FACTORY.createParser(answer)) {
      if (parser.nextToken() == null) {
        throw new UdfException(
            UdfError.BAD_RESULT, "the answer is empty instead of a " + type + " in JSON");
      }
      JsonValue json = new JsonValue(parser);
      Object value = json.isNull() ? null : type.read(json);
      if (parser.nextToken() != null) {
        throw new UdfException(UdfError.BAD_RESULT, "the answer is more than one JSON value");
      }
      return value;
    } catch (JsonProcessingException malformed) {
      throw new UdfException(
          UdfError.BAD_RESULT,
          "the answer is not JSON: " + malformed.getOriginalMessage(),
          malformed);
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, "the answer cannot be read", broken);
    }
  }
}
