package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;

/**
 * Keeps the log off the terminal below WARNING. java.util.logging makes an instance of this class
 * when the first message is logged, so that a command that logs nothing does not pay for it.
 */
public final class LoggingSetup {
  private static final String CONFIG_CLASS = "java.util.logging.config.class";

  /** Reads our logging configuration. */
  public LoggingSetup() throws IOException {
    try (InputStream in = LoggingSetup.class.getResourceAsStream("logging.properties")) {
      LogManager.getLogManager().readConfiguration(in);
    }
  }

  /** Names this class as the configuration, unless the user chose one. */
  static void install() {
    if (System.getProperty("java.util.logging.config.file") == null
        && System.getProperty(CONFIG_CLASS) == null) {
      System.setProperty(CONFIG_CLASS, LoggingSetup.class.getName());
    }
  }
}
