package io.github.wasmudf.benchmarks.harness;

import io.github.wasmudf.benchmarks.ClassesBenchmark;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The classes that benchmarks load, as a file that every fork maps: half of a fork's start was
 * reading them from jars. They are the same classes, and compiled anew. Where the JVM cannot write
 * such a file, as for a class path with folders, forks do without. Probes, of which the start is
 * part of what they measure, do so always.
 *
 * @param file need not be there
 */
record SharedClasses(Path file) {
  /** No file, ever. */
  static final SharedClasses NONE = new SharedClasses(Path.of(""));

  /** For the JVM of a fork. */
  List<String> arguments() {
    return Files.isRegularFile(file) ? List.of("-XX:SharedArchiveFile=" + file) : List.of();
  }

  /** Writes the file, with a fork that loads what the others will. */
  void write(Fork fork, PrintStream out) throws IOException {
    try {
      new JmhCase(ClassesBenchmark.class, Map.of(), 1, 1)
          .run(fork, List.of("-XX:ArchiveClassesAtExit=" + file));
    } catch (MeasurementException e) {
      out.println("forks load their classes from jars: " + e.getMessage());
    } finally {
      fork.clean();
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
