package io.github.wasmudf.h2;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.message.DbException;

/** What a failure of the database means to a plugin that asked for something. */
final class GuestErrors {
  private GuestErrors() {}

  /** The failure of a service, in the database's own words. */
  static UdfException translate(String what, DbException failed) {
    SQLException sql = failed.getSQLException();
    return new UdfException(
        error(failed.getErrorCode(), sql.getSQLState()),
        what + " failed: " + sql.getMessage() + " [" + sql.getSQLState() + "]",
        failed);
  }

  private static UdfError error(int code, String state) {
    if (UdfError.CANCELLED.sqlState().equals(state)) {
      return UdfError.CANCELLED;
    }
    return switch (code) {
      case ErrorCode.NOT_ENOUGH_RIGHTS_FOR_1, ErrorCode.ADMIN_RIGHTS_REQUIRED ->
          UdfError.NOT_ALLOWED;
      case ErrorCode.OUT_OF_MEMORY -> UdfError.MEMORY_LIMIT;
      default -> UdfError.SERVICE_FAILED;
    };
  }
}
