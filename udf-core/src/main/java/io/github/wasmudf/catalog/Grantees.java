package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Who may call a plugin: names of users and roles, as the database has them. Immutable. Whoever
 * administers a database may always call; that is for the database to know.
 *
 * @param names in no order; none means administrators only
 */
public record Grantees(Set<String> names) {
  /** Everybody; the same word in every database. */
  public static final String PUBLIC = "PUBLIC";

  /** What a new plugin has. */
  public static final Grantees EVERYBODY = new Grantees(Set.of(PUBLIC));

  private static final int MAX_NAME_CHARS = 256;
  private static final int MAX_NAMES = 1_000;

  /** A copy of the names. */
  public Grantees {
    if (names.size() > MAX_NAMES) {
      throw UdfException.limit(
          UdfError.BAD_OPTION, "grantees of a plugin", MAX_NAMES, MAX_NAMES, names.size());
    }
    names = Set.copyOf(names);
  }

  /** Reads {@link #toJson}'s form; what cannot be read allows nobody. */
  public static Grantees of(String json) {
    JsonNode array = Json.parse("grantees", json);
    Set<String> names = new TreeSet<>();
    array.forEach(name -> names.add(name.asText()));
    return new Grantees(names);
  }

  /** A JSON array of the names, in order. */
  public String toJson() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    new TreeSet<>(names).forEach(array::add);
    return array.toString();
  }

  /** These and one more. */
  public Grantees with(String name) {
    if (name.isBlank() || name.length() > MAX_NAME_CHARS) {
      throw new UdfException(
          UdfError.BAD_OPTION, "a grantee's name has 1 to " + MAX_NAME_CHARS + " characters");
    }
    Set<String> more = new TreeSet<>(names);
    more.add(name);
    return new Grantees(more);
  }

  /** These without one. */
  public Grantees without(String name) {
    Set<String> fewer = new TreeSet<>(names);
    fewer.remove(name);
    return new Grantees(fewer);
  }

  /**
   * Whether a user is among them.
   *
   * @param is whether a name is the user's own, or of a role that the user has
   */
  public boolean include(Predicate<String> is) {
    return names.contains(PUBLIC) || names.stream().anyMatch(is);
  }

  /** What a caller is told who is not among them. */
  public static UdfException refusal(PluginRecord plugin, String user) {
    return new UdfException(
        UdfError.NOT_ALLOWED,
        plugin.label()
            + ": user "
            + user
            + " may not call it; an administrator allows it with CALL WASM_GRANT('"
            + plugin.name()
            + "', '"
            + user.replace("'", "''")
            + "')");
  }
}
