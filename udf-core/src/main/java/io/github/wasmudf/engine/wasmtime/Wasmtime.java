package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.Engine;

/** The native library, set up: makes lanes. One per JVM, never disposed. Thread-safe. */
final class Wasmtime {
  /** The stack that a guest may use; what the {@link StackProbe} makes sure of. */
  static final int STACK_BYTES = 256 << 10;

  private final Config config;

  Wasmtime() {
    config =
        new Config()
            .epochInterruption(true)
            .maxWasmStack(STACK_BYTES)
            // The bits of a NaN are the processor's choice otherwise; engines must agree on them.
            .craneliftNanCanonicalization(true);
    CodeCache.use(config);
    // Whatever does not work shall show now.
    new Engine(config).dispose();
  }

  /**
   * A lane with a plugin's code.
   *
   * @throws RuntimeException when wasmtime does not accept it
   */
  Lane newLane(byte[] plugin) {
    return new Lane(newEngine(), plugin);
  }

  private synchronized Engine newEngine() {
    return new Engine(config);
  }
}
