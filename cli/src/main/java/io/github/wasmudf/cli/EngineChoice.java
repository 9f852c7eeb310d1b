package io.github.wasmudf.cli;

import java.util.Locale;

/** The engine a database runs plugins with, as its runtime reads it when the database opens. */
enum EngineChoice {
  AUTO,
  WASMTIME,
  ENDIVE;

  private static final String PROPERTY = "wasmudf.engine";

  /** Makes every database that this JVM opens from now on use the engine. */
  void apply() {
    System.setProperty(PROPERTY, toString());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
