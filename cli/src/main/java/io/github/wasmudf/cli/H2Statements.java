package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import org.h2.message.DbException;
import org.h2.util.ScriptReader;
import org.jspecify.annotations.Nullable;

/** Cuts a script as H2's own RUNSCRIPT does: quotes, comments and {@code $$} hide semicolons. */
final class H2Statements implements StatementSource {
  private final ScriptReader reader;

  H2Statements(Reader script) {
    reader = new ScriptReader(script);
    reader.setSkipRemarks(true);
  }

  @Override
  public @Nullable String next() throws IOException, SQLException {
    try {
      String statement = reader.readStatement();
      while (statement != null && statement.isBlank()) {
        statement = reader.readStatement();
      }
      return statement == null ? null : statement.strip();
    } catch (DbException e) {
      SQLException failure = e.getSQLException();
      if (failure.getCause() instanceof CharacterCodingException) {
        throw new IOException("the script is not valid UTF-8", e);
      }
      throw failure;
    }
  }
}
