package io.github.wasmudf.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.benchmarks.Modules;
import io.github.wasmudf.benchmarks.probes.FirstRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
  private static final Timing UNUSED = new Timing(0, 1, 1, 1);

  @Test
  void firstRow_measuresRegisteringAndReopening(@TempDir Path work) throws IOException {
    Fork fork = new Fork(Modules.home(), work, UNUSED, true);
    Map<Key, Round> rounds = new Probe(FirstRow.class, Map.of("subject", "endive")).run(fork);
    assertThat(rounds.keySet())
        .extracting(key -> key.parameters().get("what"))
        .containsExactlyInAnyOrder("register-in-new-jvm", "register", "reopen");
    assertThat(rounds.values())
        .allSatisfy(round -> assertThat(round.wall()).allMatch(millis -> millis > 0));
    fork.clean();
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void programThatFails_isNamedWithItsException(@TempDir Path work) throws IOException {
    Fork fork = new Fork(Modules.home(), Files.createDirectories(work), UNUSED, true);
    Probe probe = new Probe(FirstRow.class, Map.of("subject", "no such engine"));
    assertThatThrownBy(() -> probe.run(fork))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("engine");
  }
}
