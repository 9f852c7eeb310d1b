package io.github.wasmudf.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.benchmarks.Modules;
import io.github.wasmudf.benchmarks.probes.ConnectionMemory;
import io.github.wasmudf.benchmarks.probes.FirstRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
  private static final Timing UNUSED = new Timing(0, 1, 1, 1);

  @Test
  void firstRow_measuresRegisteringAndReopening(@TempDir Path work) throws IOException {
    Fork fork = new Fork(Modules.home(), work, UNUSED, SharedClasses.NONE, true);
    Map<Key, Round> rounds = new Probe(FirstRow.class, parameters("endive")).run(fork);
    assertThat(rounds.keySet())
        .extracting(key -> key.parameters().get("what"))
        .containsExactlyInAnyOrder(
            "register-in-new-jvm", "register", "reopen", "reopen-in-new-jvm");
    assertThat(rounds.values())
        .allSatisfy(round -> assertThat(round.wall()).allMatch(millis -> millis > 0));
    fork.clean();
    assertThat(work).isEmptyDirectory();
  }

  private static Map<String, String> parameters(String engine) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("subject", engine);
    parameters.put("plugin", "large");
    return parameters;
  }

  @Test
  void connectionMemory_isThatOfEach_forEachNumberOfThem(@TempDir Path work) throws IOException {
    Fork fork = new Fork(Modules.home(), work, UNUSED, SharedClasses.NONE, true);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("subject", "endive");
    parameters.put("most", "10");
    Map<Key, Round> rounds = new Probe(ConnectionMemory.class, parameters).run(fork);
    assertThat(rounds).hasSize(3 * 2 * 2);
    assertThat(heap(rounds, "active", "10")).isGreaterThan(heap(rounds, "plain", "10"));
    fork.clean();
  }

  private static double heap(Map<Key, Round> rounds, String what, String connections) {
    return rounds.entrySet().stream()
        .filter(each -> (what + "-heap").equals(each.getKey().parameters().get(Key.WHAT)))
        .filter(each -> connections.equals(each.getKey().parameters().get("connections")))
        .findFirst()
        .orElseThrow()
        .getValue()
        .wall()
        .get(0);
  }

  @Test
  void programThatFails_isNamedWithItsException(@TempDir Path work) throws IOException {
    Fork fork =
        new Fork(Modules.home(), Files.createDirectories(work), UNUSED, SharedClasses.NONE, true);
    Probe probe = new Probe(FirstRow.class, parameters("no such engine"));
    assertThatThrownBy(() -> probe.run(fork))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("engine");
  }
}
