package io.github.wasmudf.engine;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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

  /** The same for a module that Endive runs slowly, or is slow to compile. */
  private static final List<String> OTHER_ORDER = List.of("wasmtime", "endive");

  /**
   * Endive takes about 4 ms to compile a KiB of code, wasmtime a tenth of that: from so many bytes
   * on somebody would wait for it. The engine may be challenged later, when code is compiled beside
   * the calls.
   */
  private static final long LARGE_CODE_BYTES = 32_000;

  /**
   * HotSpot compiles methods of up to half as many bytes. What Endive makes of a large function has
   * 0.7 to 1.7 times as many as the function itself: of one beyond this no need to wait for it.
   */
  private static final long HUGE_FUNCTION_BYTES = 16_000;

  private static final int MOST_NAMES = 3;
  private static final String AUTO = "auto";
  private static final String FIRST = "auto: accepts the module first";
  private static final String SOONER = "auto: compiles a module of this size in less time";

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
   * An engine beside the one of that name, or null. Whether it works here is not asked: that would
   * load it.
   */
  public @Nullable String other(String name) {
    return engines.stream()
        .map(WasmEngine::name)
        .filter(other -> !other.equals(name))
        .findFirst()
        .orElse(null);
  }

  private boolean isUsable(WasmEngine engine) {
    String why = engine.unavailable();
    if (why != null && reported.add(engine.name())) {
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
   * Has the engines of a choice compile in turn until one accepts the module. With {@code auto} one
   * that would interpret some of its functions serves only where no other does better.
   *
   * @param isRevised whether {@code auto} chooses again when calls have shown what they cost; then
   *     the first row counts for more
   * @param compiler compiles for an engine, or finds what was compiled before
   * @throws UdfException what the last of them said; {@code BAD_OPTION} when there is none
   */
  public <U extends Use> Chosen<U> choose(
      String choice, ModuleOutline outline, boolean isRevised, Function<WasmEngine, U> compiler) {
    boolean isAuto = choice.equals(AUTO);
    String other = isAuto ? reasonForOther(outline.code(), isRevised) : null;
    List<String> names = !isAuto ? List.of(choice) : other == null ? AUTO_ORDER : OTHER_ORDER;
    EngineSelection<U> selection = new EngineSelection<>(compiler, isAuto);
    for (WasmEngine engine : named(names)) {
      String reason = other != null && engine.name().equals(names.get(0)) ? other : FIRST;
      if (isUsable(engine) && selection.isSettledBy(engine, reason)) {
        break;
      }
    }
    Chosen<U> chosen = selection.chosen();
    if (chosen == null) {
      throw new UdfException(UdfError.BAD_OPTION, "no engine for \"" + choice + "\": " + reasons());
    }
    return chosen;
  }

  private List<WasmEngine> named(List<String> names) {
    return names.stream()
        .flatMap(name -> engines.stream().filter(engine -> engine.name().equals(name)))
        .toList();
  }

  private static @Nullable String reasonForOther(ModuleOutline.CodeSize code, boolean isRevised) {
    if (code.largestFunction() > HUGE_FUNCTION_BYTES) {
      return String.format(
          Locale.ROOT,
          "auto: a function of %,d bytes is too large for the JVM's compiler",
          code.largestFunction());
    }
    return isRevised && code.bytes() > LARGE_CODE_BYTES ? SOONER : null;
  }

  /**
   * Compiles for an engine, on a thread of its own.
   *
   * @throws UdfException when it does not accept the module
   */
  public static Compiled compile(WasmEngine engine, ModuleImage image, Limits limits) {
    CompiledModule module = Compilations.shared().run(() -> engine.compile(image, limits));
    return new Compiled(engine.name(), module, image.outline().code().heapBytes());
  }

  /** What an operator is told of functions that an engine interprets. */
  public static String interpreting(String engine, List<String> functions) {
    int more = functions.size() - MOST_NAMES;
    return "too large for the compiler of engine "
        + engine
        + ", and slow there: "
        + functions.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** A use of compiled code, which whoever has it closes. */
  public interface Use extends AutoCloseable {
    CompiledModule module();

    @Override
    void close();
  }

  /**
   * What was chosen.
   *
   * @param reason why it is that one where nobody named it, in words for an operator
   */
  public record Chosen<U extends Use>(U use, String reason) {
    /** Whether another engine would have come first, but runs the module too slowly. */
    public boolean isForSpeed() {
      return !reason.equals(FIRST) && !reason.equals(SOONER);
    }
  }

  /**
   * A compiled module and the engine that has it.
   *
   * @param heapBytes about what it takes of the heap
   */
  public record Compiled(String engine, CompiledModule module, long heapBytes) implements Use {
    @Override
    public void close() {
      module.close();
    }
  }
}
