package io.github.wasmudf.h2;

import io.github.wasmudf.Column;
import io.github.wasmudf.Signature;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.CreatedFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The class behind one SQL function: its name says everything that is in it, because when a
 * database is opened H2 has the name and nothing else. {@code ..SLUGIFY$V_V$V_VI} is SLUGIFY from a
 * VARCHAR, or from a VARCHAR and an INTEGER, to a VARCHAR. Those of aggregates are in a package of
 * their own, and so are those of table functions, which say nothing of a result. Immutable.
 *
 * @param function name of the SQL function
 * @param kind of the function; an aggregate has one overload only
 * @param overloads with distinct numbers of arguments
 */
record AliasClass(String function, Signature.Kind kind, List<Overload> overloads) {
  /** All generated classes are in this package or below, and nothing else is. */
  static final String PACKAGE = "io.github.wasmudf.h2.created.";

  private static final String AGGREGATES = PACKAGE + "aggregates.";
  private static final String TABLES = PACKAGE + "tables.";

  /** The one method of each overload. */
  static final String METHOD = "call";

  private static final int MAX_NAME_CHARS = 240;

  /**
   * One method.
   *
   * @param result null for rows
   */
  record Overload(@Nullable AliasType result, List<AliasType> arguments) {
    /** The type of the one value that it answers. */
    AliasType value() {
      return Objects.requireNonNull(result);
    }

    private String codes() {
      return (result == null ? "" : result.code())
          + "_"
          + arguments.stream().map(AliasType::code).collect(Collectors.joining());
    }

    private static Overload of(String codes) {
      int end = codes.indexOf('_');
      if (end < 0) {
        throw new UdfException(UdfError.INTERNAL, "no overload: " + codes);
      }
      return new Overload(
          end == 0 ? null : AliasType.ofCodes(codes.substring(0, end)).get(0),
          AliasType.ofCodes(codes.substring(end + 1)));
    }
  }

  /**
   * The class for all overloads of a function.
   *
   * @throws UdfException {@code NAME_TAKEN} when two have as many arguments, {@code BAD_OPTION}
   *     when there are more than fit a name, {@code NOT_SUPPORTED} for one that answers a ROW
   */
  static AliasClass of(List<CreatedFunction> overloads) {
    List<Overload> list = new ArrayList<>();
    for (CreatedFunction each : overloads) {
      Signature signature = each.declaration().signature();
      List<AliasType> arguments =
          signature.arguments().stream().map(Column::type).map(AliasType::of).toList();
      if (list.stream().anyMatch(other -> other.arguments().size() == arguments.size())) {
        throw new UdfException(
            UdfError.NAME_TAKEN,
            each.label()
                + ": H2 tells functions of one name apart by the number of arguments only, and one"
                + " with as many is there already");
      }
      list.add(new Overload(each.isTable() ? null : result(each), arguments));
    }
    CreatedFunction first = overloads.get(0);
    if (first.isAggregate() && list.size() > 1) {
      throw new UdfException(
          UdfError.NAME_TAKEN, first.label() + ": H2 has one aggregate of a name");
    }
    AliasClass made =
        new AliasClass(first.name(), first.declaration().signature().kind(), List.copyOf(list));
    if (made.name().length() > MAX_NAME_CHARS) {
      throw UdfException.limit(
          UdfError.BAD_OPTION,
          "characters of the name and the arguments of " + made.function + " in H2",
          MAX_NAME_CHARS,
          0,
          made.name().length());
    }
    return made;
  }

  private static AliasType result(CreatedFunction function) {
    try {
      return AliasType.of(function.declaration().signature().result());
    } catch (UdfException refused) {
      throw refused.about(function.label());
    }
  }

  /** Reads {@link #name}. */
  static AliasClass ofName(String name) {
    Signature.Kind kind =
        name.startsWith(AGGREGATES)
            ? Signature.Kind.AGGREGATE
            : name.startsWith(TABLES) ? Signature.Kind.TABLE : Signature.Kind.SCALAR;
    String[] parts = name.substring(packageOf(kind).length()).split("\\$", -1);
    List<Overload> overloads = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      overloads.add(Overload.of(parts[i]));
    }
    return new AliasClass(parts[0], kind, List.copyOf(overloads));
  }

  private static String packageOf(Signature.Kind kind) {
    return switch (kind) {
      case SCALAR -> PACKAGE;
      case AGGREGATE -> AGGREGATES;
      case TABLE -> TABLES;
    };
  }

  String name() {
    return packageOf(kind)
        + function
        + overloads.stream().map(each -> "$" + each.codes()).collect(Collectors.joining());
  }
}
