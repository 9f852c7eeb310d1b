package io.github.wasmudf.calcite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.validate.SqlValidatorException;
import org.jspecify.annotations.Nullable;

/**
 * The SQLSTATEs of what Calcite itself throws, which tells none. Where a class of exceptions says
 * too little, its message decides; {@code CalciteErrorTest} tells when Calcite words one otherwise.
 */
enum CalciteErrors {
  /** A statement is parsed, validated and planned. */
  PREPARING("42000"),
  /** Its rows are calculated. */
  RUNNING("22000");

  private static final String UNKNOWN = "HY000";

  /** Of messages; the first that is found in one counts. */
  private record Wording(String state, Pattern pattern) {
    Wording(String state, String pattern) {
      this(state, Pattern.compile(pattern));
    }
  }

  private static final List<Wording> OF_THE_VALIDATOR =
      List.of(
          new Wording("42S22", "^(Column|Param) '.*' not found|^Unknown (field|target column) "),
          new Wording("42S02", "^(Table|Object) '.*' not found"),
          new Wording("42883", "^No match found for function |^Function '.*' is not defined"),
          new Wording("42883", "^Invalid number of arguments to function "),
          new Wording("42702", "^Column '.*' is ambiguous"),
          new Wording("0A000", " not (supported|enabled)$"),
          new Wording("22003", "^(Numeric|Date) literal '.*' out of range|cannot be represented"),
          new Wording("22018", "^Literal '.*' can not be parsed to type"));

  private static final List<Wording> OF_VALUES =
      List.of(
          new Wording("22012", "by zero|[Dd]ivision undefined"),
          new Wording("22007", "^Invalid (DATE|TIME|TIMESTAMP).* value|^Value of .* field is out"),
          new Wording("22003", "overflow|out of (the )?range|cannot be represented"),
          new Wording("21000", "[Mm]ore than one value in "),
          new Wording("22011", "[Ss]ubstring error|negative substring"),
          new Wording("22018", "^Cannot convert |[Ii]nvalid character for cast|valid boolean"),
          new Wording("22021", "^Failed to encode "),
          new Wording("2201E", "logarithm"),
          new Wording("07001", "unbound parameter"));

  private final String fallback;

  CalciteErrors(String fallback) {
    this.fallback = fallback;
  }

  /** The SQLSTATE of an exception that Calcite let through, or {@code HY000}. */
  String stateOf(Throwable failed) {
    List<Throwable> causes = causes(failed);
    SQLException remote = remote(causes);
    if (remote != null) {
      return remote.getSQLState();
    }
    if (causes.get(causes.size() - 1) instanceof StackOverflowError) {
      return "54001";
    }
    if (causes.stream().anyMatch(SqlParseException.class::isInstance)) {
      return "42601";
    }
    for (int i = causes.size() - 1; i >= 0; i--) {
      String state = stateOfOne(causes.get(i));
      if (state != null) {
        return state;
      }
    }
    return UNKNOWN;
  }

  /** What another database says itself, or null. */
  private static @Nullable SQLException remote(List<Throwable> causes) {
    for (Throwable cause : causes) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql;
      }
    }
    return null;
  }

  /** From the outermost to the root. */
  private static List<Throwable> causes(Throwable failed) {
    List<Throwable> causes = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable at = failed; at != null && seen.add(at); at = at.getCause()) {
      causes.add(at);
    }
    return causes;
  }

  private @Nullable String stateOfOne(Throwable failed) {
    if (failed instanceof SqlValidatorException) {
      return worded(OF_THE_VALIDATOR, failed, PREPARING.fallback);
    }
    if (failed instanceof CalciteException) {
      return worded(this == PREPARING ? OF_THE_VALIDATOR : OF_VALUES, failed, fallback);
    }
    return stateOfJava(failed);
  }

  private static @Nullable String stateOfJava(Throwable failed) {
    if (failed instanceof ArithmeticException) {
      return worded(OF_VALUES, failed, "22000");
    }
    if (failed instanceof NumberFormatException) {
      return "22018";
    }
    if (failed instanceof UnsupportedOperationException
        || failed instanceof RelOptPlanner.CannotPlanException) {
      return "0A000";
    }
    boolean aboutValues =
        failed instanceof IllegalArgumentException
            || failed instanceof IllegalStateException
            || failed instanceof SQLException
            // Calcite keeps no more of an exception than its message.
            || failed.getClass() == RuntimeException.class;
    return aboutValues ? worded(OF_VALUES, failed, null) : null;
  }

  private static @Nullable String worded(
      List<Wording> wordings, Throwable failed, @Nullable String fallback) {
    String message = String.valueOf(failed.getMessage());
    return wordings.stream()
        .filter(wording -> wording.pattern().matcher(message).find())
        .map(Wording::state)
        .findFirst()
        .orElse(fallback);
  }

  /** The SQL form of an exception that Calcite let through. */
  SQLException translate(Throwable failed) {
    SQLException remote = remote(causes(failed));
    if (remote != null) {
      return new SQLException(
          remote.getMessage(), remote.getSQLState(), remote.getErrorCode(), failed);
    }
    return new SQLException(messageOf(failed), stateOf(failed), failed);
  }

  private static String messageOf(Throwable failed) {
    List<Throwable> causes = causes(failed);
    if (causes.get(causes.size() - 1) instanceof StackOverflowError) {
      return "the statement is too deeply nested for the thread's stack";
    }
    return causes.stream()
        .map(Throwable::getMessage)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(failed.toString());
  }
}
