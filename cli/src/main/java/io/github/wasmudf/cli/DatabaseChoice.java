package io.github.wasmudf.cli;

import java.util.Locale;

/** The kinds of database that the command line knows. */
enum DatabaseChoice {
  H2,
  CALCITE;

  Database database() {
    return switch (this) {
      case H2 -> new H2Database();
      case CALCITE -> new CalciteDatabase();
    };
  }

  DemoTables demoTables() {
    return switch (this) {
      case H2 -> new H2DemoTables();
      case CALCITE -> new CalciteDemoTables();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
