package io.github.wasmudf.benchmarks.peers;

/**
 * A guest of the transform contract in some runtime, three calls per row: {@code alloc}, {@code
 * transform} and {@code dealloc}, with a copy in and a copy out; or of Extism's contract. One
 * thread at a time.
 */
public interface NaiveGuest extends AutoCloseable {
  /** One row. */
  byte[] transform(byte[] input);

  @Override
  void close();

  /** Loads a module. */
  static NaiveGuest of(String runtime, byte[] module) {
    return switch (runtime) {
      case "naive endive" -> new NaiveEndive(module);
      case "naive wasmtime" -> new NaiveWasmtime(module);
      case "chicory" -> new NaiveChicory(module);
      case "graalwasm" -> new NaiveGraalWasm(module);
      case "extism sdk" -> new ExtismSdk(module);
      default -> throw new IllegalArgumentException(runtime);
    };
  }
}
