package io.github.wasmudf;

import io.github.wasmudf.abi.AggregateExports;
import io.github.wasmudf.abi.PluginAbi;
import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.abi.TableExports;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.Encoding;
import io.github.wasmudf.catalog.ErrorRule;
import io.github.wasmudf.catalog.FunctionDeclarations;
import io.github.wasmudf.catalog.PluginSettings;
import io.github.wasmudf.catalog.Route;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.NumberLoop;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the names of one plugin mean: which export a call, a table, an aggregate or a function runs,
 * and whether it can. Runs nothing. Immutable.
 */
final class PluginExports {
  private final ModuleOutline outline;
  private final PluginSettings settings;
  private final PluginAbi abi;
  private final RowShape rowShape;

  PluginExports(ModuleOutline outline, PluginSettings settings, PluginAbi abi) {
    this.outline = outline;
    this.settings = settings;
    this.abi = abi;
    this.rowShape = rowShape(settings.functions());
  }

  /** What its rows look like when a call does not say it. */
  RowShape rowShape() {
    return rowShape;
  }

  /** The table function that a call which names none means, or null where none is declared. */
  private @Nullable DeclaredFunction mainTable() {
    return functions().stream()
        .filter(function -> function.signature().kind() == Signature.Kind.TABLE)
        .findFirst()
        .orElse(null);
  }

  /** Its export; null where none is declared. */
  @Nullable String mainTableExport() {
    DeclaredFunction main = mainTable();
    return main == null ? null : main.export();
  }

  /** What becomes of its rows that are not of the shape. */
  ErrorRule mainTableErrors() {
    DeclaredFunction main = mainTable();
    return main == null ? ErrorRule.USUAL : main.errors();
  }

  /**
   * The table function of a name; null where its rows come as one answer, of {@link
   * #answeringRows}.
   *
   * @param export null for the one that a call which names none means
   * @throws UdfException {@code NOT_FOUND} that says what is missing of it
   */
  @Nullable TableExports table(@Nullable String export) {
    if (export != null && (!isUsual(export) || answersRows())) {
      return abi.table(outline, export);
    }
    List<String> all = abi.tables(outline);
    return abi.table(outline, all.size() == 1 ? all.get(0) : TableExports.USUAL);
  }

  private boolean answersRows() {
    try {
      abi.tableExport(outline);
      return true;
    } catch (UdfException none) {
      return false;
    }
  }

  /**
   * The export that answers all rows at once, where there is no table function of a name.
   *
   * @param export null for the one that a call which names none means
   * @throws UdfException {@code NOT_FOUND} when there is no such export either
   */
  PluginExport answeringRows(@Nullable String export) {
    return export == null || isUsual(export)
        ? abi.tableExport(outline)
        : abi.tableExport(outline, export);
  }

  /** The same of a created table function, whose arguments have names and types. */
  PluginExport answeringRows(String label, DeclaredFunction function) {
    String export = function.export();
    return abi.functionExport(outline, isUsual(export) ? null : export, function, label);
  }

  private static boolean isUsual(String export) {
    return export.equals(DeclaredFunction.USUAL_EXPORT);
  }

  private static RowShape rowShape(List<DeclaredFunction> functions) {
    return functions.stream()
        .map(function -> function.signature().columns())
        .filter(columns -> !columns.isEmpty())
        .findFirst()
        .map(RowShape::of)
        .orElse(RowShape.JSON_TEXT);
  }

  /** What its manifest and options declare. */
  List<DeclaredFunction> functions() {
    return settings.functions();
  }

  /**
   * Checks that this version can stand behind a function.
   *
   * @throws UdfException {@code NOT_FOUND} or {@code BAD_OPTION} that names the function
   */
  void requireServes(CreatedFunction function) {
    FunctionDeclarations.requireSame(function, functions());
    if (!function.ofManifest()) {
      requireFunction(function.label(), function.declaration());
    }
  }

  /**
   * Checks that the export of a function can be called as it is declared.
   *
   * @param label names the function in the error
   */
  void requireFunction(String label, DeclaredFunction function) {
    try {
      if (function.signature().kind() == Signature.Kind.AGGREGATE) {
        requireAggregate(label, function);
      } else if (function.signature().kind() == Signature.Kind.TABLE) {
        requireTable(label, function);
      } else if (!takesNumbers(function)) {
        requireForm(function, export(label, function));
      }
    } catch (UdfException unfit) {
      throw unfit.about(label);
    }
  }

  private static void requireForm(DeclaredFunction function, PluginExport export) {
    if (export.takesPorts() && function.encoding() == Encoding.BINARY) {
      throw new UdfException(UdfError.BAD_OPTION, "encoding binary is not for values of ports");
    }
  }

  private void requireAggregate(String label, DeclaredFunction function) {
    String name = function.export();
    if (aggregate(name) == null && folding(name) == null) {
      gathering(label, function);
      if (function.encoding() == Encoding.BINARY) {
        throw new UdfException(
            UdfError.BAD_OPTION,
            "encoding binary needs the exports of an aggregate; all rows at once are JSON");
      }
    }
  }

