package io.github.wasmudf.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.Guests;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the catalog tells of a module, whose words are nobody's but its own. */
class ModuleContentsTest {
  private static final byte[] EMPTY = Guests.wat("(module)");

  private static ModuleContents of(byte[] module) {
    return ModuleContents.of(ModuleImage.of(module).outline());
  }

  private static byte[] leb(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write((rest & 0x7f) | 0x80);
    }
    out.write(rest);
    return out.toByteArray();
  }

  private static byte[] name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return joined(leb(bytes.length), bytes);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] made(byte[] producers) {
    byte[] body = joined(name("producers"), producers);
    return joined(EMPTY, new byte[] {0}, leb(body.length), body);
  }

  @Test
  void exportsAndImports_areNamedWithTheirTypes() {
    ModuleContents contents =
        of(
            Guests.wat(
                """
                (module
                  (import "env" "log" (func (param i32 i32)))
                  (import "env" "base" (global i32))
                  (memory (export "memory") 1)
                  (table (export "t") 1 funcref)
                  (func (export "two words") (param i64) (result f32 f64)
                    (f32.const 1) (f64.const 2)))
                """));
    assertThat(contents.imports())
        .isEqualTo("[\"func env.log(i32, i32) -> ()\",\"global env.base\"]");
    assertThat(contents.exports())
        .contains("\"memory memory\"", "\"table t\"", "\"func two words(i64) -> (f32, f64)\"");
    assertThat(contents.producers()).isNull();
    assertThat(contents.languages()).isNull();
  }

  @Test
  void names_thatWouldHideOrMoveTheWriting_areShownAsWhatTheyAreNot() {
    ModuleContents contents =
        of(
            Guests.wat(
                "(module (func (export \"a\\e2\\80\\aeb\\0a\\1b[2Jc\\\"d\")) (func (export \"%s\")))"
                    .formatted("x".repeat(5_000))));
    assertThat(contents.exports())
        .isEqualTo("[\"func a?b??[2Jc\\\"d() -> ()\",\"func " + "x".repeat(200) + "...() -> ()\"]");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_001, 20_000})
  void manyExports_areCut(int count) {
    StringBuilder wat = new StringBuilder("(module (func $f)");
    for (int i = 0; i < count; i++) {
      wat.append("(export \"").append(i).append("\" (func $f))");
    }
    String exports = of(Guests.wat(wat.append(')').toString())).exports();
    assertThat(exports).hasSizeLessThan(100_000).startsWith("[\"func 0() -> ()\",");
    if (count == 1_000) {
      assertThat(exports).endsWith("\"func 999() -> ()\"]");
    } else {
      assertThat(exports).endsWith("\"and " + (count - 1_000) + " more\"]");
    }
  }

  @Test
  void producers_areAnObjectOfTexts() {
    byte[] section =
        joined(
            leb(2),
            name("language"),
            leb(2),
            joined(name("Rust"), name(""), name("C11"), name("")),
            name("processed-by"),
            leb(1),
            joined(name("rustc"), name("1.70.0")));
    ModuleContents contents = of(made(section));
    assertThat(contents.producers())
        .isEqualTo("{\"language\":[\"Rust\",\"C11\"],\"processed-by\":[\"rustc 1.70.0\"]}");
    assertThat(contents.languages()).isEqualTo("Rust, C11");
  }

  @Test
  void producers_thatAreMalformed_sayNothing() {
    byte[] good = joined(leb(1), name("language"), leb(1), name("Rust"), name(""));
    for (int length = 0; length < good.length; length++) {
      ModuleContents contents = of(made(java.util.Arrays.copyOf(good, length)));
      assertThat(contents.producers()).isNull();
      assertThat(contents.languages()).isNull();
    }
    byte[] notText = joined(leb(1), leb(1), new byte[] {(byte) 0xff}, leb(0));
    assertThat(of(made(notText)).producers()).isNull();
    assertThat(of(made(joined(leb(-1), good))).producers()).isNull();
    assertThat(of(made(joined(good, new byte[1 << 16]))).producers()).isNull();
  }

  /** Sixty thousand bytes of the shortest values, of the shortest fields, and of one language. */
  @Test
  void producers_thatAreMany_areCut() {
    byte[] values = joined(leb(1), name("x"), leb(30_000), new byte[60_000]);
    assertThat(of(made(values)).producers()).hasSizeLessThan(100_000).startsWith("{\"x\":[\"\",");

    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    fields.writeBytes(leb(12_000));
    for (int i = 0; i < 12_000; i++) {
      fields.writeBytes(joined(name(Integer.toString(i, 36)), leb(0)));
    }
    assertThat(of(made(fields.toByteArray())).producers())
        .hasSizeLessThan(100_000)
        .contains("\"2s\":[]");

    byte[] long60 = name("\"".repeat(60_000));
    byte[] language = joined(leb(1), name("language"), leb(1), long60, name(""));
    assertThat(of(made(language)).languages()).hasSize(203);
  }
}
