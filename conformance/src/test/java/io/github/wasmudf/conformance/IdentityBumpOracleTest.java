package io.github.wasmudf.conformance;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code identity_bump} answers its input, although its 64 KiB are full after some calls. */
@OnEachEngine
class IdentityBumpOracleTest {
  private static final int SEED = 20_261_123;
  private static final int LARGEST = 32_768;

  @RegisterExtension final TestedPlugin plugin;

  IdentityBumpOracleTest(String engine) {
    plugin = new TestedPlugin("identity_bump", engine);
  }

  @Test
  void anyBytes_comeBack() {
    RandomInputs random = new RandomInputs(SEED);
    for (int i = 0; i < 5_000; i++) {
      byte[] input = random.any();
      plugin.assertAnswers(
          null, input, input.length <= LARGEST ? Optional.of(input) : Optional.empty());
    }
  }

  @Test
  void parameters_comeBackInFront() {
    byte[] data = new RandomInputs(SEED + 1).bytes(100);
    plugin.assertAnswers("{\"ü\":1}", data, Optional.of(TestedPlugin.framed("{\"ü\":1}", data)));
  }

  @Test
  void largestInput_comesBack_largerIsRefused() {
    RandomInputs random = new RandomInputs(SEED + 2);
    for (int round = 0; round < 3; round++) {
      byte[] largest = random.bytes(LARGEST);
      plugin.assertAnswers(null, largest, Optional.of(largest));
      plugin.assertAnswers(null, new byte[LARGEST + 1], Optional.empty());
    }
  }
}
