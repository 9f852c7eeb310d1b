package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows out of the JSON that a plugin answered. */
class JsonRowsTest {
  private static final RowShape ONE = shape("v VARCHAR");
  private static final RowShape TWO = shape("id BIGINT", "name VARCHAR");

  private static RowShape shape(String... columns) {
    return RowShape.of(
        Arrays.stream(columns)
            .map(c -> c.split(" ", 2))
            .map(c -> new Column(c[0], SqlType.parse(c[1])))
            .toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<List<@Nullable Object>> all(UdfRows rows) {
    List<List<@Nullable Object>> list = new ArrayList<>();
    for (@Nullable Object[] row = rows.next(); row != null; row = rows.next()) {
      list.add(Arrays.asList(row));
    }
    assertThat(rows.next()).isNull();
    return list;
  }

  private static String all(String answer, RowShape shape) {
    return all(JsonRows.of("p", bytes(answer), shape)).toString();
  }

  private static void assertFails(UdfRows rows, UdfError error, String message) {
    assertThatThrownBy(rows::next)
        .isInstanceOfSatisfying(UdfException.class, e -> assertThat(e.error()).isEqualTo(error))
        .hasMessageContaining(message);
    assertThat(rows.next()).isNull();
  }

  private static void assertRefused(String answer, RowShape shape, String message) {
    assertFails(JsonRows.of("p", bytes(answer), shape), UdfError.BAD_RESULT, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"id\":1,\"name\":\"a\"},{\"name\":\"b\"}]",
        " \n[\n  {\"id\":1,\"name\":\"a\"},\n  {\"name\":\"b\",\"other\":[{}]}\n]\n",
        "[{\"id\":1,\n\"name\":\"a\"},{\"id\":null,\"name\":\"b\"}] ",
        "{\"id\":1,\"name\":\"a\"}\n{\"name\":\"b\"}\n",
        "{\"id\":1,\"name\":\"a\"}\r\n\r\n{\"name\":\"b\"}",
        "{\"id\":1,\"name\":\"a\"}{\"name\":\"b\"}",
        "[[1,\"a\"],[null,\"b\"]]",
        "[[\"1\",\"a\"],{\"name\":\"b\"}]",
        "[1,\"a\"]\n[null,\"b\"]\n",
        "[1,\"a\"]\r\n[null,\"b\"]",
        "{\"id\":2,\"name\":\"x\",\"id\":1,\"name\":\"a\"}\n[null,\"b\"]"
      })
  void next_inEveryForm_isTheSame(String answer) {
    assertThat(all(answer, TWO)).isEqualTo("[[1, a], [null, b]]");
  }

  @Test
  void next_ofOneColumn_takesBareValues() {
    assertThat(all("[\"a\",null,1.0,[\"b\"],{\"v\":\"c\"}]", ONE))
        .isEqualTo("[[a], [null], [1.0], [b], [c]]");
    assertThat(all("\"a\"\nnull\n1.0\n[\"b\"]\n", ONE)).isEqualTo("[[a], [null], [1.0], [b]]");
    assertThat(all("[\"a\"]\n[\"b\"]\n", ONE)).isEqualTo("[[a], [b]]");
    assertThat(all("[\"a\"]\n", ONE)).isEqualTo("[[a]]");
  }

  @Test
  void next_ofASingleLine_isOneRowWhereItCannotBeRows() {
    assertThat(all("[1,\"a\"]\n", TWO)).isEqualTo("[[1, a]]");
    assertThat(all("[null,null]", TWO)).isEqualTo("[[null, null]]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \r\n\t", "[]", " [ ] \n"})
  void next_ofNothing_isNothing(String answer) {
    assertThat(all(answer, ONE)).isEqualTo("[]");
    assertThat(all(answer, TWO)).isEqualTo("[]");
    assertThat(all(answer, RowShape.JSON_TEXT)).isEqualTo("[]");
  }

  @Test
  void next_withoutColumns_isEachRowsText() {
    assertThat(all("{ \"a\" : 1.0 }\n[1e2, 2]\n\"x\\u00e9\"\nnull", RowShape.JSON_TEXT))
        .isEqualTo("[[{\"a\":1.0}], [[1e2,2]], [\"xé\"], [null]]");
    assertThat(all("[[1,2],[3]]", RowShape.JSON_TEXT)).isEqualTo("[[[1,2]], [[3]]]");
  }

  @Test
  void next_malformed_isRefusedAtThatRow() {
    UdfRows rows = JsonRows.of("p", bytes("[[1,\"a\"],[2,\"b\"],[3,\"c\",oops"), TWO);
    assertThat(rows.next()).containsExactly(1L, "a");
    assertThat(rows.next()).containsExactly(2L, "b");
    assertFails(rows, UdfError.BAD_RESULT, "p: row 3: the result is not JSON");
  }

  @Test
  void next_whatIsNoRow_isRefused() {
    assertRefused("1", TWO, "row 1: a row of 2 columns");
    assertRefused("null", TWO, "row 1: a row of 2 columns");
    assertRefused("[[1]]", TWO, "row 1: has 1 values for 2 columns");
    assertRefused("[[1,\"a\",[2,3]]]", TWO, "row 1: has 3 values for 2 columns");
    assertRefused("[[]]", ONE, "row 1: has 0 values for 1 columns");
    assertRefused("{\"id\":1.5}", TWO, "row 1: column id BIGINT: 1.5 is not a whole number");
    assertRefused("{\"id\":1", TWO, "row 1: the result is not JSON");
    assertRefused("[", TWO, "row 1: the result is not JSON");
    assertRefused("]", TWO, "row 1: the result is not JSON");
    assertRefused("[] 1", TWO, "row 1: more JSON behind the array");
    assertRefused("[".repeat(1_000), ONE, "row 1: ");
    assertRefused("\ufeff{}", TWO, "row 1: the result is not JSON");
  }

  @Test
  void next_textThatIsNotUtf8_isRefused() {
    byte[] answer = bytes("[\"a\",\"?\"]");
    answer[6] = (byte) 0xff;
    UdfRows rows = JsonRows.of("p", answer, ONE);
    assertThat(rows.next()).containsExactly("a");
    assertFails(rows, UdfError.BAD_RESULT, "row 2: ");
  }

  @Test
  void next_asksForNoMoreChunksThanItNeeds() {
    int[] given = {0};
    Iterator<byte[]> endless =
        Stream.generate(() -> bytes("{\"id\":" + given[0]++ + "}\n")).iterator();
    UdfRows rows = new JsonRows("p", endless, RowFormat.LINES, TWO, 100);
    for (long i = 0; i < 1_000; i++) {
      assertThat(rows.next()).containsExactly(i, null);
    }
    assertThat(given[0]).isBetween(1_000, 1_002);
  }

  @Test
  void next_rowWithoutEnd_isStopped() {
    Iterator<byte[]> endless =
        Stream.concat(Stream.of("{\"id\":1}\n\""), Stream.generate(() -> "a".repeat(1_000)))
            .map(JsonRowsTest::bytes)
            .iterator();
    UdfRows rows = new JsonRows("p", endless, RowFormat.LINES, shape("id VARCHAR"), 50_000);
    assertThat(rows.next()).containsExactly("1");
    assertFails(rows, UdfError.MEMORY_LIMIT, "row 2: column id VARCHAR: row size");
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  /** Whatever is written, in any form and cut anywhere: the same as a reader of whole trees. */
  @ParameterizedTest
  @MethodSource("seeds")
  void next_ofRandomRows_isWhatATreeReaderReads(int seed) throws IOException {
    Random random = new Random(seed);
    RowShape shape = shape("a JSON", "b VARCHAR", "c BIGINT", "d DOUBLE", "e BOOLEAN");
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> rows = new ArrayList<>();
    for (int i = 1 + random.nextInt(20); i > 0; i--) {
      rows.add(row(mapper, random));
    }
    boolean lines = random.nextBoolean();
    StringBuilder answer = new StringBuilder();
    if (lines) {
      // An array alone on the only line could be all rows.
      answer.append("{}\n");
      rows.forEach(r -> answer.append(r).append('\n'));
    } else if (random.nextBoolean()) {
      answer.append(mapper.createArrayNode().addAll(rows));
    } else {
      answer.append(
          mapper
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(mapper.createArrayNode().addAll(rows)));
    }
    List<List<@Nullable Object>> expected = new ArrayList<>();
    if (lines) {
      expected.add(Arrays.asList(null, null, null, null, null));
    }
    rows.forEach(row -> expected.add(expected(shape, row)));

    assertThat(all(JsonRows.of("p", bytes(answer.toString()), shape))).isEqualTo(expected);
    RowFormat format = lines ? RowFormat.LINES : RowFormat.ARRAY;
    assertThat(
            all(new JsonRows("p", cut(bytes(answer.toString()), random), format, shape, 1 << 20)))
        .isEqualTo(expected);
  }

  private static Iterator<byte[]> cut(byte[] answer, Random random) {
    List<byte[]> chunks = new ArrayList<>();
    for (int at = 0; at < answer.length; ) {
      int end = Math.min(answer.length, at + random.nextInt(8));
      chunks.add(Arrays.copyOfRange(answer, at, end));
      at = end;
    }
    return chunks.iterator();
  }

  private static JsonNode row(ObjectMapper mapper, Random random) {
    List<JsonNode> values =
        List.of(
            tree(mapper, random, 3),
            mapper.getNodeFactory().textNode(text(random)),
            random.nextBoolean()
                ? mapper.getNodeFactory().numberNode(random.nextLong())
                : mapper.getNodeFactory().textNode(Long.toString(random.nextLong())),
            mapper.getNodeFactory().numberNode(random.nextGaussian()),
            mapper.getNodeFactory().booleanNode(random.nextBoolean()));
    if (random.nextInt(3) == 0) {
      return mapper.createArrayNode().addAll(values);
    }
    ObjectNode object = mapper.createObjectNode();
    for (int i = 4; i >= 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> {}
        case 1 -> object.putNull("abcde".substring(i, i + 1));
        case 2 -> object.set("unknown" + i, tree(mapper, random, 3));
        default -> object.set("abcde".substring(i, i + 1), values.get(i));
      }
    }
    return object;
  }

  private static JsonNode tree(ObjectMapper mapper, Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> mapper.getNodeFactory().textNode(text(random));
      case 1 -> mapper.getNodeFactory().numberNode(random.nextInt());
      case 2 -> mapper.getNodeFactory().nullNode();
      case 3 -> mapper.getNodeFactory().booleanNode(random.nextBoolean());
      case 4 -> {
        ArrayNode array = mapper.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(tree(mapper, random, depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = mapper.createObjectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(text(random), tree(mapper, random, depth - 1));
        }
        yield object;
      }
    };
  }

  private static String text(Random random) {
    String[] parts = {"a", "\"", "\\", "\n", "[", "{", "]", ",", "é", "世", "😀", "\u0001", " "};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  private static List<@Nullable Object> expected(RowShape shape, JsonNode row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < shape.columns().size(); i++) {
      JsonNode node = row.isArray() ? row.get(i) : row.get(shape.columns().get(i).name());
      boolean isNull = node == null || node.isNull();
      values.add(
          isNull
              ? null
              : switch (i) {
                case 0 -> node.toString();
                case 1 -> node.textValue();
                case 2 -> node.asLong();
                case 3 -> node.doubleValue();
                default -> node.booleanValue();
              });
    }
    return values;
  }
}
