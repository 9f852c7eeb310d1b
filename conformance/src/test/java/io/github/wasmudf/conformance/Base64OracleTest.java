package io.github.wasmudf.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code base64} against {@code java.util.Base64}, in every combination of its parameters. */
@OnEachEngine
class Base64OracleTest {
  private static final int SEED = 20_261_124;

  @RegisterExtension final TestedPlugin plugin;

  Base64OracleTest(String engine) {
    plugin = new TestedPlugin("base64", engine);
  }

  /** One way of calling it. */
  private record Variant(boolean decode, boolean url, boolean padding, String parameters) {

    Optional<byte[]> oracle(byte[] input) {
      if (decode) {
        Base64.Decoder decoder = url ? Base64.getUrlDecoder() : Base64.getDecoder();
        try {
          return Optional.of(decoder.decode(input));
        } catch (IllegalArgumentException refused) {
          return Optional.empty();
        }
      }
      Base64.Encoder encoder = url ? Base64.getUrlEncoder() : Base64.getEncoder();
      return Optional.of((padding ? encoder : encoder.withoutPadding()).encode(input));
    }
  }

  /** Every combination, each key written or left to its default. */
  private static List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    for (String mode : new String[] {"", "encode", "decode"}) {
      for (String alphabet : new String[] {"", "standard", "url"}) {
        for (String padding : new String[] {"", "true", "false"}) {
          List<String> pairs = new ArrayList<>();
          addPair(pairs, "padding", padding);
          addPair(pairs, "mode", mode);
          addPair(pairs, "alphabet", alphabet);
          variants.add(
              new Variant(
                  mode.equals("decode"),
                  alphabet.equals("url"),
                  !padding.equals("false"),
                  "{" + String.join(", ", pairs) + "}"));
        }
      }
    }
    return variants;
  }

  private static void addPair(List<String> pairs, String key, String value) {
    if (!value.isEmpty()) {
      pairs.add('"' + key + "\" : \"" + value + '"');
    }
  }

  private void assertAgrees(Variant variant, byte[] input) {
    plugin.assertAnswers(variant.parameters(), input, variant.oracle(input));
  }

  @Test
  void anyBytes_withEachVariant_asTheJdk() {
    RandomInputs random = new RandomInputs(SEED);
    for (Variant variant : variants()) {
      for (int i = 0; i < 200; i++) {
        assertAgrees(variant, random.any());
      }
    }
  }

  @Test
  void anyBytes_withoutParameters_areEncoded() {
    RandomInputs random = new RandomInputs(SEED + 1);
    for (int i = 0; i < RandomInputs.rounds(3_000); i++) {
      byte[] input = random.any();
      plugin.assertAnswers(null, input, Optional.of(Base64.getEncoder().encode(input)));
    }
  }

  /** What an encoder wrote, with and without padding, in the right and the other alphabet. */
  @Test
  void encodedText_wholeAndDamaged_isDecodedAsTheJdkDoes() {
    RandomInputs random = new RandomInputs(SEED + 2);
    List<Variant> decoders = variants().stream().filter(Variant::decode).toList();
    List<Variant> encoders = variants().stream().filter(variant -> !variant.decode()).toList();
    for (int i = 0; i < RandomInputs.rounds(5_000); i++) {
      Variant encoder = encoders.get(random.below(encoders.size()));
      byte[] text = encoder.oracle(random.bytes(random.size())).orElseThrow();
      Variant decoder = decoders.get(random.below(decoders.size()));
      assertAgrees(decoder, text);
      assertAgrees(decoder, damaged(random, text));
    }
  }

  private static byte[] damaged(RandomInputs random, byte[] bytes) {
    StringBuilder text = new StringBuilder(new String(bytes, StandardCharsets.ISO_8859_1));
    for (int left = 1 + random.below(2); left > 0; left--) {
      int at = random.below(text.length() + 1);
      if (random.oneIn(3) && at < text.length()) {
        text.deleteCharAt(at);
      } else {
        text.insert(at, random.charOf("=A+/-_ \n\r\t*z9\u00c0"));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Short texts of few characters meet every rule of padding and of surplus bits. */
  @Test
  void shortText_isDecodedAsTheJdkDoes() {
    RandomInputs random = new RandomInputs(SEED + 3);
    for (Variant variant : variants().stream().filter(Variant::decode).toList()) {
      for (int i = 0; i < 500; i++) {
        String text = random.text("=QB/_", random.below(10));
        assertAgrees(variant, text.getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void longInput_asTheJdk() {
    RandomInputs random = new RandomInputs(SEED + 4);
    byte[] bytes = random.bytes(5_000_000);
    for (Variant variant : List.of(variants().get(0), variants().get(26))) {
      assertAgrees(variant, bytes);
      assertAgrees(variant, Base64.getUrlEncoder().encode(bytes));
    }
  }

  @Test
  void wrongParameters_areRefused() {
    byte[] data = "aGk=".getBytes(StandardCharsets.US_ASCII);
    for (String wrong :
        List.of(
            "{\"mode\":\"Encode\"}",
            "{\"mode\":\"\"}",
            "{\"mode\":1}",
            "{\"mode\":null}",
            "{\"mode\":[\"encode\"]}",
            "{\"padding\":false}",
            "{\"alphabet\":\"url\",\"other\":\"x\"}",
            "{\"\":\"\"}")) {
      plugin.assertAnswers(wrong, data, Optional.empty());
    }
  }

  /** The host takes no key twice, so this goes around it. */
  @Test
  void keyTwice_lastCounts_allHaveToBeRight() {
    byte[] data = "aGk=".getBytes(StandardCharsets.US_ASCII);
    byte[] twice = TestedPlugin.framed("{\"mode\":\"encode\",\"mode\":\"decode\"}", data);
    plugin.assertAnswers(null, twice, Optional.of("hi".getBytes(StandardCharsets.US_ASCII)));
    byte[] wrong = TestedPlugin.framed("{\"mode\":\"x\",\"mode\":\"decode\"}", data);
    plugin.assertAnswers(null, wrong, Optional.empty());
  }

  @Test
  void dataThatLooksLikeParameters_withExplicitOnes_isData() {
    byte[] data = TestedPlugin.framed("{\"mode\":\"decode\"}", new byte[] {1, 2});
    plugin.assertAnswers("{}", data, Optional.of(Base64.getEncoder().encode(data)));
  }

  @Test
  void dataThatAlmostLooksLikeParameters_isData() {
    for (String almost : List.of("[]", " {}", "{} x", "{\"a\"}", "{\"a\":01}", "{", "{}}", "")) {
      byte[] data = TestedPlugin.framed(almost, new byte[] {1, 2});
      plugin.assertAnswers(null, data, Optional.of(Base64.getEncoder().encode(data)));
    }
  }
}
