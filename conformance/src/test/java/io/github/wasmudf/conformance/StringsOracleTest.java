package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions of {@code strings} against the JDK, and against a table of all distances. */
class StringsOracleTest {
  private static final int SEED = 20_261_127;
  private static final int ROUNDS = 400;
  private static final String LETTERS = "aAbB09 -_'\"\\\n\u0001éÜßØæ×÷ÿĀж世☺";

  /** Letters that Unicode does not take for a base with a mark. */
  private static final Map<Integer, String> WITHOUT_MARKS =
      Map.of(
          (int) 'ß', "s", (int) 'Ø', "o", (int) 'ø', "o", (int) 'Æ', "a", (int) 'æ', "a", (int) 'Ð',
          "d", (int) 'ð', "d", (int) 'Þ', "t", (int) 'þ', "t");

  private static Connection registered(String engine) throws Exception {
    Connection connection = TestedDatabase.H2.open(engine);
    try (PreparedStatement register =
        connection.prepareStatement("CALL WASM_REGISTER('strings', ?, ?)")) {
      register.setBytes(1, Guests.plugin("strings"));
      register.setString(
          2, Files.readString(Guests.folder().resolve("strings").resolve("manifest.json")));
      register.execute();
    }
    return connection;
  }

  private static Object call(PreparedStatement call, Object... arguments) throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      call.setObject(i + 1, arguments[i]);
    }
    try (ResultSet row = call.executeQuery()) {
      row.next();
      return row.getObject(1);
    }
  }

  /** Texts that have characters of two units, and never half of one. */
  private static String text(RandomInputs random, int size) {
    return random.text(LETTERS, size).replace("☺", "😀");
  }

  private static String slug(String title) {
    StringBuilder letters = new StringBuilder();
    title
        .codePoints()
        .forEach(
            c -> {
              String base = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD);
              letters.append(c > 0xff ? "-" : WITHOUT_MARKS.getOrDefault(c, base.substring(0, 1)));
            });
    return letters
        .toString()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-|-$", "");
  }

  private static int distance(int[] a, int[] b) {
    int[][] table = new int[a.length + 1][b.length + 1];
    for (int i = 0; i <= a.length; i++) {
      for (int j = 0; j <= b.length; j++) {
        if (i == 0 || j == 0) {
          table[i][j] = i + j;
        } else {
          int replaced = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
          table[i][j] = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        }
      }
    }
    return table[a.length][b.length];
  }

  private static String shortened(String text, int length, String ending) {
    int all = text.codePointCount(0, text.length());
    int room = length - ending.codePointCount(0, ending.length());
    return all <= length ? text : text.substring(0, text.offsetByCodePoints(0, room)) + ending;
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void randomTexts_asTheJdk(String engine) throws Exception {
    RandomInputs random = new RandomInputs(SEED);
    try (Connection connection = registered(engine);
        PreparedStatement slugify = connection.prepareStatement("SELECT slugify(?)");
        PreparedStatement edits = connection.prepareStatement("SELECT edit_distance(?, ?)");
        PreparedStatement shorten = connection.prepareStatement("SELECT shorten(?, ?, ?)")) {
      for (int i = 0; i < ROUNDS; i++) {
        String a = text(random, i % 40);
        String b = text(random, i * 7 % 40);
        assertThat(call(slugify, a)).as(a).isEqualTo(slug(a));
        assertThat(call(edits, a, b))
            .as(a + "|" + b)
            .isEqualTo(distance(a.codePoints().toArray(), b.codePoints().toArray()));
        String ending = text(random, i % 3);
        assertThat(call(shorten, a, 2 + i % 30, ending))
            .as(a)
            .isEqualTo(shortened(a, 2 + i % 30, ending));
      }
    }
  }
}
