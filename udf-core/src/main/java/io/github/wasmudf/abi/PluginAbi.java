package io.github.wasmudf.abi;

import io.github.wasmudf.Limits;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.Route;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasmInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One plugin system's contract between a plugin and its host. Stateless and thread-safe; sealed,
 * because detection must pick exactly one of them.
 */
public sealed interface PluginAbi
    permits TransformAbi, TypedAbi, ExtismAbi, ReflowAbi, OrbisAbi, W3bstreamAbi {
  /** The very array that stands for what a group of rows has come to before the first of them. */
  byte[] NOTHING_FOLDED = {};

  /**
   * Whether its exports over numbers are functions as they stand. Not where calls need something
   * around them.
   */
  default boolean offersNumbers() {
    return true;
  }

  /** Its name in options and in the catalog. */
  String name();

  /**
   * What a module lacks to be a plugin of this system, in words for its author; empty when it is
   * one.
   */
  List<String> missing(ModuleOutline outline);

  /** The same of a module whose owner says that it is one. */
  default List<String> missingWhereNamed(ModuleOutline outline) {
    return missing(outline);
  }

  /**
   * Whether a call that failed may be made again as if for the first time: its plugins keep nothing
   * between calls but what they could make anew.
   */
  boolean isRepeatable();

  /** The system that this is a special case of: a plugin of both is one of this. Null for none. */
  default @Nullable PluginAbi refined() {
    return null;
  }

  /** The limits that a policy sets its plugins; those that nobody names are these. */
  default Limits ceiling(RuntimePolicy policy) {
    return policy.limits();
  }

  /** What its plugins may import besides WASI. */
  ImportOffers imports();

  /** What stands behind those of one instance's imports that are the host's. */
  default HostFunctions host(ModuleOutline outline, PluginContext context) {
    return HostFunctions.NONE;
  }

  /** Makes a fresh instance ready for its first call. */
  void initialize(ModuleOutline outline, WasmInstance instance, PluginContext context);

  /** What the plugin says of itself; runs its code. */
  PluginDescription describe(ModuleOutline outline, WasmInstance instance, PluginContext context);

  /**
   * The export that a call which names none means.
   *
   * @throws io.github.wasmudf.UdfException {@code NOT_FOUND} when the module leaves that open
   */
  PluginExport mainExport(ModuleOutline outline);

  /** The same for a call that wants rows, as JSON. */
  default PluginExport tableExport(ModuleOutline outline) {
    return mainExport(outline);
  }

  /** The export of a name for a call that wants rows; as {@link #export}. */
  default PluginExport tableExport(ModuleOutline outline, String name) {
    return export(outline, name);
  }

  /**
   * The export that gets all inputs of a group at once, in a JSON array; as {@link #export}.
   *
   * @param name null for that which a call that names none means
   */
  default PluginExport groupExport(ModuleOutline outline, @Nullable String name) {
    return name == null ? mainExport(outline) : export(outline, name);
  }

  /**
   * The export behind a created function, whose arguments have names and types; as {@link #export}.
   *
   * @param name of the export, or null for that which a call that names none means
   * @param label the function's own, which tells what is kept between its calls from what others
   *     keep
   */
  default PluginExport functionExport(
      ModuleOutline outline, @Nullable String name, DeclaredFunction function, String label) {
    return switch (function.signature().kind()) {
      case TABLE -> name == null ? tableExport(outline) : tableExport(outline, name);
      case AGGREGATE -> groupExport(outline, name);
      default -> name == null ? mainExport(outline) : export(outline, name);
    };
  }

  /**
   * The export of a name.
   *
   * @throws io.github.wasmudf.UdfException {@code NOT_FOUND} when there is none that can be called,
   *     naming those that can
   */
  PluginExport export(ModuleOutline outline, String name);

  /**
   * The handler of a route, for what a request asks of it.
   *
   * @throws io.github.wasmudf.UdfException {@code NOT_FOUND} when there is none
   */
  default PluginExport route(ModuleOutline outline, Route route, Route.Request request) {
    return export(outline, route.handler());
  }

  /** Ends the life of an instance that is still good; nothing depends on whether that works. */
  default void cleanUp(WasmInstance instance) {}

  /**
   * The aggregate of a name, or null where the module has none of its exports.
   *
   * @throws io.github.wasmudf.UdfException {@code NOT_FOUND} that says what is missing, where it
   *     has some of them
   */
  default @Nullable AggregateExports aggregate(ModuleOutline outline, String prefix) {
    return null;
  }

  /**
   * An export that makes one of what the rows of a group have come to and of another row, or null
   * where the module has none of that name. The head of its calls is what they have come to, {@link
   * #NOTHING_FOLDED} for the first.
   */
  default @Nullable PluginExport fold(ModuleOutline outline, String name) {
    return null;
  }

  /** The names of all aggregates that a module has. */
  default List<String> aggregates(ModuleOutline outline) {
    return List.of();
  }

  /**
   * The table function of a name that answers its rows little by little, or null where the module
   * has none of its exports.
   *
   * @throws io.github.wasmudf.UdfException {@code NOT_FOUND} that says what is missing, where it
   *     has some of them
   */
  default @Nullable TableExports table(ModuleOutline outline, String prefix) {
    return null;
  }

  /** The names of all such table functions that a module has. */
  default List<String> tables(ModuleOutline outline) {
    return List.of();
  }

  /** Binds an export of a ready instance for calls on rows. */
  BytesCall bind(PluginExport export, WasmInstance instance, PluginContext context);
}
