package io.github.wasmudf.engine.endive;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.WasmEngine;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs modules as JVM bytecode, through Endive. No native code: a guest cannot harm the process.
 * Does not know SIMD.
 *
 * <p>Nothing here names a class of Endive's, so that this class loads without its jars.
 */
public final class EndiveEngine implements WasmEngine {
  static final String NAME = "endive";
  static final AtomicLong LIVE_INSTANCES = new AtomicLong();

  /** One class of each of the jars that the compiler needs. */
  private static final String[] NEEDED = {
    "run.endive.compiler.MachineFactoryCompiler",
    "run.endive.runtime.Instance",
    "run.endive.wasm.Parser",
    "org.objectweb.asm.ClassWriter",
    "org.objectweb.asm.commons.InstructionAdapter",
    "org.objectweb.asm.util.CheckClassAdapter"
  };

  /** Computes the answer of {@link #unavailable} once, when it is first asked for. */
  private static final class Availability {
    static final @Nullable String REASON = reason();

    private static @Nullable String reason() {
      for (String name : NEEDED) {
        try {
          Class.forName(name, false, EndiveEngine.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError missing) {
          return "engine endive needs the jars run.endive:compiler, runtime and wasm, and "
              + missing;
        }
      }
      return null;
    }
  }

  /** For ServiceLoader. */
  public EndiveEngine() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public @Nullable String unavailable() {
    return Availability.REASON;
  }

  @Override
  public CompiledModule compile(ModuleImage image, Limits limits) {
    String unavailable = unavailable();
    if (unavailable != null) {
      throw new UdfException(UdfError.INTERNAL, unavailable);
    }
    return EndiveCompiler.compile(image, limits);
  }

  @Override
  public long liveInstances() {
    return LIVE_INSTANCES.get();
  }
}
