package io.github.wasmudf.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UntrustedReaderTest {
  private static final long MEMORY = 65_536;

  private static long packed(long pointer, long length) {
    return pointer << 32 | length;
  }

  private static void assertFails(long packed, UdfError error) {
    assertThatThrownBy(() -> UntrustedReader.requireResult(packed, MEMORY, 1_000))
        .isInstanceOfSatisfying(UdfException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  @Test
  void requireResult_insideMemory_passes() {
    assertThatCode(
            () -> UntrustedReader.requireResult(packed(MEMORY - 1_000, 1_000), MEMORY, 1_000))
        .doesNotThrowAnyException();
    assertThatCode(() -> UntrustedReader.requireResult(packed(MEMORY, 0), MEMORY, 1_000))
        .doesNotThrowAnyException();
  }

  @Test
  void requireResult_outsideMemory_isBadPointer() {
    assertFails(packed(MEMORY, 1), UdfError.BAD_POINTER);
    assertFails(packed(MEMORY - 1, 2), UdfError.BAD_POINTER);
    assertFails(packed(0xffff_ffffL, 0xffff_ffffL), UdfError.BAD_POINTER);
    assertFails(packed(0xffff_fff0L, 0x20), UdfError.BAD_POINTER);
    assertFails(packed(0, 0x8000_0000L), UdfError.BAD_POINTER);
  }

  @Test
  void requireResult_insideMemoryButTooLarge_isMemoryLimit() {
    assertFails(packed(0, 1_001), UdfError.MEMORY_LIMIT);
  }

  @Test
  void text_valid_isDecoded() {
    byte[] bytes = "a\uFFFDgrüße 世界 😀".getBytes(StandardCharsets.UTF_8);

    assertThat(UntrustedReader.text("result", bytes)).isEqualTo("a\uFFFDgrüße 世界 😀");
  }

  @Test
  void text_invalid_saysWhere() {
    byte[][] invalid = {
      {'a', (byte) 0xff},
      {'a', (byte) 0xc3},
      {'a', (byte) 0xc0, (byte) 0x80},
      {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {'a', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}
    };
    for (byte[] bytes : invalid) {
      assertThatThrownBy(() -> UntrustedReader.text("result", bytes))
          .isInstanceOfSatisfying(
              UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.INVALID_TEXT))
          .hasMessageContaining("at byte 1");
    }
  }
}
