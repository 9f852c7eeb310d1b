package io.github.wasmudf.cli;

import java.sql.Connection;
import java.sql.SQLException;

/** The tables of the demonstration, in a database. */
interface DemoTables {
  /** Creates and fills the tables; answers the number of rows. */
  int load(Connection connection, DemoData data) throws SQLException;
}
