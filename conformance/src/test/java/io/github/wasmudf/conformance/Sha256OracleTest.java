package io.github.wasmudf.conformance;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code sha256} against {@code MessageDigest}. */
@OnEachEngine
class Sha256OracleTest {
  private static final int SEED = 20_261_121;

  @RegisterExtension final TestedPlugin plugin;

  Sha256OracleTest(String engine) {
    plugin = new TestedPlugin("sha256", engine);
  }

  private static Optional<byte[]> oracle(byte[] input) {
    String digits = HexFormat.of().formatHex(TestedPlugin.sha256(input));
    return Optional.of(digits.getBytes(StandardCharsets.US_ASCII));
  }

  private void assertAgrees(byte[] input) {
    plugin.assertAnswers(null, input, oracle(input));
  }

  @Test
  void everyLengthUpToFiveBlocks_asTheJdk() {
    RandomInputs random = new RandomInputs(SEED);
    for (int length = 0; length <= 320; length++) {
      assertAgrees(random.bytes(length));
      assertAgrees(new byte[length]);
    }
  }

  @Test
  void anyBytes_asTheJdk() {
    RandomInputs random = new RandomInputs(SEED + 1);
    for (int i = 0; i < 5_000; i++) {
      assertAgrees(random.any());
    }
  }

  @Test
  void longInput_asTheJdk() {
    RandomInputs random = new RandomInputs(SEED + 2);
    assertAgrees(random.bytes(10_000_000));
    assertAgrees(random.bytes(1));
  }

  @Test
  void parameters_areData() {
    RandomInputs random = new RandomInputs(SEED + 3);
    for (int i = 0; i < 200; i++) {
      byte[] data = random.any();
      String parameters = random.oneOf("{}", "{\"mode\":\"decode\"}", "{\"ü\":[1,2]}");
      plugin.assertAnswers(parameters, data, oracle(TestedPlugin.framed(parameters, data)));
    }
  }
}
