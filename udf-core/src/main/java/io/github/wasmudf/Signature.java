package io.github.wasmudf;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a SQL function takes and answers. Immutable.
 *
 * @param kind decides which of the next two holds the answer
 * @param arguments in order; their names are distinct whatever their case
 * @param returns the type of a scalar's or an aggregate's answer; null for a table
 * @param columns of a table's rows; empty for all others
 * @param deterministic whether equal arguments give equal answers
 * @param calledOnNull whether the plugin is called when an argument is NULL; otherwise the answer
 *     is NULL without a call
 */
public record Signature(
    Kind kind,
    List<Column> arguments,
    @Nullable SqlType returns,
    List<Column> columns,
    boolean deterministic,
    boolean calledOnNull) {

  /** What a function stands for in SQL. */
  public enum Kind {
    /** One value for each call. */
    SCALAR,
    /** Rows for each call. */
    TABLE,
    /** One value for all rows of a group. */
    AGGREGATE;

    /** As manifests write it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final int MAX_ARGUMENTS = 100;

  /**
   * Checks that it can be.
   *
   * @throws UdfException {@code BAD_OPTION} for too many arguments, for two of the same name, and
   *     for columns that are no table's
   */
  public Signature {
    arguments = requireArguments(arguments);
    boolean table = kind == Kind.TABLE;
    columns = table ? Column.requireTable(columns) : List.of();
    if (table == (returns != null)) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          table ? "a table has columns instead of returns" : "a " + kind.word() + " needs returns");
    }
    if (hasRow(arguments) || hasRow(columns)) {
      throw new UdfException(
          UdfError.BAD_OPTION, "a ROW is a result only, neither an argument nor a column");
    }
    if (kind == Kind.AGGREGATE && arguments.isEmpty()) {
      throw new UdfException(UdfError.BAD_OPTION, "an aggregate needs arguments");
    }
  }

  /** A function that answers one value. */
  public static Signature scalar(
      List<Column> arguments, SqlType returns, boolean deterministic, boolean calledOnNull) {
    return new Signature(Kind.SCALAR, arguments, returns, List.of(), deterministic, calledOnNull);
  }

  /** A function that answers one value for many rows. */
  public static Signature aggregate(
      List<Column> arguments, SqlType returns, boolean deterministic, boolean calledOnNull) {
    return new Signature(
        Kind.AGGREGATE, arguments, returns, List.of(), deterministic, calledOnNull);
  }

  /** A function that answers rows. */
  public static Signature table(
      List<Column> arguments, List<Column> columns, boolean deterministic) {
    return new Signature(Kind.TABLE, arguments, null, columns, deterministic, false);
  }

  private static boolean hasRow(List<Column> columns) {
    return columns.stream().anyMatch(column -> column.type().kind() == SqlType.Kind.ROW);
  }

  private static List<Column> requireArguments(List<Column> arguments) {
    if (arguments.size() > MAX_ARGUMENTS) {
      throw new UdfException(
          UdfError.BAD_OPTION, "a function has at most " + MAX_ARGUMENTS + " arguments");
    }
    Set<String> names = new HashSet<>();
    for (Column argument : arguments) {
      if (!names.add(argument.name().toUpperCase(java.util.Locale.ROOT))) {
        throw new UdfException(
            UdfError.BAD_OPTION, "argument " + argument.name() + " is there twice");
      }
    }
    return List.copyOf(arguments);
  }

  /** The type of a scalar's or an aggregate's answer. */
  public SqlType result() {
    if (returns == null) {
      throw new IllegalStateException(kind + " answers no value");
    }
    return returns;
  }

  /** The types of the arguments, which tell overloads apart: {@code "VARCHAR, BIGINT"}. */
  public String argumentTypes() {
    return arguments.stream()
        .map(argument -> argument.type().toString())
        .collect(Collectors.joining(", "));
  }

  /** Whether a caller sees no difference: names of arguments do not count. */
  public boolean isSameAs(Signature other) {
    return kind == other.kind
        && argumentTypes().equals(other.argumentTypes())
        && java.util.Objects.equals(returns, other.returns)
        && columns.equals(other.columns)
        && deterministic == other.deterministic
        && calledOnNull == other.calledOnNull;
  }

  /** As documentation writes it: {@code (title VARCHAR, n BIGINT) RETURNS VARCHAR}. */
  @Override
  public String toString() {
    return list(arguments)
        + (returns != null ? " RETURNS " + returns : " RETURNS TABLE " + list(columns))
        + (deterministic ? " DETERMINISTIC" : "")
        + (calledOnNull ? " CALLED ON NULL INPUT" : "");
  }

  private static String list(List<Column> columns) {
    return columns.stream()
        .map(column -> column.name() + " " + column.type())
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
