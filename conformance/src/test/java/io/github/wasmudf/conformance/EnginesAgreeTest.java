package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plugin answers does not depend on the engine, whatever comes in. */
class EnginesAgreeTest {
  private static final int SEED = 20_261_127;
  private static final int CALLS = 2_000;

  /** What chance may ask for late; a plugin that leaked would pass it. */
  private static final long SLACK_BYTES = 1 << 20;

  private static final int ROWS = Boolean.getBoolean("faults.full") ? 40_000 : 800;

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

  /** Plugins of every contract and toolchain, and their exports; the first leaks, as it says. */
  @ParameterizedTest
  @CsvSource({
    "identity_bump,",
    "base64,",
    "csv_rows,",
    "extism_tour, count_vowels",
    "extism_tour, greet",
    "extism_tour, remember",
    "extism_tour, reject",
    "extism_upper,",
    "json_pretty,",
    "redact,",
    "reflow_double,",
    "reflow_words,",
    "rs3gw_variants,",
    "rs3gw_variants, reverse",
    "rs3gw_variants, transform_with_params",
    "sha256,",
    "strings,",
    "strings, edit_distance",
    "strings, shorten",
    "transform_tour,",
    "upper,",
    "w3b_flow, map",
    "w3b_flow, group",
    "w3b_words,",
    "w3b_words, greet"
  })
  void manyRows_singlyAndInBatches_sameAnswer_andMemoryStaysFlat(
      String name, @Nullable String export) {
    TestedPlugin endive = new TestedPlugin(name, "endive");
    TestedPlugin wasmtime = new TestedPlugin(name, "wasmtime");
    endive.open();
    wasmtime.open();
    RandomInputs random = new RandomInputs(SEED);
    long early = 0;
    for (int done = 0, batch = 0; done < ROWS; done += batch) {
      List<byte[]> rows = rows(random, name);
      batch = rows.size();
      List<String> answers = endive.outcomes(export, rows);
      boolean singly = export != null || random.oneIn(3);
      assertThat(singly ? wasmtime.outcomes(export, rows) : wasmtime.outcomesOfBatch(rows))
          .isEqualTo(answers);
      // An actor counts what it was sent; it may be asked once only.
      if (!singly && !name.startsWith("reflow")) {
        assertThat(endive.outcomesOfBatch(rows)).isEqualTo(answers);
      }
      if (done < ROWS / 2) {
        early = Math.max(early, wasmtime.memoryBytes());
      }
    }
    if (!name.equals("identity_bump")) {
      assertThat(wasmtime.memoryBytes()).isLessThan(early + SLACK_BYTES);
    }
    endive.closeWith(wasmtime);
  }

  /** Up to some hundred, with a long one at the beginning. */
  private static List<byte[]> rows(RandomInputs random, String name) {
    List<byte[]> rows = new ArrayList<>();
    rows.add("7".repeat(40_000).getBytes(StandardCharsets.UTF_8));
    for (int left = random.below(200); left >= 0; left--) {
      String number = Integer.toString(random.below(1_000_000));
      rows.add(
          name.startsWith("reflow") && random.oneIn(2)
              ? message(name, number).getBytes(StandardCharsets.UTF_8)
              : input(random));
    }
    return rows;
  }

  private static String message(String actor, String number) {
    return actor.equals("reflow_words")
        ? "{\"text\":\"a " + number + "\"}"
        : "{\"value\":" + number + "}";
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
