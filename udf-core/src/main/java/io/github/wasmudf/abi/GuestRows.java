package io.github.wasmudf.abi;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes rows of a query as objects of JSON: alike but for what JSON has no form for. */
final class GuestRows {
  private final List<String> names;
  private final int[] fields;
  private final OtherValue others;

  /** Writes what is no NULL, truth or number in JSON. */
  @FunctionalInterface
  interface OtherValue {
    void write(JsonGenerator json, Object value) throws IOException;
  }

  /**
   * Rows of some columns.
   *
   * @param names of the columns; of several with one name the last becomes a field, as a reader
   *     would have it
   */
  GuestRows(List<String> names, OtherValue others) {
    this.names = names;
    this.fields =
        IntStream.range(0, names.size())
            .filter(i -> names.lastIndexOf(names.get(i)) == i)
            .toArray();
    this.others = others;
  }

  void write(JsonGenerator json, List<? extends List<@Nullable Object>> rows) throws IOException {
    for (List<@Nullable Object> row : rows) {
      json.writeStartObject();
      for (int i : fields) {
        json.writeFieldName(names.get(i));
        write(json, row.get(i));
      }
      json.writeEndObject();
    }
  }

  private void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else {
      others.write(json, value);
    }
  }
}
