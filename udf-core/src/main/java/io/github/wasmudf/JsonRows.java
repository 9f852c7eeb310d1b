package io.github.wasmudf;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.wasmudf.catalog.ErrorRule;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a plugin answered as JSON, read one by one and only when asked for. A row is an
 * object (values by the columns' names; a missing one is NULL, an unknown one ignored), an array
 * (values by position, as many as columns), or, where there is one column, a bare value.
 *
 * <p>Rows that a plugin answers little by little hold an instance of it until they have ended, have
 * failed or are closed; all others hold bytes of the answer, and nothing to close.
 */
final class JsonRows implements UdfRows {
  private static final byte[] LINE_END = {'\n'};
  private static final String COLUMN = "column";

  private final String label;
  private final RowShape shape;
  private final List<Column> columns;
  private final Map<String, Integer> positions = new HashMap<>();
  private final JsonValue.Positions places = (name, due) -> positions.getOrDefault(name, -1);
  private final ChunkInput input;
  private final JsonParser parser;
  private final JsonValue value;
  private final RowFormat format;
  private final @Nullable RowChunks cursor;
  private long number;
  private @Nullable CallCounter counter;
  private ErrorRule errors = ErrorRule.USUAL;
  private boolean ended;

  /**
   * Rows of an answer that comes in chunks.
   *
   * @param label names the plugin in errors
   * @param chunks asked for the next one when all before it have been read
   * @param rowLimit bytes that one row may take
   */
  JsonRows(String label, Iterator<byte[]> chunks, RowFormat format, RowShape shape, long rowLimit) {
    this.cursor = chunks instanceof GuestCursor guest ? new RowChunks(guest) : null;
    this.label = label;
    this.shape = shape;
    this.columns = shape.columns();
    for (int i = 0; i < columns.size(); i++) {
      positions.put(columns.get(i).name(), i);
    }
    this.format = format;
    this.input = new ChunkInput(cursor == null ? chunks : cursor, rowLimit);
    try {
      this.parser = RowJson.FACTORY.createParser(input);
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, label + ": no JSON reader", broken);
    }
    this.value = new JsonValue(parser);
  }

  /** Rows of a whole answer, whose format is told from its beginning. */
  static JsonRows of(String label, byte[] answer, RowShape shape) {
    return new JsonRows(
        label,
        List.of(answer).iterator(),
        RowFormat.of(answer, shape),
        shape,
        Math.max(1, answer.length));
  }

  /**
   * These rows, of which each one that is read counts.
   *
   * @param rule whether a row that is not of the shape is left out, and counts as an error; and
   *     whether errors must not show what the plugin says
   */
  JsonRows counted(CallCounter by, ErrorRule rule) {
    counter = by;
    errors = rule;
    return this;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  /**
   * The next row, as told there.
   *
   * @throws UdfException {@code BAD_RESULT} for malformed JSON, and for a value that is not exactly
   *     one of its column's type; it names the row (from 1) and the column; and what a plugin fails
   *     with that answers little by little
   */
  @Override
  public @Nullable Object @Nullable [] next() {
    if (ended) {
      return null;
    }
    ended = true;
    try {
      @Nullable Object[] row = read();
      ended = row == null;
      if (!ended && counter != null) {
        counter.row();
      }
      return row;
    } catch (UdfException refused) {
      boolean isPlaced = cursor != null && cursor.failure == refused;
      throw errors.hidden(refused.about(isPlaced ? label : place()), label);
    } catch (JsonProcessingException malformed) {
      throw errors.hidden(
          new UdfException(
              UdfError.BAD_RESULT,
              place() + ": the result is not JSON: " + reason(malformed),
              malformed),
          label);
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, place() + ": cannot be read", broken);
    } finally {
      if (ended) {
        close();
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    if (cursor != null) {
      cursor.guest.close();
    }
  }

  /** Without the position in the answer, which would be the reader's own and not the row's. */
  private static String reason(JsonProcessingException malformed) {
    String reason = malformed.getOriginalMessage();
    int source = reason.indexOf(" (start marker at [");
    return source < 0 ? reason : reason.substring(0, source);
  }

  private String place() {
    return label + ": row " + number;
  }

  private boolean moveToRow() throws IOException {
    JsonToken token = parser.nextToken();
    if (format == RowFormat.LINES) {
      return token != null;
    }
    if (number == 1) {
      // The format was told from the bracket here.
      token = parser.nextToken();
    }
    if (token != JsonToken.END_ARRAY) {
      return true;
    }
    if (parser.nextToken() != null) {
      throw new UdfException(UdfError.BAD_RESULT, "more JSON behind the array of all rows");
    }
    return false;
  }

  /** The next row that is one, or null. */
  private @Nullable Object @Nullable [] read() throws IOException {
    while (true) {
      input.beginRow();
      number++;
      if (!moveToRow()) {
        return null;
      }
      int outside = parser.getParsingContext().getNestingDepth();
      outside -= parser.currentToken().isStructStart() ? 1 : 0;
      try {
        return readRow();
      } catch (UdfException refused) {
        if (errors.action() != ErrorRule.Action.SKIP) {
          throw refused;
        }
        if (counter != null) {
          counter.failedBesideCalls(refused.error());
        }
        while (parser.getParsingContext().getNestingDepth() > outside) {
          parser.nextToken();
        }
      }
    }
  }

  private @Nullable Object[] readRow() throws IOException {
    if (shape.wholeRow()) {
      return new @Nullable Object[] {value.isNull() ? null : value.jsonText()};
    }
    @Nullable Object[] row = new @Nullable Object[columns.size()];
    if (value.readInto(row, columns, COLUMN, places)) {
      return row;
    }
    if (row.length != 1) {
      throw new UdfException(
          UdfError.BAD_RESULT,
          "a row of " + row.length + " columns is a JSON object or array, not one value");
    }
    row[0] = value.read(columns.get(0), COLUMN);
    return row;
  }

  /** The chunks of a cursor: whole rows in each, and what ends the last of them behind it. */
  private final class RowChunks implements Iterator<byte[]> {
    final GuestCursor guest;
    @Nullable UdfException failure;
    private long numberBefore;
    private boolean endsLine;

    RowChunks(GuestCursor guest) {
      this.guest = guest;
    }

    @Override
    public boolean hasNext() {
      return endsLine || hasChunk();
    }

    private boolean hasChunk() {
      requireRows();
      try {
        return guest.hasNext();
      } catch (UdfException failed) {
        failure = failed;
        throw failed;
      }
    }

    private void requireRows() {
      if (!parser.getParsingContext().inRoot()) {
        throw new UdfException(UdfError.BAD_RESULT, "does not end in the chunk that it begins in");
      }
      if (number == numberBefore) {
        throw new UdfException(UdfError.BAD_RESULT, "a chunk without a row; the end is a 0");
      }
      numberBefore = number;
    }

    @Override
    public byte[] next() {
      endsLine = !endsLine;
      return endsLine ? guest.next() : LINE_END;
    }
  }
}
