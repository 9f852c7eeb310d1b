package io.github.wasmudf;

/** How rows of JSON follow each other. */
enum RowFormat {
  /** One JSON value after the other, each on a line of its own or not. */
  LINES,
  /** One JSON array with a row in each element. */
  ARRAY;

  /**
   * The format of a whole answer, told from its first line.
   *
   * <p>Rows themselves may be arrays, so a {@code [} at the beginning can mean both. It is the
   * array of all rows, unless the first line holds a complete value and others follow, or unless
   * what it holds cannot be rows because there are more columns than one and its first element is
   * one value. Nothing is decoded.
   */
  static RowFormat of(byte[] answer, RowShape shape) {
    int begin = afterSpace(answer, 0);
    if (begin == answer.length || answer[begin] != '[') {
      return LINES;
    }
    int lineEnd = begin;
    while (lineEnd < answer.length && answer[lineEnd] != '\n') {
      lineEnd++;
    }
    if (afterSpace(answer, lineEnd) < answer.length) {
      return isComplete(answer, begin, lineEnd) ? LINES : ARRAY;
    }
    int first = afterSpace(answer, begin + 1);
    boolean elementsAreRows = first == answer.length || "[{]".indexOf(answer[first]) >= 0;
    return elementsAreRows || shape.columns().size() == 1 ? ARRAY : LINES;
  }

  private static int afterSpace(byte[] answer, int from) {
    int at = from;
    while (at < answer.length && " \t\r\n".indexOf(answer[at]) >= 0) {
      at++;
    }
    return at;
  }

  /** Whether every bracket between two positions is closed. */
  private static boolean isComplete(byte[] answer, int from, int to) {
    int depth = 0;
    boolean quoted = false;
    for (int at = from; at < to; at++) {
      switch (answer[at]) {
        case '"' -> quoted = !quoted;
        case '\\' -> at++;
        case '[', '{' -> depth += quoted ? 0 : 1;
        case ']', '}' -> depth -= quoted ? 0 : 1;
        default -> {}
      }
    }
    return depth == 0 && !quoted;
  }
}
