package io.github.wasmudf.h2;

import io.github.wasmudf.Signature;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.FunctionDeclarations;
import io.github.wasmudf.jdbc.FunctionStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Creates and drops functions: their rows, and their aliases.
 *
 * <p>Aliases are DDL, which commits before and after itself. So what else belongs to a change is
 * done behind all DDL and committed with it: a change that fails leaves neither rows nor aliases.
 */
final class FunctionChanges {
  private final Connection connection;
  private final FunctionStore store;
  private final Aliases aliases;

  FunctionChanges(Connection connection, H2Session session) {
    this.connection = connection;
    this.store = new FunctionStore(connection);
    this.aliases = new Aliases(connection, session.database());
  }

  /** What a change of functions comes with; answers what its CALL answers. */
  @FunctionalInterface
  interface Change {
    int apply() throws SQLException;
  }

  List<CreatedFunction> ofPlugin(String plugin) throws SQLException {
    return store.ofPlugin(plugin);
  }

  /**
   * Makes a version of a plugin the active one, and the functions that it declares.
   *
   * @param present those of the plugin, which the version can stand behind
   */
  int activate(
      String plugin, List<CreatedFunction> present, List<DeclaredFunction> declared, Change change)
      throws SQLException {
    List<CreatedFunction> due = FunctionDeclarations.ofManifest(plugin, declared);
    List<CreatedFunction> missing =
        due.stream().filter(f -> present.stream().noneMatch(f::isSameOverload)).toList();
    int answer =
        create(
            missing,
            () -> {
              for (CreatedFunction function : due) {
                if (present.stream().anyMatch(p -> p.ofManifest() && p.isSameOverload(function))
                    && !present.contains(function)) {
                  store.remove(function);
                  store.add(function);
                }
              }
              return change.apply();
            });
    settle(present);
    return answer;
  }

  /**
   * What H2 remembers of deterministic functions must not outlive a change of their plugin: neither
   * another version nor a revoked grant. So the change is committed, and then H2 forgets.
   */
  void settle(List<CreatedFunction> functions) throws SQLException {
    if (functions.stream().anyMatch(FunctionChanges::isRemembered)) {
      connection.commit();
      aliases.forgetResults();
    }
  }

  /** Of aggregates and of tables H2 remembers nothing. */
  private static boolean isRemembered(CreatedFunction function) {
    Signature signature = function.declaration().signature();
    return signature.deterministic() && signature.kind() == Signature.Kind.SCALAR;
  }

  /** What one name stands for before functions are added, and then. */
  private record Overloads(String name, List<CreatedFunction> before, List<CreatedFunction> added) {
    List<CreatedFunction> all() {
      return Stream.concat(before.stream(), added.stream()).toList();
    }
  }

  /** Creates functions, and makes a change with them. */
  int create(List<CreatedFunction> added, Change change) throws SQLException {
    if (added.isEmpty()) {
      return change.apply();
    }
    List<Overloads> names = byName(added);
    names.forEach(this::requireTogether);
    List<Overloads> changed = new ArrayList<>();
    try {
      for (Overloads each : names) {
        replace(each, changed);
      }
      int answer = change.apply();
      for (CreatedFunction function : added) {
        store.add(function);
      }
      connection.commit();
      return answer;
    } catch (SQLException | RuntimeException | Error failed) {
      connection.rollback();
      changed.forEach(each -> restore(each, failed));
      throw failed;
    }
  }

  private List<Overloads> byName(List<CreatedFunction> added) throws SQLException {
    List<Overloads> names = new ArrayList<>();
    for (String name : added.stream().map(CreatedFunction::name).distinct().toList()) {
      List<CreatedFunction> named = added.stream().filter(f -> f.name().equals(name)).toList();
      names.add(new Overloads(name, store.named(name), named));
    }
    return names;
  }

  private void requireTogether(Overloads overloads) {
    String name = overloads.name();
    CreatedFunction first = overloads.added().get(0);
    if (overloads.before().isEmpty()) {
      aliases.requireFree(name);
    } else {
      aliases.requireUnused(name);
    }
    for (CreatedFunction each : overloads.before()) {
      if (overloads.added().stream().anyMatch(each::isSameOverload)) {
        throw new UdfException(UdfError.NAME_TAKEN, each.label() + " is there already");
      }
    }
    for (CreatedFunction each : overloads.all()) {
      first.requireSameKind(each);
      if (!each.plugin().equals(first.plugin())) {
        throw new UdfException(
            UdfError.NAME_TAKEN, each.label() + " is there already, of plugin " + each.plugin());
      }
      if (isRemembered(each) != isRemembered(first)) {
        throw new UdfException(
            UdfError.BAD_OPTION,
            "of the functions "
                + name
                + " H2 takes all or none for deterministic, and they differ");
      }
    }
    AliasClass.of(overloads.all());
  }

  /** Makes the alias; an alias that somebody else makes meanwhile is none that we have changed. */
  private void replace(Overloads overloads, List<Overloads> changed) throws SQLException {
    if (overloads.before().isEmpty()) {
      aliases.create(overloads.all());
      changed.add(overloads);
    } else {
      changed.add(overloads);
      aliases.drop(overloads.name());
      aliases.create(overloads.all());
    }
  }

  private void restore(Overloads overloads, Throwable because) {
    try {
      aliases.drop(overloads.name());
      if (!overloads.before().isEmpty()) {
        aliases.create(overloads.before());
      }
    } catch (SQLException | RuntimeException alsoFailed) {
      because.addSuppressed(alsoFailed);
    }
  }

  /** Drops a function with all its overloads; answers how many there were. */
  int drop(String name) throws SQLException {
    List<CreatedFunction> overloads = store.named(name);
    if (overloads.isEmpty()) {
      throw FunctionStore.unknown(name);
    }
    aliases.requireUnused(name);
    return drop(overloads, overloads::size);
  }

  /**
   * Removes a plugin with its functions.
   *
   * @param forced also those that were created for themselves, and those that a view needs
   * @throws UdfException {@code IN_USE} naming what needs it
   */
  int unregister(String plugin, boolean forced, Change change) throws SQLException {
    List<CreatedFunction> functions = store.ofPlugin(plugin);
    if (!forced) {
      FunctionDeclarations.requireNoneOfTheirOwn(plugin, functions);
      functions.stream().map(CreatedFunction::name).distinct().forEach(aliases::requireUnused);
    }
    return functions.isEmpty() ? change.apply() : drop(functions, change);
  }

  private int drop(List<CreatedFunction> functions, Change change) throws SQLException {
    List<Overloads> dropped = new ArrayList<>();
    try {
      for (String name : functions.stream().map(CreatedFunction::name).distinct().toList()) {
        List<CreatedFunction> named =
            functions.stream().filter(f -> f.name().equals(name)).toList();
        aliases.drop(name);
        dropped.add(new Overloads(name, named, List.of()));
      }
      for (CreatedFunction function : functions) {
        store.remove(function);
      }
      int answer = change.apply();
      connection.commit();
      return answer;
    } catch (SQLException | RuntimeException | Error failed) {
      connection.rollback();
      dropped.forEach(each -> restore(each, failed));
      throw failed;
    }
  }
}
