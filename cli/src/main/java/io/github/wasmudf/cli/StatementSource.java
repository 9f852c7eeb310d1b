package io.github.wasmudf.cli;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The statements of a script, in order. */
interface StatementSource {
  /** The next statement, never blank, or null at the end. Reads no further than it must. */
  @Nullable String next() throws IOException, SQLException;
}
