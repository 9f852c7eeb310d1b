package io.github.wasmudf.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JVMs that measure.
 *
 * @param home the checkout
 * @param work a folder for their temporary files, emptied after each
 * @param timing how long each runs
 * @param classes what benchmarks need not load from jars again
 * @param forked false keeps a benchmark in this JVM, for tests
 */
record Fork(Path home, Path work, Timing timing, SharedClasses classes, boolean forked) {
  /** The same heap everywhere, all of it from the start. */
  List<String> jvmArguments() {
    return List.of(
        "-Xms1g",
        "-Xmx1g",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.io.tmpdir=" + work,
        "-Dwasmudf.home=" + home);
  }

  Path log() {
    return work.resolve("last.log");
  }

  /** Native libraries are unpacked once per JVM, and not every one removes its own. */
  void clean() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(work)) {
      all = files.sorted(Comparator.reverseOrder()).filter(file -> !file.equals(work)).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }
}
