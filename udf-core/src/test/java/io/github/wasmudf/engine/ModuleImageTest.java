package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import io.github.wasmudf.testing.Guests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModuleImageTest {
  private static final String TWO_IMPORTS =
      """
      (module
        (import "env" "log" (func (param i32 i64) (result f64)))
        (import "env" "base" (global i32))
        (memory (export "memory") 2 9)
        (table (export "table") 3 funcref)
        (func $start)
        (start $start)
        (func (export "both") (param f32) (result i64 i32) i64.const 1 i32.const 2))
      """;

  @Test
  void outline_ofModule_namesImportsAndExportsWithTheirTypes() {
    ModuleOutline outline = ModuleImage.of(Guests.wat(TWO_IMPORTS)).outline();

    assertThat(outline.imports())
        .extracting(ModuleOutline.Import::name, ModuleOutline.Import::kind)
        .containsExactly(tuple("log", Kind.FUNCTION), tuple("base", Kind.GLOBAL));
    assertThat(outline.imports().get(0).type()).hasToString("(i32, i64) -> f64");
    assertThat(outline.function("both")).hasToString("(f32) -> (i64, i32)");
    assertThat(outline.function("memory")).isNull();
    assertThat(outline.exports("memory", Kind.MEMORY)).isTrue();
    assertThat(outline.hasStart()).isTrue();
    assertThat(outline.memories()).containsExactly(new ModuleOutline.Size(2, 9, false, false));
    assertThat(outline.memoryLimit(Limits.DEFAULT.memoryBytes())).isEqualTo(9L * 65_536);
  }

  @Test
  void of_bytesThatAreNoModule_saysWhatTheyAre() {
    assertRefused(new byte[0], "empty");
    assertRefused("(module)".getBytes(StandardCharsets.US_ASCII), "WebAssembly text");
    assertRefused("PK\3\4....".getBytes(StandardCharsets.ISO_8859_1), "ZIP");
    assertRefused(new byte[] {0, 'a', 's', 'm', 13, 0, 1, 0}, "component");
    assertRefused(new byte[] {0, 'a', 's', 'm', 2, 0, 0, 0}, "version is 2");
    assertRefused(new byte[] {0, 'a', 's', 'm', 1}, "ends within its header");
  }

  @Test
  void of_everyTruncation_isAnOutlineOrInvalidModule() {
    byte[] whole = Guests.plugin("upper");
    for (int length = 0; length < 2_000; length++) {
      assertNoOtherException(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void of_randomlyDamagedModules_isAnOutlineOrInvalidModule() {
    Random random = new Random(42);
    byte[] whole = Guests.wat(TWO_IMPORTS);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt();
      }
      assertNoOtherException(damaged);
    }
  }

  private static void assertNoOtherException(byte[] bytes) {
    try {
      LimitedModule.rewrite(ModuleImage.of(bytes), Limits.DEFAULT);
    } catch (UdfException refused) {
      assertThat(refused.error()).isIn(UdfError.INVALID_MODULE, UdfError.MEMORY_LIMIT);
    }
  }

  private static void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> ModuleImage.of(bytes))
        .isInstanceOfSatisfying(
            UdfException.class,
            refused -> assertThat(refused.error()).isEqualTo(UdfError.INVALID_MODULE))
        .hasMessageContaining(why);
  }

  @Test
  void rewrite_memoryWithoutMaximum_getsTheLimitAsMaximum() {
    byte[] module = Guests.wat("(module (memory (export \"m\") 1) (table 2 funcref))");

    byte[] limited =
        LimitedModule.rewrite(
            ModuleImage.of(module), Limits.DEFAULT.withMemoryBytes(5L * Limits.PAGE_BYTES));

    assertThat(ModuleImage.of(limited).outline().memories())
        .containsExactly(new ModuleOutline.Size(1, 5, false, false));
  }

  @Test
  void rewrite_memoryLargerThanTheLimitFromTheStart_isMemoryLimit() {
    ModuleImage image = ModuleImage.of(Guests.wat("(module (memory 6))"));
    Limits limits = Limits.DEFAULT.withMemoryBytes(5L * Limits.PAGE_BYTES);

    assertThatThrownBy(() -> LimitedModule.rewrite(image, limits))
        .isInstanceOfSatisfying(
            UdfException.class,
            refused -> assertThat(refused.error()).isEqualTo(UdfError.MEMORY_LIMIT))
        .hasMessageContaining("limit 5, current 0, requested 6");
  }

  @Test
  void sha256_isThatOfTheJdk() {
    assertThat(ModuleImage.sha256("abc".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
