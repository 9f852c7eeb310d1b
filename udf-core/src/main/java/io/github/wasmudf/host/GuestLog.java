package io.github.wasmudf.host;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * Turns what one plugin prints into lines of the JDK's logger {@code io.github.wasmudf.plugin}:
 * standard output at INFO, standard error at WARNING, others at their level. Long lines are cut,
 * lines beyond the rate are counted and dropped, control characters are replaced. Used by one
 * thread at a time.
 */
public final class GuestLog implements GuestOutput {
  private static final Logger LOGGER = System.getLogger("io.github.wasmudf.plugin");
  private static final int MAX_LINE_BYTES = 8_192;
  private static final long SECOND = 1_000_000_000L;
  private static final int FIRST_LEVEL = 16;
  private static final Level[] LEVELS = {
    Level.TRACE, Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR
  };

  private final String label;
  private final int linesPerSecond;
  private final BiConsumer<String, String> recent;
  private final ByteArrayOutputStream[] partial = {
    new ByteArrayOutputStream(), new ByteArrayOutputStream()
  };
  private long secondBegan = System.nanoTime();
  private int linesInSecond;
  private long dropped;

  /** A log whose lines begin with {@code label}. */
  public GuestLog(String label, int linesPerSecond) {
    this(label, linesPerSecond, (level, line) -> {});
  }

  /**
   * The same.
   *
   * @param recent gets the level and the text of each line that is not dropped
   */
  public GuestLog(String label, int linesPerSecond, BiConsumer<String, String> recent) {
    this.recent = recent;
    this.label = label;
    this.linesPerSecond = linesPerSecond;
  }

  @Override
  public void write(int stream, byte[] bytes) {
    if (stream >= FIRST_LEVEL) {
      Level level = LEVELS[Math.min(stream - FIRST_LEVEL, LEVELS.length - 1)];
      new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> log(level, cut(line)));
      return;
    }
    int index = stream == 2 ? 1 : 0;
    for (byte b : bytes) {
      if (b == '\n') {
        endLine(index);
      } else if (partial[index].size() < MAX_LINE_BYTES) {
        partial[index].write(b);
      }
    }
  }

  /** Logs a line that was never ended; for the end of an instance's life. */
  public void flush() {
    for (int index = 0; index < partial.length; index++) {
      if (partial[index].size() > 0) {
        endLine(index);
      }
    }
  }

  private void endLine(int index) {
    String line = partial[index].toString(StandardCharsets.UTF_8);
    partial[index].reset();
    log(index == 1 ? Level.WARNING : Level.INFO, line);
  }

  /** A line that came whole is cut, too, to about what the bytes of others are cut to. */
  private static String cut(String line) {
    return line.length() <= MAX_LINE_BYTES ? line : line.substring(0, MAX_LINE_BYTES);
  }

  private void log(Level level, String line) {
    if (mayLog()) {
      String printable = printable(line);
      recent.accept(level.name(), printable);
      LOGGER.log(level, () -> label + ": " + printable);
    }
  }

  private boolean mayLog() {
    long now = System.nanoTime();
    if (now - secondBegan >= SECOND) {
      secondBegan = now;
      linesInSecond = 0;
      reportDropped();
    }
    if (linesInSecond < linesPerSecond) {
      linesInSecond++;
      return true;
    }
    dropped++;
    return false;
  }

  private void reportDropped() {
    if (dropped > 0) {
      long count = dropped;
      dropped = 0;
      LOGGER.log(Level.WARNING, () -> label + ": " + count + " log lines dropped (rate limit)");
    }
  }

  /** A guest must not be able to write lines that look like somebody else's. */
  private static String printable(String line) {
    return line.codePoints().anyMatch(Character::isISOControl)
        ? line.replaceAll("\\p{Cntrl}", "?")
        : line;
  }
}
