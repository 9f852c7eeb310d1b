package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code transform_tour} against a reversal; it also prints, and it needs {@code _initialize}. */
@OnEachEngine
class TransformTourOracleTest {
  private static final int SEED = 20_261_122;

  @RegisterExtension final PluginLog log = new PluginLog();
  @RegisterExtension final TestedPlugin plugin;

  TransformTourOracleTest(String engine) {
    plugin = new TestedPlugin("transform_tour", engine);
  }

  private static Optional<byte[]> oracle(byte[] input) {
    byte[] reversed = new byte[input.length];
    for (int i = 0; i < input.length; i++) {
      reversed[i] = input[input.length - 1 - i];
    }
    return Optional.of(reversed);
  }

  @Test
  void anyBytes_reversed() {
    RandomInputs random = new RandomInputs(SEED);
    for (int i = 0; i < 3_000; i++) {
      byte[] input = random.any();
      plugin.assertAnswers(null, input, oracle(input));
    }
  }

  @Test
  void call_printsItsLength() {
    plugin.assertAnswers(null, new byte[12], oracle(new byte[12]));
    assertThat(log.lines())
        .containsExactly("plugin transform_tour version 1: transform_tour: 12 bytes");
  }

  @Test
  void parameters_areData() {
    byte[] data = new RandomInputs(SEED + 1).bytes(100);
    plugin.assertAnswers("{\"a\":1}", data, oracle(TestedPlugin.framed("{\"a\":1}", data)));
  }

  @Test
  void longInput_reversed() {
    byte[] input = new RandomInputs(SEED + 2).bytes(5_000_000);
    plugin.assertAnswers(null, input, oracle(input));
    plugin.assertAnswers(null, new byte[0], oracle(new byte[0]));
  }
}
