package io.github.wasmudf.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON array per result, one object per row and line. Decimals keep every digit, bytes are
 * hexadecimal text, values of the type JSON are nested. Statements without a result write nothing.
 */
final class JsonResultWriter implements ResultWriter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private final Writer out;

  JsonResultWriter(Writer out) {
    this.out = out;
  }

  @Override
  public void rows(ResultSet result) throws SQLException, IOException {
    List<ResultColumn> columns = ResultColumn.of(result.getMetaData());
    String[] names = distinctNames(columns);
    boolean more = result.next();
    // Closing the generator also ends the array when a later row fails: what is out stays JSON.
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.setPrettyPrinter(new RowPerLine());
      json.writeStartArray();
      while (more) {
        json.writeStartObject();
        for (int i = 0; i < names.length; i++) {
          json.writeFieldName(names[i]);
          value(json, columns.get(i), result);
        }
        json.writeEndObject();
        more = result.next();
      }
    } finally {
      out.write('\n');
    }
  }

  /** A second A becomes A_2: readers of JSON keep only one of two equal names. */
  private static String[] distinctNames(List<ResultColumn> columns) {
    Map<String, Integer> seen = new HashMap<>();
    String[] names = new String[columns.size()];
    for (int i = 0; i < names.length; i++) {
      String name = columns.get(i).label();
      int count = seen.merge(name, 1, Integer::sum);
      names[i] = count == 1 ? name : name + "_" + count;
    }
    return names;
  }

  private static void value(JsonGenerator json, ResultColumn column, ResultSet row)
      throws SQLException, IOException {
    String text = column.kind() == ResultColumn.Kind.ARRAY ? null : column.text(row);
    if (column.kind() == ResultColumn.Kind.ARRAY) {
      array(json, row.getArray(column.index()));
    } else if (text == null) {
      json.writeNull();
    } else {
      switch (column.kind()) {
        case NUMBER -> number(json, text);
        case BOOLEAN -> json.writeBoolean(row.getBoolean(column.index()));
        case JSON -> json.writeRawValue(text);
        default -> json.writeString(text);
      }
    }
  }

  /** Writes the digits as they are; NaN and Infinity, which JSON lacks, become text. */
  private static void number(JsonGenerator json, String text) throws IOException {
    if (Character.isDigit(text.charAt(text.length() - 1))) {
      json.writeNumber(text);
    } else {
      json.writeString(text);
    }
  }

  private static void array(JsonGenerator json, @Nullable Array array)
      throws SQLException, IOException {
    if (array == null) {
      json.writeNull();
    } else {
      element(json, array.getArray());
    }
  }

  private static void element(JsonGenerator json, @Nullable Object element) throws IOException {
    if (element instanceof Object[] elements) {
      json.writeStartArray();
      for (Object each : elements) {
        element(json, each);
      }
      json.writeEndArray();
    } else if (element instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (element instanceof Number number) {
      number(json, number.toString());
    } else if (element instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (element instanceof byte[] bytes) {
      json.writeString(HexFormat.of().formatHex(bytes));
    } else {
      json.writeString(element == null ? null : element.toString());
    }
  }

  @Override
  public void changed(long rows) {}

  /** Line ends between rows, and nowhere else. */
  private static final class RowPerLine extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1L;

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(json.getOutputContext().getParent().inRoot() ? ",\n" : ",");
    }
  }
}
