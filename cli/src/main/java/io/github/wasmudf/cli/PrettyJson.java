package io.github.wasmudf.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An order as the JSON document that the demonstration's query makes of it. */
final class PrettyJson {
  private static final ObjectWriter WRITER = new JsonMapper().writer(printer());

  private PrettyJson() {}

  /** Two spaces per level, one element per line, as the plugin {@code json_pretty} writes. */
  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    return new DefaultPrettyPrinter(separators)
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter);
  }

  static String of(DemoData.OrderRow order) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("order", order.key());
    document.put("priority", order.priority());
    document.put("total", order.totalPrice());
    document.put("customer", Map.of("key", order.customerKey()));
    document.put("note", order.supportNote());
    document.put("tags", List.of());
    try {
      return WRITER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new AssertionError("plain maps are always JSON", e);
    }
  }
}
