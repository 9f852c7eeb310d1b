package io.github.wasmudf.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * RFC 4180 with line feeds: a header line per result, quotes only where needed. NULL is an empty
 * field, an empty string is {@code ""}. Statements without a result write nothing.
 */
final class CsvResultWriter implements ResultWriter {
  /** RFC 4180 knows no comments; a field that begins with {@code #} needs no quotes. */
  private static final char NO_COMMENTS = '\u0001';

  /** Never closed: it buffers nothing, and the stream below belongs to the caller. */
  private final CsvWriter csv;

  CsvResultWriter(Writer out) {
    csv =
        CsvWriter.builder()
            .bufferSize(0)
            .commentCharacter(NO_COMMENTS)
            .lineDelimiter(LineDelimiter.LF)
            .quoteStrategy(QuoteStrategies.EMPTY)
            .build(out);
  }

  @Override
  public void rows(ResultSet result) throws SQLException, IOException {
    List<ResultColumn> columns = ResultColumn.of(result.getMetaData());
    boolean more = result.next();
    try {
      csv.writeRecord(columns.stream().map(ResultColumn::label).toArray(String[]::new));
      while (more) {
        csv.writeRecord(ResultColumn.texts(columns, result));
        more = result.next();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void changed(long rows) {}
}
