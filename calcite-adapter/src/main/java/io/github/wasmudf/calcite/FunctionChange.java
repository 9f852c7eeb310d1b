package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.FunctionDeclarations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParser;

/**
 * Functions that go and come with a change of plugins, which a source makes as one.
 *
 * @param dropped removed first
 * @param created added then
 */
record FunctionChange(List<CreatedFunction> dropped, List<CreatedFunction> created) {
  /** No function goes or comes. */
  static final FunctionChange NONE = new FunctionChange(List.of(), List.of());

  FunctionChange {
    dropped = List.copyOf(dropped);
    created = List.copyOf(created);
  }

  /**
   * What it takes that a version's declarations are there.
   *
   * @param present all functions
   * @param of those of them that are the plugin's; the version can stand behind them
   */
  static FunctionChange activating(
      String plugin,
      List<CreatedFunction> present,
      List<CreatedFunction> of,
      List<DeclaredFunction> declared) {
    List<CreatedFunction> dropped = new ArrayList<>();
    List<CreatedFunction> created = new ArrayList<>();
    for (CreatedFunction due : FunctionDeclarations.ofManifest(plugin, declared)) {
      CreatedFunction there = of.stream().filter(due::isSameOverload).findFirst().orElse(null);
      if (there == null) {
        requireFree(due, present);
        created.add(due);
      } else if (there.ofManifest() && !there.equals(due)) {
        dropped.add(there);
        created.add(due);
      }
    }
    return new FunctionChange(dropped, created);
  }

  /**
   * Checks that a function can be created beside others.
   *
   * @throws UdfException {@code NAME_TAKEN}, or {@code BAD_OPTION} for a word of SQL
   */
  static void requireFree(CreatedFunction added, List<CreatedFunction> present) {
    if (isReserved(added.name())) {
      throw new UdfException(UdfError.BAD_OPTION, added.name() + " is a reserved word");
    }
    if (isBuiltIn(added.name())) {
      throw new UdfException(
          UdfError.NAME_TAKEN, "the database has a function " + added.name() + " already");
    }
    for (CreatedFunction other : present) {
      added.requireSameKind(other);
      if (other.name().equals(added.name())
          && (!other.plugin().equals(added.plugin()) || other.isSameOverload(added))) {
        throw new UdfException(
            UdfError.NAME_TAKEN, other.label() + " is there already, of plugin " + other.plugin());
      }
    }
  }

  private static boolean isReserved(String name) {
    return SqlParser.create("").getMetadata().isReservedWord(name)
        && SqlStdOperatorTable.instance().getOperatorList().stream()
            .noneMatch(operator -> operator.getName().equals(name));
  }

  private static boolean isBuiltIn(String name) {
    return PluginFunctions.isOurs(name)
        || SqlStdOperatorTable.instance().getOperatorList().stream()
            .map(SqlOperator::getName)
            .anyMatch(known -> known.toUpperCase(Locale.ROOT).equals(name));
  }
}
