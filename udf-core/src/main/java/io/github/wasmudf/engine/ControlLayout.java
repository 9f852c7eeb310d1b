package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import org.jspecify.annotations.Nullable;

/**
 * Where things lie in the memory of {@code control.wat}, whose head comment says what each of them
 * means and who writes it. Offsets in bytes; all numbers are little-endian.
 */
public final class ControlLayout {
  public static final int ROW_COUNT = 0;
  public static final int CURRENT_ROW = 4;
  public static final int PHASE = 8;
  public static final int GUEST_PAGES = 12;
  public static final int RESULT_LIMIT = 16;
  public static final int OUTPUT_AT = 20;
  public static final int LOG_LENGTH = 24;
  public static final int EXITED = 28;
  public static final int EXIT_CODE = 32;
  public static final int DENIED = 36;
  public static final int GRANTS = 40;
  public static final int OUTPUT_BOUND = 44;
  public static final int REALTIME = 48;
  public static final int MONOTONIC = 56;
  public static final int RANDOM_KEY = 64;
  public static final int PAGES_BOUND = 100;
  public static final int STATUS = 104;
  public static final int REFUSED_AT = 108;
  public static final int REFUSED_LENGTH = 112;
  public static final int MISSING = 116;
  public static final int NUMBER = 120;
  public static final int ROWS = 1_024;
  public static final int LOG = 65_536;
  public static final int DATA = 131_072;

  /** Length of {@link #RANDOM_KEY}. */
  public static final int RANDOM_KEY_BYTES = 32;

  /** Bytes that stay free behind the inputs and behind the results. */
  public static final int SPARE_BYTES = 64;

  /** A longer {@link #LOG} ends a run of rows after the row that made it so long. */
  public static final int LOG_BOUND = 32_768;

  /** Records in {@link #ROWS}, and the size and the fields of one. */
  public static final int MAX_ROWS = 2_048;

  public static final int ROW_BYTES = 16;
  public static final int ROW_INPUT_AT = 0;
  public static final int ROW_INPUT_LENGTH = 4;
  public static final int ROW_OUTPUT_AT = 8;

  /** Before the row's output is known. */
  public static final int ROW_STATE = ROW_OUTPUT_AT;

  public static final int ROW_OUTPUT_LENGTH = 12;

  /** What {@link #STATUS} says. */
  public static final int STATUS_NONE = 0;

  public static final int STATUS_ALLOCATE_REFUSED = 2;
  public static final int STATUS_FUNCTION_REFUSED = 3;
  public static final int STATUS_BAD_BUFFER = 4;
  public static final int STATUS_BAD_RESULT = 5;
  public static final int STATUS_RESULT_TOO_LARGE = 6;
  public static final int STATUS_NO_ROOM = 7;

  /** What {@link #PHASE} says. */
  public static final int PHASE_ALLOCATE = 1;

  public static final int PHASE_FUNCTION = 2;
  public static final int PHASE_RELEASE = 3;

  /** The bits of {@link #GRANTS}, and the values of {@link #DENIED}. */
  public static final int GRANT_STDOUT = 1;

  public static final int GRANT_CLOCK = 2;
  public static final int GRANT_RANDOM = 4;

  /** What is never granted: the values of {@link #DENIED} besides. */
  public static final int DENIED_KEEPING = 16;

  public static final int DENIED_ROOM = 32;
  public static final int DENIED_FILES = 64;

  /** A log record's header: stream (one byte), length (four). */
  public static final int LOG_HEADER_BYTES = 5;

  private ControlLayout() {}

  /** The bits for {@link #GRANTS}. */
  public static int grants(WasiAccess wasi) {
    return (wasi.stdout() ? GRANT_STDOUT : 0)
        | (wasi.clock() ? GRANT_CLOCK : 0)
        | (wasi.random() ? GRANT_RANDOM : 0);
  }

  /** What comes of a call that {@link #DENIED} tells of. */
  public static UdfException denial(int denied, @Nullable Throwable cause) {
    return switch (denied) {
      case DENIED_KEEPING ->
          new UdfException(
              UdfError.MEMORY_LIMIT, "the plugin keeps more between calls than it may", cause);
      case DENIED_ROOM ->
          new UdfException(
              UdfError.MEMORY_LIMIT, "no room left for what the plugin keeps or sends", cause);
      default ->
          new UdfException(
              UdfError.NOT_GRANTED,
              "the plugin used the capability " + capability(denied) + ", which it was not granted",
              cause);
    };
  }

  private static String capability(int denied) {
    return switch (denied) {
      case GRANT_STDOUT -> "wasi.stdout";
      case GRANT_CLOCK -> "wasi.clock";
      case GRANT_RANDOM -> "wasi.random";
      case DENIED_FILES -> "wasi.readDirs";
      default -> "wasi";
    };
  }
}
