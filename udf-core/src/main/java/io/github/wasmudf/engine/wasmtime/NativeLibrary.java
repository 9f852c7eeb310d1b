package io.github.wasmudf.engine.wasmtime;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one attempt of this JVM to load wasmtime, and how it ended. Exactly one of its components is
 * null.
 */
record NativeLibrary(@Nullable Wasmtime wasmtime, @Nullable String problem) {
  /** Room for the loader and for the interpreted, most wasteful form of the stack probe. */
  private static final int LOADER_STACK_BYTES = 4 << 20;

  static NativeLibrary get() {
    return Attempt.OUTCOME;
  }

  /**
   * Loads on a thread of its own: the caller may be deep in its stack, and a class whose
   * initialization a StackOverflowError ends can never be used again.
   */
  private static NativeLibrary loadOnFreshThread() {
    AtomicReference<@Nullable NativeLibrary> outcome = new AtomicReference<>();
    Thread loader =
        new Thread(null, () -> outcome.set(load()), "wasm-udf-wasmtime", LOADER_STACK_BYTES);
    loader.start();
    boolean interrupted = false;
    while (loader.isAlive()) {
      try {
        loader.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    NativeLibrary result = outcome.get();
    return result != null ? result : new NativeLibrary(null, "its loader ended unexpectedly");
  }

  private static NativeLibrary load() {
    try {
      Wasmtime wasmtime = new Wasmtime();
      UnpackedLibrary.delete();
      StackProbe.warmUp();
      return new NativeLibrary(wasmtime, null);
    } catch (RuntimeException | Error problem) {
      return new NativeLibrary(null, describe(problem));
    }
  }

  private static String describe(Throwable problem) {
    if (problem instanceof NoClassDefFoundError missing) {
      return "a class of the wasmtime-java library is missing: " + missing.getMessage();
    }
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "the native library of wasmtime-java does not load on "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + " (it is unpacked into java.io.tmpdir, "
        + System.getProperty("java.io.tmpdir")
        + ", which must be writable and must allow execution): "
        + root;
  }

  /** Initialized once, under the JVM's own lock. */
  private static final class Attempt {
    static final NativeLibrary OUTCOME = loadOnFreshThread();
  }
}
