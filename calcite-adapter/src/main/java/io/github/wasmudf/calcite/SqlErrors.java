package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.avatica.AvaticaClientRuntimeException;
import org.apache.calcite.avatica.AvaticaSeverity;

/** Where this library's exceptions become SQL's. */
final class SqlErrors {
  private static final String RESULT_SET = "org.apache.calcite.avatica.AvaticaResultSet";

  /** Every way into a statement's execution goes through one of these. */
  private static final Set<String> ENTRIES =
      Set.of(
          RESULT_SET,
          "org.apache.calcite.avatica.AvaticaStatement",
          "org.apache.calcite.avatica.AvaticaPreparedStatement",
          "org.apache.calcite.avatica.AvaticaConnection");

  private SqlErrors() {}

  /** The SQL form of whatever a function threw. An {@code Error} never goes on as it is. */
  static SQLException translate(Throwable failed) {
    if (failed instanceof SQLException already) {
      return already;
    }
    if (failed instanceof UdfException known) {
      return known.getCause() instanceof SQLException cause && known.error() == UdfError.INTERNAL
          ? new SQLException(
              known.getMessage() + ": " + cause.getMessage(),
              cause.getSQLState(),
              cause.getErrorCode(),
              known)
          : of(known.error(), known.getMessage(), known);
    }
    if (failed instanceof OutOfMemoryError) {
      return of(UdfError.MEMORY_LIMIT, "the Java heap is too small for this value", failed);
    }
    if (failed instanceof StackOverflowError) {
      return of(UdfError.TRAP, "the thread's stack is too small for this call", failed);
    }
    return of(UdfError.INTERNAL, "wasm-udf failed: " + failed, failed);
  }

  /** The SQL form of what Calcite itself threw where JDBC allows a {@code SQLException} only. */
  static SQLException translateOther(Throwable failed) {
    if (failed instanceof AvaticaClientRuntimeException raised
        && raised.getCause() instanceof SQLException ours) {
      return ours;
    }
    return failed instanceof Error || failed instanceof UdfException
        ? translate(failed)
        : CalciteErrors.RUNNING.translate(failed);
  }

  /** Throws the SQL form of what Calcite threw while it prepared a statement. */
  static RuntimeException raiseOfPreparing(Throwable failed) {
    if (failed instanceof UdfException || failed instanceof OutOfMemoryError) {
      throw raise(failed);
    }
    for (Throwable at = failed; at != null; at = at.getCause()) {
      if (at instanceof AvaticaClientRuntimeException ours) {
        throw ours;
      }
    }
    throw raise(CalciteErrors.PREPARING.translate(failed));
  }

  /**
   * Throws the SQL form of whatever a function threw, in the one way that survives. Avatica lets
   * anything through {@code ResultSet.next()}, so there it is a {@code SQLException}; while it
   * executes a statement it wraps what it meets, and keeps the SQLSTATE of one class only.
   */
  static RuntimeException raise(Throwable failed) {
    if (failed instanceof AvaticaClientRuntimeException raised) {
      throw raised;
    }
    SQLException sql = translate(failed);
    if (isFetching()) {
      throw SqlErrors.<RuntimeException>unchecked(sql);
    }
    AvaticaClientRuntimeException kept =
        new AvaticaClientRuntimeException(
            String.valueOf(sql.getMessage()),
            sql.getErrorCode(),
            sql.getSQLState(),
            AvaticaSeverity.ERROR,
            // All that is left of the reason where a statement is prepared.
            List.of(String.valueOf(sql.getMessage())),
            null);
    kept.initCause(sql);
    throw kept;
  }

  private static boolean isFetching() {
    Optional<StackWalker.StackFrame> entry =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames.filter(frame -> ENTRIES.contains(frame.getClassName())).findFirst());
    return entry.isPresent()
        && entry.get().getClassName().equals(RESULT_SET)
        && entry.get().getMethodName().equals("next");
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable failed) throws E {
    throw (E) failed;
  }

  private static SQLException of(UdfError error, String message, Throwable cause) {
    return new SQLException(message, error.sqlState(), error.number(), cause);
  }
}
