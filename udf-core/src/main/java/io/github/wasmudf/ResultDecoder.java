package io.github.wasmudf;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.Encoding;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a plugin's answer becomes the value of one type: chosen once. In JSON, a text or binary
 * answer is what it is, any other one value, whose {@code null} is NULL. Stateless.
 */
interface ResultDecoder {
  /** No BIGINT has more. */
  int MAX_PLAIN_DIGITS = 19;

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

  /** The one for a function whose plugin answers as the type says. */
  static ResultDecoder of(DeclaredFunction function) {
    return of(function, false);
  }

  /**
   * The one for a function.
   *
   * @param ports whether its plugin answers one JSON value whatever the type
   */
  static ResultDecoder of(DeclaredFunction function, boolean ports) {
    SqlType type = function.signature().result();
    if (ports) {
      return answer -> value((byte[]) answer, type);
    }
    return function.encoding() == Encoding.BINARY
        ? answer -> new BinaryRowReader((byte[]) answer).only(type)
        : ofJson(type);
  }

  private static ResultDecoder ofJson(SqlType type) {
    if (type.kind().isText()) {
      return new Text(type);
    }
    if (type.kind().isBytes()) {
      return answer -> answer;
    }
    return isWholeNumber(type.kind())
        ? answer -> number((byte[]) answer, type)
        : answer -> value((byte[]) answer, type);
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

  private static boolean isWholeNumber(SqlType.Kind kind) {
    return kind == SqlType.Kind.INTEGER || kind == SqlType.Kind.BIGINT;
  }

  /** Plain digits need no JSON parser, which costs more than most rows. */
  private static @Nullable Object number(byte[] answer, SqlType type) {
    int at = answer.length > 0 && answer[0] == '-' ? 1 : 0;
    int digits = answer.length - at;
    // JSON has no leading zeros.
    if (digits < 1 || digits > MAX_PLAIN_DIGITS || answer[at] == '0') {
      return value(answer, type);
    }
    long number = 0;
    for (int i = at; i < answer.length; i++) {
      int digit = answer[i] - '0';
      if (digit < 0 || digit > 9) {
        return value(answer, type);
      }
      number = number * 10 + digit;
    }
    // So few digits fit into 64 bits without a sign; which are set then is no number in range.
    if (number < 0 && (at == 0 || number != Long.MIN_VALUE)) {
      return value(answer, type);
    }
    long signed = at == 0 ? number : -number;
    if (type.kind() == SqlType.Kind.BIGINT) {
      return signed;
    }
    return (int) signed == signed ? (Object) (int) signed : value(answer, type);
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
