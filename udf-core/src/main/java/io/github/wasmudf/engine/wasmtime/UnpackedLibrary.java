package io.github.wasmudf.engine.wasmtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The copy of the native library that wasmtime-java unpacks for each JVM: 18 MB, and never deleted.
 */
final class UnpackedLibrary {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final String NAME = "libwasmtime_jni_";

  private UnpackedLibrary() {}

  /**
   * Deletes this JVM's copy where that is possible, which is on Linux: a file may go while it is
   * mapped, and the mappings tell which one is ours. Elsewhere it stays.
   */
  static void delete() {
    if (!Files.isReadable(MAPPINGS)) {
      return;
    }
    Path folder = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      List<Path> mapped =
          lines
              .filter(line -> line.contains(NAME))
              .map(line -> Path.of(line.substring(line.indexOf('/'))))
              .filter(file -> folder.equals(file.getParent()))
              .distinct()
              .toList();
      for (Path file : mapped) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | RuntimeException stays) {
      System.getLogger(UnpackedLibrary.class.getName())
          .log(System.Logger.Level.DEBUG, "the unpacked library stays", stays);
    }
  }
}
