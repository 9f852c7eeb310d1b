package io.github.wasmudf;

import java.util.ArrayDeque;
import java.util.List;

/** The last lines that plugins printed; older ones make room for new ones. Thread-safe. */
final class RecentLog {
  private static final int MAX_LINES = 1_000;
  private static final long MAX_CHARS = 1 << 20;

  private final ArrayDeque<LogLine> lines = new ArrayDeque<>();
  private long chars;

  /** Adds a line; drops the oldest beyond 1,000 lines or a million characters. */
  synchronized void add(LogLine line) {
    lines.add(line);
    chars += line.line().length();
    while (lines.size() > MAX_LINES || chars > MAX_CHARS) {
      chars -= lines.remove().line().length();
    }
  }

  /** From the oldest to the newest. */
  synchronized List<LogLine> lines() {
    return List.copyOf(lines);
  }
}
