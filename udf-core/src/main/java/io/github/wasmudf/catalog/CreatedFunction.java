package io.github.wasmudf.catalog;

import io.github.wasmudf.Signature;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A SQL function of its own name that calls a plugin. Immutable.
 *
 * @param name as SQL knows it without quotes, in upper case
 * @param plugin whose active version it calls
 * @param declaration what it takes, answers and calls; its {@code name} is that of the manifest's
 *     function that it was made from
 * @param ofManifest whether registering the plugin created it, so that unregistering removes it
 */
public record CreatedFunction(
    String name, String plugin, DeclaredFunction declaration, boolean ofManifest) {
  private static final int MAX_NAME_CHARS = 128;
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z][A-Za-z0-9_]{0," + (MAX_NAME_CHARS - 1) + "}");

  /**
   * The name that SQL gives to a function which is written without quotes.
   *
   * @throws UdfException {@code BAD_OPTION} for what would need them
   */
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "a SQL function's name is 1 to "
              + MAX_NAME_CHARS
              + " letters A to Z, digits or '_', and begins with a letter; not \""
              + name.substring(0, Math.min(name.length(), MAX_NAME_CHARS))
              + "\"");
    }
    return name.toUpperCase(Locale.ROOT);
  }

  /** How messages call it: {@code "function SLUGIFY(VARCHAR)"}. */
  public String label() {
    return "function " + name + "(" + declaration.signature().argumentTypes() + ")";
  }

  /** Whether it makes one value of many rows. */
  public boolean isAggregate() {
    return kind() == Signature.Kind.AGGREGATE;
  }

  /** Whether it makes rows of its arguments. */
  public boolean isTable() {
    return kind() == Signature.Kind.TABLE;
  }

  /** Whether what it answers is a row. */
  public boolean isRow() {
    SqlType returns = declaration.signature().returns();
    return returns != null && returns.kind() == SqlType.Kind.ROW;
  }

  private Signature.Kind kind() {
    return declaration.signature().kind();
  }

  /**
   * Checks that this one and another can be there together.
   *
   * @throws UdfException {@code NAME_TAKEN} when they have one name, but are of two kinds
   */
  public void requireSameKind(CreatedFunction other) {
    if (name.equals(other.name) && kind() != other.kind()) {
      throw new UdfException(
          UdfError.NAME_TAKEN,
          other.label()
              + " is there already, and one of the two is "
              + (isAggregate() || other.isAggregate() ? "an aggregate" : "a table function"));
    }
  }

  /** Whether SQL could not tell this one and another apart. */
  public boolean isSameOverload(CreatedFunction other) {
    return name.equals(other.name)
        && declaration
            .signature()
            .argumentTypes()
            .equals(other.declaration.signature().argumentTypes());
  }
}
