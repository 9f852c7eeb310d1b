package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plugin answers does not depend on the engine, whatever comes in. */
class EnginesAgreeTest {
  private static final int SEED = 20_261_127;
  private static final int CALLS = 2_000;

  @RegisterExtension final PluginLog log = new PluginLog();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base64",
        "identity_bump",
        "json_pretty",
        "redact",
        "sha256",
        "transform_tour",
        "upper"
      })
  void anyBytesAndParameters_onBothEngines_sameAnswer(String name) {
    List<Optional<byte[]>> endive = answers(name, "endive");
    List<Optional<byte[]>> wasmtime = answers(name, "wasmtime");
    for (int i = 0; i < CALLS; i++) {
      assertThat(TestedPlugin.same(endive.get(i), wasmtime.get(i)))
          .as("the answers to call %d are the same", i)
          .isTrue();
    }
    assertThat(endive.stream().filter(Optional::isPresent).count())
        .as("calls that were not refused")
        .isGreaterThan(CALLS / 20);
  }

  private static List<Optional<byte[]>> answers(String name, String engine) {
    TestedPlugin plugin = new TestedPlugin(name, engine);
    plugin.open();
    RandomInputs random = new RandomInputs(SEED);
    List<Optional<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      answers.add(plugin.answer(parameters(random), input(random)));
    }
    plugin.close();
    return answers;
  }

  private static String parameters(RandomInputs random) {
    return random.oneIn(2)
        ? null
        : random.oneOf(
            "{}",
            " {} ",
            "{\"mode\":\"decode\"}",
            "{\"indent\":\"3\"}",
            "{\"mask\":\"\\ud83d\\ude00\",\"keep_last\":\"4\"}",
            "{\"mask\":\"\\ud83d\"}",
            "{\"unknown\":\"x\"}",
            "{\"deep\":[[[[{}]]]]}");
  }

  /** Also what looks like parameters and is none. */
  private static byte[] input(RandomInputs random) {
    return switch (random.below(6)) {
      case 0 -> TestedPlugin.framed(random.text("{}\":a, ", random.below(6)), random.any());
      case 1 -> new RandomJson(random).damaged();
      case 2 -> new RandomJson(random).valid().getBytes(StandardCharsets.UTF_8);
      case 3 -> new RandomContacts(random).text().getBytes(StandardCharsets.UTF_8);
      default -> random.any();
    };
  }
}