  private void requireTable(String label, DeclaredFunction function) {
    if (!takesNumbers(function) && table(function.export()) == null) {
      requireForm(function, answeringRows(label, function));
    }
  }

  /**
   * The aggregate of a name that keeps states; null where there is none, and its inputs are for
   * {@link #folding}, or else to be gathered for {@link #gathering}.
   *
   * @throws UdfException {@code NOT_FOUND} that says what is missing of it
   */
  @Nullable AggregateExports aggregate(String name) {
    return abi.aggregate(outline, name);
  }

  /** The export that gets the inputs of a group one by one; null where there is none of a name. */
  @Nullable PluginExport folding(String name) {
    return abi.fold(outline, name);
  }

  /** The name of the aggregate that a call which names none means. */
  String mainAggregate() {
    List<String> all = abi.aggregates(outline);
    return all.size() == 1 ? all.get(0) : AggregateExports.USUAL;
  }

  /**
   * The export that gets all inputs of a group at once, where there is no aggregate of a name.
   *
   * @throws UdfException {@code NOT_FOUND} when there is no such export either
   */
  PluginExport gathering(String name) {
    return gathering(name, export -> abi.groupExport(outline, export));
  }

  /** The same of a created aggregate, whose arguments have names and types. */
  PluginExport gathering(String label, DeclaredFunction function) {
    return gathering(
        function.export(), export -> abi.functionExport(outline, export, function, label));
  }

  private PluginExport gathering(String name, Function<@Nullable String, PluginExport> exports) {
    boolean isMain = name.equals(AggregateExports.USUAL) && outline.function(name) == null;
    try {
      return exports.apply(isMain ? null : name);
    } catch (UdfException neither) {
      List<String> all = abi.aggregates(outline);
      throw all.isEmpty()
          ? neither
          : new UdfException(
              UdfError.NOT_FOUND,
              "no aggregate \""
                  + name
                  + "\"; there are "
                  + String.join(", ", all)
                  + ", and a created function can be one of them",
              neither);
    }
  }

  /**
   * Whether a scalar or a table is one of numbers.
   *
   * @throws UdfException {@code BAD_OPTION} when it is, and is declared otherwise
   */
  boolean takesNumbers(DeclaredFunction function) {
    String export = function.export();
    boolean numbers = takesNumbers(export) && !isStreaming(function);
    if (numbers) {
      NumericFunction.require(numbers(export), function);
    }
    return numbers;
  }

  /** Whether rows come by exports that begin with that name, beside the one of numbers. */
  private boolean isStreaming(DeclaredFunction function) {
    return function.signature().kind() == Signature.Kind.TABLE
        && abi.tables(outline).contains(function.export());
  }

  /** Whether an export is over numbers, and takes no bytes. */
  private boolean takesNumbers(String export) {
    FunctionType type = outline.function(export);
    return type != null && abi.offersNumbers() && NumberLoop.fits(type) && !takesBytes(export);
  }

  private boolean takesBytes(String export) {
    try {
      export(export);
      return true;
    } catch (UdfException notOfThisAbi) {
      return false;
    }
  }

  private boolean takesNothing(String export) {
    try {
      return export(export).takesNothing();
    } catch (UdfException notOfThisAbi) {
      return false;
    }
  }

  /**
   * What can be called, and where nothing is declared of an export of numbers, what its type says.
   */
  List<DeclaredFunction> functionsFor(String export) {
    List<DeclaredFunction> declared = functions();
    boolean isDeclared =
        declared.stream().anyMatch(f -> f.name().equals(export) || f.export().equals(export));
    if (isDeclared || !(takesNumbers(export) || takesNothing(export))) {
      return FunctionDeclarations.callable(declared);
    }
    Signature signature = NumericFunction.signature(numbers(export));
    return List.of(new DeclaredFunction(export, export, signature, null, null));
  }

  /**
   * The type of an export that takes numbers and answers some.
   *
   * @throws UdfException {@code NOT_FOUND} when there is none
   */
  FunctionType numbers(String export) {
    return outline.numbers(export);
  }

  /** The export that a call which names none means. */
  PluginExport mainExport() {
    return abi.mainExport(outline);
  }

  /** The export of a name, or the handler of a route. */
  PluginExport export(String name) {
    PluginExport handler = handler(name);
    return handler == null ? abi.export(outline, name) : handler;
  }

  /**
   * The same of a created function, whose arguments have names and types.
   *
   * @param label the function's, which no other has
   */
  PluginExport export(String label, DeclaredFunction function) {
    PluginExport handler = handler(function.export());
    return handler == null
        ? abi.functionExport(outline, function.export(), function, label)
        : handler;
  }

  private @Nullable PluginExport handler(String name) {
    PluginExport handler = route(name, true);
    return handler == null ? route(name, false) : handler;
  }

  /** A route that is spelled like a request comes before one that only means it, too. */
  private @Nullable PluginExport route(String name, boolean asSpelled) {
    for (Route route : settings.routes()) {
      Route.Request request = asSpelled && !route.isNamed(name) ? null : route.match(name);
      if (request != null) {
        return abi.route(outline, route, request);
      }
    }
    return null;
  }
}
