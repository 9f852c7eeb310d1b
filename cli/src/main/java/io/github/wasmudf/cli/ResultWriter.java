package io.github.wasmudf.cli;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Writes what statements answer, row by row as it is read. The first row is read before the first
 * byte is written: a statement that fails at once leaves no header behind.
 */
interface ResultWriter {
  /** Writes all rows; the caller closes the result and flushes. */
  void rows(ResultSet result) throws SQLException, IOException;

  /** Says how many rows a statement without a result has changed. */
  void changed(long rows) throws IOException;
}
