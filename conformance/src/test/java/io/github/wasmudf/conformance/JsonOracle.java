package io.github.wasmudf.conformance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What {@code json_pretty} must answer, by Jackson: what its strict parser takes, laid out over its
 * stream of tokens, each token copied from where Jackson says it begins.
 *
 * <p>Jackson differs from RFC 8259 where it reads bytes: it takes a byte order mark, UTF-16 and
 * UTF-32, and some malformed UTF-8. So the JDK's strict decoder goes first and Jackson reads
 * characters, among which a byte order mark is an error. Where it reads characters it takes some
 * beyond ASCII for hexadecimal digits, by their lowest eight bits ({@code CharTypes.charToHex}):
 * {@link #requireAsciiEscape} refuses them. Its bounds on the length of numbers, names and texts
 * are lifted; its bound on levels is set to the plugin's 512.
 */
final class JsonOracle {
  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(512)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final String text;
  private final int indent;
  private final JsonParser parser;
  private final StringBuilder out = new StringBuilder();

  private JsonOracle(String text, int indent, JsonParser parser) {
    this.text = text;
    this.indent = indent;
    this.parser = parser;
  }

  /** The pretty text; nothing when the bytes are not JSON. */
  static Optional<byte[]> pretty(byte[] input, int indent) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString();
      try (JsonParser parser = STRICT.createParser(text)) {
        return Optional.of(
            new JsonOracle(text, indent, parser).whole().getBytes(StandardCharsets.UTF_8));
      }
    } catch (CharacterCodingException | JsonProcessingException refused) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private String whole() throws IOException {
    writeValue(parser.nextToken(), 0);
    if (parser.nextToken() != null) {
      throw refusal("more than one value");
    }
    return out.toString();
  }

  private void writeValue(JsonToken token, int depth) throws IOException {
    if (token == null) {
      throw refusal("no value");
    }
    switch (token) {
      case START_OBJECT -> writeElements('{', '}', JsonToken.END_OBJECT, depth);
      case START_ARRAY -> writeElements('[', ']', JsonToken.END_ARRAY, depth);
      case VALUE_STRING -> writeString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> writeNumber();
      default -> out.append(token.asString());
    }
  }

  private void writeElements(char opening, char closing, JsonToken end, int depth)
      throws IOException {
    out.append(opening);
    JsonToken token = parser.nextToken();
    boolean empty = token == end;
    for (boolean first = true; token != end; token = parser.nextToken(), first = false) {
      out.append(first ? "" : ",");
      newLine(depth + 1);
      if (token == JsonToken.FIELD_NAME) {
        writeString();
        out.append(": ");
        token = parser.nextToken();
      }
      writeValue(token, depth + 1);
    }
    if (!empty) {
      newLine(depth);
    }
    out.append(closing);
  }

  private void newLine(int depth) {
    out.append('\n').append(" ".repeat(depth * indent));
  }

  /** Copies a string or a name as it is written; Jackson has checked it. */
  private void writeString() throws IOException {
    parser.finishToken();
    int begin = (int) parser.currentTokenLocation().getCharOffset();
    int end = begin + 1;
    while (text.charAt(end) != '"') {
      boolean escape = text.charAt(end) == '\\';
      if (escape && text.charAt(end + 1) == 'u') {
        requireAsciiEscape(end + 2);
      }
      end += escape ? 2 : 1;
    }
    out.append(text, begin, end + 1);
  }

  private void requireAsciiEscape(int begin) throws IOException {
    if (text.substring(begin, begin + 4).chars().anyMatch(c -> c > 0x7f)) {
      throw refusal("an escape with other than hexadecimal digits");
    }
  }

  private void writeNumber() throws IOException {
    parser.finishToken();
    int begin = (int) parser.currentTokenLocation().getCharOffset();
    int end = begin;
    while (end < text.length() && "+-.0123456789Ee".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    out.append(text, begin, end);
  }

  private JsonProcessingException refusal(String why) {
    return new com.fasterxml.jackson.core.JsonParseException(parser, why);
  }
}
