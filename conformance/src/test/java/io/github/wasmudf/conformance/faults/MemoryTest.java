package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plugin is replaced by another module again and again, in a JVM of its own with a fixed heap:
 * classes are unloaded, instances and native memory freed. What is kept of plugins that nobody uses
 * is bounded by their size, which is why these are large.
 */
@OnEachEngine
class MemoryTest {
  private static final int PADDING = 1_000_000;

  private final String engine;
  private final Path folder;

  MemoryTest(String engine, @TempDir Path folder) {
    this.engine = engine;
    this.folder = folder;
  }

  /** The JVM that is measured. */
  static final class Replacer {
    private Replacer() {}

    /** Arguments: the JDBC URL, the engine, how often. */
    public static void main(String[] arguments) throws SQLException, IOException {
      int times = Integer.parseInt(arguments[2]);
      boolean isFull = times >= 1000;
      MemorySamples memory = new MemorySamples();
      Marked marked = Marked.quick();
      try (Sql sql = Sql.install(arguments[0], arguments[1])) {
        for (int number = 1; number <= times; number++) {
          sql.register("p", marked.module(number, PADDING));
          assertThat(sql.transform("p", "x")).isEqualTo(Marked.text(number));
          if (number % 10 == 0) {
            sql.run("DELETE FROM WASM.PLUGIN WHERE NOT ACTIVE");
            System.gc();
            memory.add();
          }
        }
      }
      System.out.println(memory.table());
      memory.assertFlat(60, isFull);
      System.out.println("flat");
    }
  }

  @Test
  void memoryStaysFlat_whilePluginsAreReplaced() throws Exception {
    int times = Scale.of(120, 2000);
    List<String> options =
        List.of(
            "-Xms256m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+AlwaysPreTouch",
            "-Djava.io.tmpdir=" + folder);
    try (ChildJvm child =
        ChildJvm.ofTests(
            options, Replacer.class, "jdbc:h2:mem:memory", engine, Integer.toString(times))) {
      List<String> lines = child.lines();
      assertThat(lines).endsWith("flat");
    }
    Scale.record(
        "plugin replaced by another module", TestedDatabase.H2, engine, times, "flat memory");
  }
}
