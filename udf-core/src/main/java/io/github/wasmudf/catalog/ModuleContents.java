package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import io.github.wasmudf.engine.Producers;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is in a module, for those who look at the catalog. Immutable. Every name is the module's own
 * word: shortened, without what a terminal or a page would take for more than a letter, and of many
 * only the first.
 *
 * @param exports a JSON array of texts, {@code func gcd(i64, i64) -> i64} or {@code memory memory}
 * @param imports the same, {@code func env.log(i32, i32) -> ()}
 * @param producers a JSON object of arrays of texts, what the module was made with; null where it
 *     does not say
 * @param languages those of its source, {@code Rust, C}; null where it does not say
 */
public record ModuleContents(
    String exports, String imports, @Nullable String producers, @Nullable String languages) {
  /** Of a module that cannot be read. */
  public static final ModuleContents UNKNOWN = new ModuleContents("[]", "[]", null, null);

  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_NAME_CHARS = 200;

  /** Of all names together; in JSON they may take twice as many. */
  private static final int MAX_CHARS = 40_000;

  /** What a module's outline says. */
  public static ModuleContents of(ModuleOutline outline) {
    Producers producers = outline.producers();
    List<String> languages = producers.fields().getOrDefault(Producers.LANGUAGE, List.of());
    return new ModuleContents(
        array(
            outline.exports().stream()
                .map(each -> entry(each.kind(), clean(each.name()), each.type()))
                .toList()),
        array(
            outline.imports().stream()
                .map(each -> entry(each.kind(), importName(each), each.type()))
                .toList()),
        producers.fields().isEmpty() ? null : object(producers),
        languages.isEmpty() ? null : languages(languages));
  }

  private static String importName(ModuleOutline.Import imported) {
    return clean(imported.module()) + "." + clean(imported.name());
  }

  private static String entry(Kind kind, String name, @Nullable FunctionType type) {
    String word = kind == Kind.FUNCTION ? "func" : kind.name().toLowerCase(Locale.ROOT);
    return word + " " + name + (type == null ? "" : type);
  }

  private static String languages(List<String> languages) {
    String text =
        languages.stream()
            .limit(MAX_ENTRIES)
            .map(ModuleContents::clean)
            .collect(Collectors.joining(", "));
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
  }

  private static String object(Producers producers) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    int chars = 0;
    for (String field : producers.fields().keySet()) {
      String name = clean(field);
      chars += 10 + name.length();
      if (chars > MAX_CHARS) {
        return json.toString();
      }
      ArrayNode values = json.putArray(name);
      for (String value : producers.fields().get(field)) {
        String text = clean(value);
        // Values may be empty, and many.
        chars += 10 + text.length();
        if (chars > MAX_CHARS) {
          return json.toString();
        }
        values.add(text);
      }
    }
    return json.toString();
  }

  /** The first of them, and how many more there are. */
  private static String array(List<String> entries) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    int chars = 0;
    for (String entry : entries) {
      chars += entry.length();
      if (json.size() == MAX_ENTRIES || chars > MAX_CHARS) {
        json.add("and " + (entries.size() - json.size()) + " more");
        break;
      }
      json.add(entry);
    }
    return json.toString();
  }

  private static String clean(String name) {
    StringBuilder text =
        name.codePoints()
            .limit(MAX_NAME_CHARS)
            .map(c -> isLetter(c) ? c : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
    return name.codePoints().skip(MAX_NAME_CHARS).findAny().isPresent()
        ? text.append("...").toString()
        : text.toString();
  }

  /** Neither moves the writing, nor hides, nor begins another line. */
  private static boolean isLetter(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
