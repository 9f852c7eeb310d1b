package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Compiled code on disk, in a folder that this JVM makes for itself and that nobody else may enter:
 * whoever could write there would run native code in our process. Deleted when the JVM ends.
 */
final class CodeCache {
  private static final String SETTINGS =
      """
      [cache]
      enabled = true
      directory = '%s'
      files-total-size-soft-limit = "512Mi"
      """;

  private CodeCache() {}

  /** Has a configuration use the cache; without one, every instance compiles its code anew. */
  static void use(Config config) {
    try {
      Path folder = Files.createTempDirectory("wasm-udf-code-").toRealPath();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "wasm-udf-code"));
      Path settings = folder.resolve("settings.toml");
      Files.writeString(
          settings, SETTINGS.formatted(Files.createDirectory(folder.resolve("code"))));
      config.cacheConfigLoad(settings);
    } catch (IOException | RuntimeException none) {
      System.getLogger(CodeCache.class.getName())
          .log(System.Logger.Level.WARNING, "engine wasmtime runs without a code cache", none);
    }
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
