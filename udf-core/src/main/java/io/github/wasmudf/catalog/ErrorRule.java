package io.github.wasmudf.catalog;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What becomes of a row that a function's plugin fails on. Immutable.
 *
 * @param action instead of the row's result
 * @param sensitive whether errors must not show the row's arguments
 */
public record ErrorRule(Action action, boolean sensitive) {
  /** What is done instead. */
  public enum Action {
    /** The statement fails. */
    FAIL,
    /** The result is NULL. */
    NULL,
    /** The row is left out; of tables. */
    SKIP;

    /** As manifests write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The rule where nothing is said. */
  public static final ErrorRule USUAL = new ErrorRule(Action.FAIL, false);

  /** What may be wrong with one row. A missing right or a statement's end is not. */
  private static final Set<UdfError> OF_A_ROW =
      EnumSet.of(
          UdfError.TRAP,
          UdfError.REFUSED,
          UdfError.TIME_LIMIT,
          UdfError.MEMORY_LIMIT,
          UdfError.BAD_POINTER,
          UdfError.INVALID_TEXT,
          UdfError.BAD_RESULT);

  /** Whose messages may have a value in them. */
  private static final Set<UdfError> QUOTING =
      EnumSet.of(
          UdfError.REFUSED, UdfError.BAD_RESULT, UdfError.INVALID_TEXT, UdfError.BAD_ARGUMENT);

  /** Whose plugin is as good as before: it has answered, but not what was wanted. */
  private static final Set<UdfError> OF_AN_ANSWER =
      EnumSet.of(UdfError.REFUSED, UdfError.INVALID_TEXT, UdfError.BAD_RESULT);

  /** Whether a failure is about what a plugin answered, and not one of the plugin itself. */
  public static boolean isOfAnswer(UdfException failed) {
    return OF_AN_ANSWER.contains(failed.error());
  }

  /** Whether the failure of a row is not the statement's. */
  public boolean forgives(UdfException failed) {
    return action != Action.FAIL && !failed.isOfHost() && OF_A_ROW.contains(failed.error());
  }

  /**
   * A failure without what may be a value of the row, if that is sensitive: the words of a plugin,
   * and what is said of values that cannot be read.
   *
   * @param label of the function
   */
  public UdfException hidden(UdfException failed, String label) {
    return sensitive && QUOTING.contains(failed.error())
        ? new UdfException(
            failed.error(),
            label + ": failed; what it says is not shown, because the function is sensitive")
        : failed;
  }
}
