package io.github.wasmudf.h2;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.message.DbException;

/** Where this library's exceptions become SQL's. */
final class SqlErrors {
  private SqlErrors() {}

  /**
   * The SQL form of whatever a function threw. An {@code Error} must not reach H2: it shuts the
   * whole database down on an {@code OutOfMemoryError}, and on its own exception for one.
   */
  static SQLException translate(Throwable failed) {
    if (failed instanceof UdfException known) {
      return of(known.error(), known.getMessage(), known);
    }
    if (failed instanceof DbException ofH2 && ofH2.getErrorCode() != ErrorCode.OUT_OF_MEMORY) {
      return ofH2.getSQLException();
    }
    if (failed instanceof OutOfMemoryError || failed instanceof DbException) {
      return of(UdfError.MEMORY_LIMIT, "the Java heap is too small for this value", failed);
    }
    if (failed instanceof StackOverflowError) {
      return of(UdfError.TRAP, "the thread's stack is too small for this call", failed);
    }
    return of(UdfError.INTERNAL, "wasm-udf failed: " + failed, failed);
  }

  private static SQLException of(UdfError error, String message, Throwable cause) {
    return new SQLException(message, error.sqlState(), error.number(), cause);
  }
}
