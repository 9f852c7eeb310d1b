package io.github.wasmudf.engine.endive;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.DeferredStart;
import io.github.wasmudf.engine.LimitedModule;
import io.github.wasmudf.engine.ModuleImage;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.ClassLoadingCollector;
import run.endive.compiler.internal.Compiler;
import run.endive.compiler.internal.CompilerResult;
import run.endive.compiler.internal.MachineFactory;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** Turns a module's bytes into classes. Whatever Endive says about them becomes INVALID_MODULE. */
final class EndiveCompiler {
  private static final System.Logger LOG = System.getLogger(EndiveEngine.class.getName());

  static {
    try {
      StackRoom.prepare();
    } catch (ClassNotFoundException otherVersion) {
      LOG.log(Level.WARNING, "this version of Endive was not tested", otherVersion);
    }
  }

  private EndiveCompiler() {}

  static EndiveModule compile(ModuleImage image, Limits limits) {
    byte[] limited = DeferredStart.rewrite(LimitedModule.rewriteWithNames(image, limits));
    long heapBytes = image.outline().code().heapBytes();
    CompilerHeap.reserve(heapBytes);
    try {
      return compile(image, limited);
    } catch (UdfException known) {
      throw known;
    } catch (OutOfMemoryError noRoom) {
      throw new UdfException(
          UdfError.MEMORY_LIMIT, "this machine has no memory left to compile the module");
    } catch (StackOverflowError tooDeep) {
      throw invalid("its code nests too deeply", tooDeep);
    } catch (RuntimeException | LinkageError | AssertionError refused) {
      throw invalid(reason(refused), refused);
    } finally {
      CompilerHeap.release(heapBytes);
    }
  }

  private static EndiveModule compile(ModuleImage image, byte[] bytes) {
    long begin = System.nanoTime();
    WasmModule module = Parser.parse(bytes);
    ModuleFeatures.require(module);
    CompilerResult compiled = KeptClasses.find(bytes);
    if (compiled == null) {
      compiled = generate(module);
      KeptClasses.keep(bytes, compiled);
    }
    Function<Instance, Machine> machines =
        new MachineFactory(module, ((ClassLoadingCollector) compiled.collector()).machineFactory());
    List<Integer> interpreted =
        InterpretedFunctions.find(compiled.classBytes().values(), compiled.interpretedFunctions());
    LOG.log(
        Level.DEBUG,
        () ->
            "compiled module %s with %d functions in %d ms"
                .formatted(
                    image.sha256(),
                    image.outline().definedFunctions(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)));
    return new EndiveModule(image.outline(), module, machines, interpreted);
  }

  private static CompilerResult generate(WasmModule module) {
    // Endive's own front tells neither the classes nor what it leaves to its interpreter.
    return Compiler.builder(module)
        .withClassName(GuestFunctionNames.CLASS_NAME)
        .withInterpreterFallback(InterpreterFallback.SILENT)
        .withClassCollectorFactory(ClassLoadingCollector::new)
        .build()
        .compile();
  }

  private static UdfException invalid(String why, Throwable detail) {
    LOG.log(Level.DEBUG, "module refused", detail);
    return new UdfException(
        UdfError.INVALID_MODULE, "not a module that the endive engine can run: " + why);
  }

  /** The first line that the compiler said; the rest are dumps of bytecode. */
  private static String reason(Throwable refused) {
    @Nullable String message = refused.getMessage();
    String kind = refused.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return kind;
    }
    String line = message.strip().lines().findFirst().orElse(kind);
    return line.length() <= 300 ? line : line.substring(0, 300) + "...";
  }
}
