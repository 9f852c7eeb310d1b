package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a running call was ended from outside. Immutable. */
public final class CallEnd {
  /** It lasted too long. */
  public static final CallEnd OVERDUE = new CallEnd(null);

  /** Its instance was closed meanwhile. */
  public static final CallEnd CLOSED =
      new CallEnd("the connection or the plugin's instance was closed during the call");

  private final @Nullable String reason;

  private CallEnd(@Nullable String reason) {
    this.reason = reason;
  }

  /** Its statement is to end. */
  public static CallEnd cancelled(String reason) {
    return new CallEnd(reason);
  }

  /**
   * Whether the caller must hear of it although the guest was done by then. A time limit spares a
   * call that was just in time; a cancellation counts for the whole statement.
   */
  public boolean isFinal() {
    return reason != null;
  }

  /** The error that the call ends with. */
  public UdfException error(long limitMillis, long elapsedMillis, @Nullable Throwable cause) {
    if (reason != null) {
      return new UdfException(UdfError.CANCELLED, reason, cause);
    }
    return new UdfException(
        UdfError.TIME_LIMIT,
        String.format(
            Locale.ROOT,
            "time of one call in milliseconds: limit %,d, current %,d, requested more",
            limitMillis,
            Math.max(limitMillis, elapsedMillis)),
        cause);
  }
}
