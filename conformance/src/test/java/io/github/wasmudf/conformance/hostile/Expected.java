package io.github.wasmudf.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What must come of a statement: an answer, or an error.
 *
 * @param sqlState null for an answer
 * @param text the whole answer, its rows joined by a bar; or a part of the error's message
 */
record Expected(@Nullable String sqlState, String text) {
  private static final String ANSWERS = "answers ";

  /** Reads {@code answers TEXT}, or a SQLSTATE and a part of the message. */
  static Expected of(String words) {
    if (words.startsWith(ANSWERS)) {
      return new Expected(null, words.substring(ANSWERS.length()).translateEscapes());
    }
    String[] stateAndText = words.split(" ", 2);
    if (!stateAndText[0].matches("[0-9A-Z]{5}") || stateAndText.length < 2) {
      throw new IllegalArgumentException("neither an answer nor an error: " + words);
    }
    return new Expected(stateAndText[0], stateAndText[1]);
  }

  /** A statement that may fail. */
  @FunctionalInterface
  interface Attempt {
    String run() throws SQLException;
  }

  boolean isError() {
    return sqlState != null;
  }

  /**
   * Runs a statement and asserts what comes of it.
   *
   * @param plugin an error's message must name it
   */
  void assertOf(String what, String plugin, Attempt attempt) {
    try {
      String answer = attempt.run();
      assertThat(sqlState).as("%s answered %s instead of an error", what, shown(answer)).isNull();
      assertThat(shown(answer)).as(what).isEqualTo(shown(text));
    } catch (SQLException failed) {
      assertThat(failed.getSQLState()).as("%s: %s", what, failed).isEqualTo(sqlState);
      String message = String.valueOf(failed.getMessage());
      assertThat(message).as(what).contains("plugin " + plugin).contains(text);
      assertThat(message.length()).as("length of a message").isLessThan(3_000);
      assertThat(message.chars().filter(c -> c < ' ' && c != '\n' && c != '\t'))
          .as("control characters in a message")
          .isEmpty();
    }
  }

  private static String shown(String text) {
    return text.length() <= 300
        ? text
        : text.substring(0, 300) + "... (" + text.length() + " characters)";
  }

  /** In a few words, for the table of attacks. */
  String summary() {
    return isError() ? String.valueOf(sqlState) : "answers";
  }
}
