package io.github.wasmudf.abi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.host.UntrustedReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a result is whose handler says only where it begins. */
class OrbisResultTest {
  private static final int AT = 100;
  private static final int MOST = 50_000;

  /** A memory in an array. */
  private record Memory(ByteBuffer buffer) implements GuestMemory {
    @Override
    public long bytes() {
      return buffer.capacity();
    }

    @Override
    public void reserve(long bytes) {
      throw new AssertionError("reading makes no room");
    }

    @Override
    public int getInt(long at) {
      UntrustedReader.requireRange("number", at, 4, bytes());
      return buffer.getInt((int) at);
    }

    @Override
    public void putInt(long at, int value) {
      buffer.putInt((int) at, value);
    }

    @Override
    public byte[] get(long at, long length) {
      UntrustedReader.requireRange("part", at, length, bytes());
      byte[] part = new byte[(int) length];
      buffer.get((int) at, part);
      return part;
    }

    @Override
    public void put(long at, byte[] bytes) {
      buffer.put((int) at, bytes);
    }
  }

  /** A page of what a heap holds, and bytes in it. */
  private static Memory memory(byte[] bytes) {
    byte[] page = new byte[2 * 65_536];
    Arrays.fill(page, (byte) 0xC1);
    System.arraycopy(bytes, 0, page, AT, bytes.length);
    return new Memory(ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN));
  }

  private static byte[] prefixed(int length, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocate(4 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length)
        .put(bytes)
        .array();
  }

  private static String read(byte[] bytes) {
    return new String(OrbisResult.at(memory(bytes), AT, MOST).bytes(), UTF_8);
  }

  private static UdfError error(byte[] bytes) {
    return assertThrows(UdfException.class, () -> OrbisResult.at(memory(bytes), AT, MOST)).error();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "-1.5e3",
        "7",
        "\"\"",
        "\"a\\\"]}\"",
        "{\"a\":\"}\",\"b\":[{},[]]}",
        " {\"a\" : 1 } ",
        "\"grüße, 世界\""
      })
  void at_lengthBefore_isTheJsonOfThatLength(String json) {
    int length = json.getBytes(UTF_8).length;
    assertThat(read(prefixed(length, json + "garbage"))).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|{}",
        "[1,2]|[1,2]",
        "{\"a\":\"}\\\"\"}]}|{\"a\":\"}\\\"\"}",
        "\"text\"\"more\"|\"text\"",
        "true|true",
        "null|null",
        "12|12",
        "-1.5e+3,|-1.5e+3"
      })
  void at_bareJson_endsWhereItEnds(String memory, String json) {
    assertThat(read((memory + "\0\0\u0001\u00fdheap").getBytes(ISO_8859_1))).isEqualTo(json);
    assertThat(read((memory + "\u00ff").getBytes(ISO_8859_1))).isEqualTo(json);
  }

  @Test
  void at_bareJsonBeyondTheFirstLook_isRead() {
    for (int length : new int[] {4_090, 4_096, 4_100, 32_768, 49_000}) {
      String json = "{\"a\":\"" + "x".repeat(length - 8) + "\"}";
      assertThat(read(json.getBytes(UTF_8))).isEqualTo(json);
    }
  }

  @Test
  void at_jsonAtTheEndOfMemory_isRead() {
    for (String json : new String[] {"{}", "1", "17", "[[]]", "true", "\"abc\""}) {
      byte[] bytes = json.getBytes(UTF_8);
      Memory memory = memory(new byte[0]);
      long at = memory.bytes() - bytes.length;
      memory.put(at, bytes);
      assertThat(new String(OrbisResult.at(memory, at, MOST).bytes(), UTF_8)).isEqualTo(json);
    }
  }

  @Test
  void at_text_endsAtAZero() {
    assertThat(read("plain text\n\0{}".getBytes(UTF_8))).isEqualTo("plain text\n");
    assertThat(read("{broken: json}\0".getBytes(UTF_8))).isEqualTo("{broken: json}");
    assertThat(read("[1,2\0".getBytes(UTF_8))).isEqualTo("[1,2");
    assertThat(read("truely\0".getBytes(UTF_8))).isEqualTo("truely");
    assertThat(OrbisResult.at(memory("grüße\0".getBytes(UTF_8)), AT, MOST).json()).isNull();
  }

  @Test
  void at_lengthThatIsNone_isNotBelieved() {
    // Of the bytes of JSON no length comes that fits a memory, but of short ones with zeros behind.
    assertThat(read("7\0\0\0{}".getBytes(UTF_8))).isEqualTo("7");
    assertThat(read(prefixed(2, "{}"))).isEqualTo("{}");
    assertThat(error(prefixed(3, "{}"))).isEqualTo(UdfError.BAD_RESULT);
    assertThat(error(prefixed(1, "{}"))).isEqualTo(UdfError.BAD_RESULT);
    assertThat(error(prefixed(0, "{}"))).isEqualTo(UdfError.BAD_RESULT);
    assertThat(error(prefixed(-1, "{}"))).isEqualTo(UdfError.BAD_RESULT);
    assertThat(error(prefixed(Integer.MAX_VALUE, "{}"))).isEqualTo(UdfError.BAD_RESULT);
  }

  @Test
  void at_whatIsNeither_isUnreadable() {
    assertThat(error(new byte[] {0})).isEqualTo(UdfError.BAD_RESULT);
    assertThat(error(new byte[] {1, 0})).isEqualTo(UdfError.BAD_RESULT);
    assertThat(error(new byte[] {(byte) 0xff, 0})).isEqualTo(UdfError.BAD_RESULT);
    assertThat(error("text without an end".getBytes(UTF_8))).isEqualTo(UdfError.BAD_RESULT);
    assertThat(error(("[".repeat(200) + "]".repeat(200)).getBytes(UTF_8)))
        .isEqualTo(UdfError.BAD_RESULT);
    assertThat(error("\"\u00c3(\"".getBytes(ISO_8859_1))).isEqualTo(UdfError.BAD_RESULT);
  }

  @Test
  void at_tooLarge_isALimit() {
    String large = "[\"" + "x".repeat(MOST + 10_000) + "\"]";
    assertThat(error(large.getBytes(UTF_8))).isEqualTo(UdfError.MEMORY_LIMIT);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 131_072, 131_073, 0xffff_ffffL, Long.MAX_VALUE})
  void at_pointerOutside_isOne(long pointer) {
    assertThatThrownBy(() -> OrbisResult.at(memory(new byte[0]), pointer, MOST))
        .extracting(failure -> ((UdfException) failure).error())
        .isEqualTo(UdfError.BAD_POINTER);
  }

  @Test
  void in_range_isWhatStandsThere() {
    Memory memory = memory("{\"a\":1}".getBytes(UTF_8));

    assertThat(OrbisResult.in(memory, (long) AT << 32 | 7, MOST).json()).isNotNull();
    assertThat(OrbisResult.in(memory, (long) AT << 32 | 6, MOST).json()).isNull();
    assertThatThrownBy(() -> OrbisResult.in(memory, 131_070L << 32 | 7, MOST))
        .isInstanceOf(UdfException.class);
  }
}
