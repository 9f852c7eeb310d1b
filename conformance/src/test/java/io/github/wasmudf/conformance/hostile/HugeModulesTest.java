package io.github.wasmudf.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.AttackTable;
import io.github.wasmudf.conformance.OnEachEngine;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the host does on behalf of a module before it can run is bounded, too. */
@OnEachEngine
class HugeModulesTest {
  private static final String GROUP = "Host-side work";

  private final String engine;

  HugeModulesTest(String engine) {
    this.engine = engine;
  }

  @Test
  void moduleWithTooMuchOfSomething_registeredInASmallHeap_refusedWithItsLimitOrRegistered()
      throws Exception {
    List<String> names = names();
    ForkedJvm.Ended ended = run(List.of("-Xmx512m"), names.toArray(String[]::new));
    List<String> outcomes = ended.after("module ");
    assertThat(outcomes).allMatch(line -> line.matches(".*=(registered|22W01|22W04|38W01)"));
    assertThat(ended.after("done ")).containsExactly(Integer.toString(names.size()));
    assertThat(ended.after("why "))
        .filteredOn(why -> !why.contains("manifest") && !why.contains("trap"))
        .allMatch(why -> why.matches(".*: limit [0-9,]+, current [0-9,]+, requested [0-9,]+"));
    for (String line : outcomes) {
      String[] outcome = line.split("=", 2);
      AttackTable.record(GROUP, outcome[0], null, engine, 1, outcome[1]);
    }
  }

  /** Every build tries each on one engine, profile {@code faults} on both. */
  private List<String> names() {
    List<String> all = List.copyOf(HugeModules.all().keySet());
    if (Boolean.getBoolean("faults.full")) {
      return all;
    }
    int first = engine.equals("endive") ? 0 : 1;
    return IntStream.iterate(first, i -> i < all.size(), i -> i + 2).mapToObj(all::get).toList();
  }

  /** Natively nothing can end a compilation before it is done; its caller need not wait for it. */
  @Test
  void moduleThatCompilesLong_withLittleTime_refusedAndOtherPluginsGoOn() throws Exception {
    String slow = engine.equals("endive") ? "100,000 nested ifs" : "10,000 locals alive in 190 KB";
    ForkedJvm.Ended ended = run(List.of("-Xmx512m", "-Dwasmudf.compileMillis=100"), slow);
    assertThat(ended.after("module ")).containsExactly(slow + "=22W01");
    assertThat(ended.after("why ").get(0))
        .contains("time to compile it in milliseconds: limit 100, current 100, requested more");
    AttackTable.record(GROUP, "compiling longer than it may", null, engine, 1, "22W01");
  }

  private ForkedJvm.Ended run(List<String> options, String... names) throws Exception {
    ForkedJvm.Ended ended =
        ForkedJvm.run(
            ForkedJvm.folder("huge-" + engine),
            10,
            HugeRun.class,
            options,
            Stream.concat(Stream.of(engine), Stream.of(names)).toList());
    assertThat(ended.exit()).as(Files.readString(ended.errors())).isZero();
    return ended;
  }
}
