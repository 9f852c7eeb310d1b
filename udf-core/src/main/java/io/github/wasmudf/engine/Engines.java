package io.github.wasmudf.engine;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The engines on the class path and the choice among them. Thread-safe; one per JVM. */
public final class Engines {
  private static final System.Logger LOGGER = System.getLogger(Engines.class.getName());

  /**
   * The order in which {@code auto} asks. Endive first: its guests live inside the JVM's own memory
   * safety, and its single rows are the fastest; wasmtime takes what Endive cannot run.
   */
  private static final List<String> AUTO_ORDER = List.of("endive", "wasmtime");

  private static final Engines INSTALLED = new Engines(load());

  private final List<WasmEngine> engines;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  Engines(List<WasmEngine> engines) {
    this.engines = List.copyOf(engines);
  }

  /** The engines that {@link ServiceLoader} finds. */
  public static Engines installed() {
    return INSTALLED;
  }

  private static List<WasmEngine> load() {
    List<WasmEngine> found = new ArrayList<>();
    var providers = ServiceLoader.load(WasmEngine.class, Engines.class.getClassLoader()).iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return found;
        }
        found.add(providers.next());
      } catch (ServiceConfigurationError | LinkageError broken) {
        LOGGER.log(Level.WARNING, "an engine on the class path cannot be used", broken);
      }
    }
  }

  /** The number of instances that are open now, over all engines of this JVM. */
  public long liveInstances() {
    return engines.stream().mapToLong(WasmEngine::liveInstances).sum();
  }

  /**
   * The engines to try in turn for a choice: one for a name, all usable ones for {@code auto}.
   *
   * @throws UdfException {@code BAD_OPTION} when there is none, saying why
   */
  List<WasmEngine> candidates(String choice) {
    List<String> names = choice.equals("auto") ? AUTO_ORDER : List.of(choice);
    List<WasmEngine> usable =
        names.stream()
            .flatMap(name -> engines.stream().filter(engine -> engine.name().equals(name)))
            .filter(engine -> isUsable(engine, choice))
            .toList();
    if (usable.isEmpty()) {
      throw new UdfException(UdfError.BAD_OPTION, "no engine for \"" + choice + "\": " + reasons());
    }
    return usable;
  }

  /** An engine that works here beside the one of that name, or null. */
  public @Nullable String other(String name) {
    return engines.stream()
        .filter(engine -> !engine.name().equals(name) && engine.unavailable() == null)
        .map(WasmEngine::name)
        .findFirst()
        .orElse(null);
  }

  private boolean isUsable(WasmEngine engine, String choice) {
    String why = engine.unavailable();
    if (why != null && choice.equals("auto") && reported.add(engine.name())) {
      LOGGER.log(Level.WARNING, "engine {0} is not used: {1}", engine.name(), why);
    }
    return why == null;
  }

  private String reasons() {
    return engines.isEmpty()
        ? "no engine is on the class path; add wasmtime-java or the Endive runtime and compiler"
        : engines.stream()
            .map(
                engine -> {
                  String why = engine.unavailable();
                  return engine.name() + (why == null ? " works here" : ": " + why);
                })
            .collect(Collectors.joining("; "));
  }

  /**
   * Compiles on the first engine of a choice that accepts the module.
   *
   * @throws UdfException what the last of them said
   */
  public Compiled compile(ModuleImage image, String choice, Limits limits) {
    List<UdfException> refusals = new ArrayList<>();
    for (WasmEngine engine : candidates(choice)) {
      try {
        CompiledModule module = Compilations.shared().run(() -> engine.compile(image, limits));
        return new Compiled(engine.name(), module, image.outline().code().heapBytes());
      } catch (UdfException refused) {
        if (refused.error() != UdfError.INVALID_MODULE) {
          throw refused;
        }
        refusals.add(refused.about("engine " + engine.name()));
      }
    }
    throw merged(refusals);
  }

  private static UdfException merged(List<UdfException> refusals) {
    return refusals.size() == 1
        ? refusals.get(0)
        : new UdfException(
            UdfError.INVALID_MODULE,
            refusals.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
            refusals.get(0));
  }

  /**
   * A compiled module and the engine that has it. Whoever has it closes it.
   *
   * @param heapBytes about what it takes of the heap
   */
  public record Compiled(String engine, CompiledModule module, long heapBytes)
      implements AutoCloseable {
    @Override
    public void close() {
      module.close();
    }
  }
}
