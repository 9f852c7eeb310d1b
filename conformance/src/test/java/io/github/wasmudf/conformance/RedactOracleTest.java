package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code redact} against {@link RedactOracle}. */
@OnEachEngine
class RedactOracleTest {
  private static final int SEED = 20_261_126;
  private static final List<String> KINDS = List.of("email", "card", "phone");
  private static final RedactOracle DEFAULT = new RedactOracle("***", 0, Set.copyOf(KINDS));
  private static final JsonMapper PLAIN = new JsonMapper();
  private static final JsonMapper ESCAPING =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @RegisterExtension final TestedPlugin plugin;

  RedactOracleTest(String engine) {
    plugin = new TestedPlugin("redact", engine);
  }

  private void assertAgrees(byte[] input) {
    plugin.assertAnswers(null, input, Optional.of(DEFAULT.redact(input)));
  }

  private void assertAgrees(String input) {
    assertAgrees(input.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void oracle_hasTheExpressionsOfTheGrammar() throws IOException {
    String grammar = Files.readString(Guests.folder().resolve("redact/GRAMMAR.md"));
    assertThat(grammar).contains("`" + RedactOracle.L + "`", "`" + RedactOracle.R + "`");
    for (RedactOracle.Rule rule : RedactOracle.RULES) {
      assertThat(grammar).contains("| `" + rule.expression().replace("|", "\\|") + "` |");
    }
  }

  @Test
  void contacts_asTheOracle() {
    RandomInputs random = new RandomInputs(SEED);
    RandomContacts contacts = new RandomContacts(random);
    int redacted = 0;
    for (int i = 0; i < RandomInputs.rounds(8_000); i++) {
      byte[] input = contacts.text().getBytes(StandardCharsets.UTF_8);
      assertAgrees(input);
      assertAgrees(random.damaged(input));
      redacted += java.util.Arrays.equals(input, DEFAULT.redact(input)) ? 0 : 1;
    }
    assertThat(redacted)
        .as("texts with something to redact")
        .isGreaterThan(RandomInputs.rounds(4_000));
  }

  /** Few characters, in any order, meet every rule of the grammar's edges. */
  @Test
  void textOfFewCharacters_asTheOracle() {
    RandomInputs random = new RandomInputs(SEED + 1);
    for (String alphabet :
        List.of(
            "0123456789", "0011223 -", "01234 .-/()+", "a9.@-_", "+4(0) .1", "0 1.2-", "(0)1 2")) {
      for (int i = 0; i < RandomInputs.rounds(1_500); i++) {
        assertAgrees(random.text(alphabet, random.below(40)));
      }
    }
  }

  @Test
  void anyBytes_asTheOracle() {
    RandomInputs random = new RandomInputs(SEED + 2);
    for (int i = 0; i < RandomInputs.rounds(2_000); i++) {
      assertAgrees(random.any());
    }
  }

  @Test
  void contactsWithAnyParameters_asTheOracle() throws JsonProcessingException {
    RandomInputs random = new RandomInputs(SEED + 3);
    RandomContacts contacts = new RandomContacts(random);
    for (int i = 0; i < RandomInputs.rounds(5_000); i++) {
      Map<String, String> parameters = parameters(random, i);
      JsonMapper writer = random.oneIn(2) ? PLAIN : ESCAPING;
      byte[] input = contacts.text().getBytes(StandardCharsets.UTF_8);
      plugin.assertAnswers(
          writer.writeValueAsString(parameters),
          input,
          Optional.of(oracle(parameters).redact(input)));
    }
  }

  private static Map<String, String> parameters(RandomInputs random, int seed) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (random.oneIn(2)) {
      List<String> kinds = new ArrayList<>(KINDS);
      Collections.shuffle(kinds, new Random(seed));
      parameters.put("kinds", String.join(",", kinds.subList(0, 1 + random.below(3))));
    }
    if (random.oneIn(2)) {
      parameters.put(
          "mask",
          random.oneIn(2)
              ? random.text(random.below(6))
              : random.oneOf("", "[gone]", "\"\\/\b\f\n\r\t", "€"));
    }
    if (random.oneIn(2)) {
      parameters.put("keep_last", String.valueOf(random.below(5)));
    }
    return parameters;
  }

  private static RedactOracle oracle(Map<String, String> parameters) {
    return new RedactOracle(
        parameters.getOrDefault("mask", "***"),
        Integer.parseInt(parameters.getOrDefault("keep_last", "0")),
        Set.of(parameters.getOrDefault("kinds", "email,card,phone").split(",")));
  }

  @Test
  void longInput_asTheOracle() {
    RandomContacts contacts = new RandomContacts(new RandomInputs(SEED + 4));
    StringBuilder text = new StringBuilder();
    while (text.length() < 300_000) {
      text.append(contacts.text());
    }
    assertAgrees(text.toString());
    assertAgrees("a.".repeat(20_000));
    assertAgrees("");
  }

  @Test
  void wrongParameters_areRefused() {
    byte[] data = "bob@example.com".getBytes(StandardCharsets.US_ASCII);
    for (String wrong :
        List.of(
            "{\"keep_last\":\"5\"}",
            "{\"keep_last\":\"-1\"}",
            "{\"keep_last\":\"\"}",
            "{\"keep_last\":\"01\"}",
            "{\"keep_last\":4}",
            "{\"mask\":null}",
            "{\"kinds\":\"\"}",
            "{\"kinds\":\"email,\"}",
            "{\"kinds\":\"email, card\"}",
            "{\"kinds\":\"Email\"}",
            "{\"kinds\":[\"email\"]}",
            "{\"mask\":\"x\",\"other\":\"x\"}")) {
      plugin.assertAnswers(wrong, data, Optional.empty());
    }
  }

  /** The host takes no key twice, so this goes around it. */
  @Test
  void keyTwice_lastCounts_allHaveToBeRight() {
    byte[] data = "bob@example.com".getBytes(StandardCharsets.US_ASCII);
    byte[] twice = TestedPlugin.framed("{\"mask\":\"x\",\"mask\":\"y\"}", data);
    plugin.assertAnswers(null, twice, Optional.of(new byte[] {'y'}));
    byte[] wrong = TestedPlugin.framed("{\"kinds\":\"x\",\"kinds\":\"email\"}", data);
    plugin.assertAnswers(null, wrong, Optional.empty());
  }
}
