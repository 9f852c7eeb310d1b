package io.github.wasmudf;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library. A database module translates it into a {@code SQLException}
 * where SQL begins, with the SQLSTATE of {@link #error()}.
 */
public final class UdfException extends RuntimeException {
  private static final int MAX_MESSAGE_CHARS = 2_000;

  private final UdfError error;
  private final boolean ofHost;

  /** An exception whose message says what happened and, where possible, what to do next. */
  public UdfException(UdfError error, String message) {
    this(error, message, null);
  }

  /** The same with the exception that led to it. */
  public UdfException(UdfError error, String message, @Nullable Throwable cause) {
    this(error, message, cause, false);
  }

  private UdfException(UdfError error, String message, @Nullable Throwable cause, boolean ofHost) {
    super(shortened(message), cause);
    this.error = error;
    this.ofHost = ofHost;
  }

  /** A passed limit, told as "limit, current, requested", each in the limit's unit. */
  public static UdfException limit(
      UdfError error, String what, long limit, long current, long requested) {
    return new UdfException(
        error,
        String.format(
            Locale.ROOT,
            "%s: limit %,d, current %,d, requested %,d",
            what,
            limit,
            current,
            requested));
  }

  /**
   * A module that is larger than modules may be.
   *
   * @param bytes its size, or as many as were looked at
   */
  public static UdfException moduleTooLarge(long bytes, long limit) {
    return limit(UdfError.INVALID_MODULE, "module size in bytes", limit, 0, bytes)
        .about("Module too large: " + bytes + " bytes (max: " + limit + ")");
  }

  /** The heap did not suffice for a call, which is the machine's fault. */
  static UdfException noHeap(OutOfMemoryError exhausted) {
    return new UdfException(UdfError.MEMORY_LIMIT, "the Java heap is too small", exhausted)
        .ofHost();
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** What went wrong; decides the SQLSTATE. */
  public UdfError error() {
    return error;
  }

  /** This exception, its message preceded by the plugin it is about. */
  public UdfException about(String plugin) {
    return new UdfException(error, plugin + ": " + getMessage(), this, ofHost);
  }

  /** This exception, about the machine and not about what was called. */
  public UdfException ofHost() {
    return new UdfException(error, getMessage(), this, true);
  }

  /**
   * Whether the machine, or what others do on it, is the reason: the same call may go well another
   * time.
   */
  public boolean isOfHost() {
    return ofHost;
  }

  /** This exception, with more behind its message; its stack trace stays that of the failure. */
  UdfException with(String more) {
    return new UdfException(error, getMessage() + more, this, ofHost);
  }

  /** A guest may have chosen parts of the text: neither its length nor its control characters. */
  private static String shortened(String message) {
    String text =
        message.length() <= MAX_MESSAGE_CHARS
            ? message
            : message.substring(0, MAX_MESSAGE_CHARS) + "...";
    return text.chars().noneMatch(UdfException::isControl)
        ? text
        : text.codePoints()
            .map(c -> isControl(c) ? '?' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t';
  }
}
