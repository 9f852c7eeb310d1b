package io.github.wasmudf.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads untrusted JSON within bounds: size, depth, no key twice, nothing behind the value. Not by
 * Jackson's mapper, whose hundreds of classes take longer to load than all else before a first row.
 */
public final class Json {
  private static final int MAX_CHARS = 1 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNameLength(1_000)
                  .maxNumberLength(100)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

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
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      JsonNode node = first == null ? MissingNode.getInstance() : value(parser, first);
      JsonToken next = parser.nextToken();
      if (next != null) {
        throw bad(what, "something follows the value: " + next, null);
      }
      return node;
    } catch (JsonProcessingException malformed) {
      throw bad(what, malformed.getOriginalMessage(), malformed);
    } catch (IOException unreadable) {
      throw new UdfException(UdfError.INTERNAL, what + " cannot be read", unreadable);
    }
  }

  private static JsonNode value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }

  private static JsonNode integer(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }

  private static ObjectNode object(JsonParser parser) throws IOException {
    ObjectNode object = NODES.objectNode();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      object.set(name, value(parser, parser.nextToken()));
    }
    return object;
  }

  private static ArrayNode array(JsonParser parser) throws IOException {
    ArrayNode array = NODES.arrayNode();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      array.add(value(parser, token));
    }
    return array;
  }

  private static UdfException bad(String what, String why, @Nullable Throwable cause) {
    return new UdfException(UdfError.BAD_OPTION, what + ": " + why, cause);
  }
}
