package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Config;
import io.github.wasmudf.engine.CodeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Compiled code on disk, in a folder that nobody else may enter: whoever could write there would
 * run native code in our process. It is the one that an administrator names, or else one that this
 * JVM makes for itself and deletes when it ends. wasmtime finds code by the module's bytes, its own
 * version, its settings and the processor.
 */
final class CodeCache {
  private static final String SETTINGS =
      """
      [cache]
      enabled = true
      directory = "%s"
      files-total-size-soft-limit = "512Mi"
      """;

  private CodeCache() {}

  /** Has a configuration use the cache; without one, every instance compiles its code anew. */
  static void use(Config config) {
    try {
      Path kept = CodeFolder.of("wasmtime-7.0.1");
      Path folder = kept == null ? temporary() : kept;
      Path settings = Files.createTempFile(folder, "settings", ".toml");
      try {
        Files.writeString(settings, SETTINGS.formatted(quoted(code(folder))));
        config.cacheConfigLoad(settings);
      } finally {
        Files.delete(settings);
      }
    } catch (IOException | RuntimeException none) {
      System.getLogger(CodeCache.class.getName())
          .log(System.Logger.Level.WARNING, "engine wasmtime runs without a code cache", none);
    }
  }

  private static Path temporary() throws IOException {
    Path folder = Files.createTempDirectory("wasm-udf-code-").toRealPath();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "wasm-udf-code"));
    return folder;
  }

  private static Path code(Path folder) throws IOException {
    return Files.createDirectories(folder.resolve("code"));
  }

  private static String quoted(Path path) {
    return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | RuntimeException stays) {
      // The library may still be writing; it is a temporary folder.
    }
  }
}
