package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes fields from JSON that somebody else wrote, and refuses by name what cannot be used. */
final class JsonFields {
  private static final int MAX_TEXT_CHARS = 4_000;

  private final String what;

  /** Fields of a text that errors call {@code what}. */
  JsonFields(String what) {
    this.what = what;
  }

  <T> T section(
      ObjectNode json, String key, Set<String> known, Function<ObjectNode, T> read, T otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!(node instanceof ObjectNode object)) {
      throw bad(key + " must be a JSON object");
    }
    requireKnown(key + ".", object, known);
    return read.apply(object);
  }

  void requireKnown(String prefix, ObjectNode json, Collection<String> known) {
    List<String> unknown = new ArrayList<>();
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                unknown.add(prefix + name);
              }
            });
    if (!unknown.isEmpty()) {
      throw bad(
          "unknown key "
              + String.join(", ", unknown.subList(0, Math.min(5, unknown.size())))
              + "; known here: "
              + String.join(", ", known.stream().sorted().toList()));
    }
  }

  @Nullable String text(ObjectNode json, String key, @Nullable String otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isTextual() || node.textValue().length() > MAX_TEXT_CHARS) {
      throw bad(key + " must be a text of at most " + MAX_TEXT_CHARS + " characters");
    }
    return node.textValue();
  }

  List<String> texts(ObjectNode json, String key, List<String> otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : node) {
      if (text.isTextual() && text.textValue().length() <= MAX_TEXT_CHARS) {
        texts.add(text.textValue());
      }
    }
    if (!node.isArray() || texts.size() != node.size()) {
      throw bad(key + " must be an array of texts");
    }
    return texts;
  }

  /** Texts by names that somebody else chose. */
  Map<String, String> textsByName(ObjectNode json, String key, Map<String, String> otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!(node instanceof ObjectNode object)) {
      throw bad(key + " must be a JSON object of texts");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    object.fieldNames().forEachRemaining(name -> texts.put(name, required(key, object, name)));
    return texts;
  }

  /** A text that must be there; {@code where} is the key of the object around it. */
  String required(String where, ObjectNode json, String key) {
    String text = text(json, key, null);
    if (text == null) {
      throw bad(where + " needs " + key);
    }
    return text;
  }

  String choice(ObjectNode json, String key, Set<String> choices, String otherwise) {
    String text = text(json, key, null);
    if (text == null) {
      return otherwise;
    }
    if (!choices.contains(text)) {
      throw bad(key + " must be one of " + String.join(", ", choices.stream().sorted().toList()));
    }
    return text;
  }

  long number(ObjectNode json, String key, long otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw bad("limit " + key + " must be a whole number");
    }
    // Limits are far inside this range; a number beyond it must not wrap on its way to an int.
    return Math.max(Integer.MIN_VALUE, Math.min(node.longValue(), Integer.MAX_VALUE));
  }

  boolean flag(ObjectNode json, String key, boolean otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw bad(key + " must be true or false");
    }
    return node.booleanValue();
  }

  UdfException bad(String why) {
    return new UdfException(UdfError.BAD_OPTION, what + ": " + why);
  }
}
