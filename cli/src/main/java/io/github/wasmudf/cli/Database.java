package io.github.wasmudf.cli;

import java.io.Reader;
import java.sql.SQLException;

/** What the command line must know of a kind of database beyond JDBC. */
interface Database {
  /** URL of a fresh database in memory, for a user who names none. */
  String defaultUrl();

  /** URL of a database in memory that no other connection reaches. */
  String demoUrl();

  /** Class of the JDBC driver, which the interactive shell asks for. */
  String driver();

  /** Opens a connection with the functions of wasm-udf installed, as far as the user may. */
  OpenDatabase open(Login login) throws SQLException;

  /** Cuts a script into statements by the database's own lexical rules, as it is read. */
  StatementSource statements(Reader script);
}
