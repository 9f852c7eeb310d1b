package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes protocol where the guest behaves. */
interface BytesContract {
  byte[] NONE = {};

  /** The kind of row by {@link #moody} that goes on for ever. */
  int ENDLESS = 7;

  WasmEngine engine();

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  default void identity_ofEveryShortLength() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      BytesCall transform = guest.transform();
      for (int length = 0; length <= 200; length++) {
        assertThat(transform.call(NONE, random(length))).isEqualTo(random(length));
      }
    }
  }

  @Test
  default void identity_ofLargeInputs() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      BytesCall transform = guest.transform();
      for (int length : new int[] {65_535, 65_536, 65_537, 10_000_000, 3}) {
        assertThat(transform.call(NONE, random(length))).isEqualTo(random(length));
      }
      assertThat(guest.instance().memoryBytes()).isGreaterThan(10_000_000);
    }
  }

  @Test
  default void head_precedesTheData() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      byte[] answer = guest.transform().call(new byte[] {1, 2, 3}, new byte[] {4, 5});
      assertThat(answer).containsExactly(1, 2, 3, 4, 5);
    }
  }

  @Test
  default void result_mayBeEmpty_andLieAtTheVeryEndOfMemory() {
    for (int length : new int[] {0, 1, 7, 8, 15, 16, 33}) {
      String body = Guest.packed(65_536 - length, length);
      try (Guest guest = Guest.open(engine(), Guest.transforming(body))) {
        assertThat(guest.transform().call(NONE, new byte[] {1})).isEqualTo(new byte[length]);
      }
    }
  }

  @Test
  default void result_mayBeAPartOfTheInput() {
    String body =
        Guest.packed(
            "(i32.add (local.get $p) (i32.const 1))", "(i32.sub (local.get $n) (i32.const 2))");
    try (Guest guest = Guest.open(engine(), Guest.transforming(body))) {
      assertThat(guest.transform().call(NONE, new byte[] {1, 2, 3, 4})).containsExactly(2, 3);
    }
  }

  @Test
  default void alloc_getsTheExactLength_andReleaseTheInputOnce() {
    String wat =
        """
        (module
          (memory (export "memory") 1)
          (func (export "alloc") (param i32) (result i32)
            (i32.store (i32.const 0) (local.get 0))
            (i32.const 5000))
          (func (export "transform") (param i32 i32) (result i64)
            (if (result i64) (i32.eq (local.get 1) (i32.const 9))
              (then (i64.const 0))
              (else (i64.const 0x1_0000_0000))))
          (func (export "release") (param i32 i32)
            (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (i32.const 1)))
            (i32.store (i32.const 8) (local.get 0))
            (i32.store (i32.const 12) (local.get 1)))
          (func (export "get") (param i32) (result i32) (i32.load (local.get 0))))
        """;
    try (Guest guest = Guest.open(engine(), wat)) {
      WasmInstance instance = guest.instance();
      BytesCall transform = instance.bind(Guest.WITH_RELEASE);
      assertThat(transform.call(new byte[3], new byte[74])).isEmpty();
      assertThat(instance.call("get", 0)).isEqualTo(77);
      assertThat(instance.call("get", 4)).isEqualTo(1);
      assertThat(instance.call("get", 8)).isEqualTo(5000);
      assertThat(instance.call("get", 12)).isEqualTo(77);
      assertThat(transform.call(NONE, new byte[9])).isNull();
      assertThat(instance.call("get", 4)).isEqualTo(2);
    }
  }

  @Test
  default void refusals_tellWhoRefused_andLeaveTheInstanceUsable() {
    String wat =
        """
        (module
          (memory (export "memory") 1)
          (func (export "alloc") (param i32) (result i32)
            (select (i32.const 0) (i32.const 5000) (i32.gt_u (local.get 0) (i32.const 100))))
          (func (export "transform") (param i32 i32) (result i64)
            (if (result i64) (i32.eq (local.get 1) (i32.const 1))
              (then (i64.const 0))
              (else (i64.const 0x1388_0000_0002)))))
        """;
    try (Guest guest = Guest.open(engine(), wat)) {
      BytesCall transform = guest.transform();
      assertThat(transform.call(NONE, new byte[101])).isNull();
      assertThat(transform.refusal()).isEqualTo(BytesCall.Refusal.ALLOCATE);
      assertThat(transform.callText(NONE, new byte[1])).isNull();
      assertThat(transform.refusal()).isEqualTo(BytesCall.Refusal.FUNCTION);
      assertThat(guest.instance().isUsable()).isTrue();
      assertThat(transform.call(NONE, new byte[] {7, 8})).containsExactly(7, 8);
    }
  }

  @Test
  default void callText_decodesUtf8() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      String text = "Grüße, \uFFFD 🦀";
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(guest.transform().callText(NONE, bytes)).isEqualTo(text);
    }
  }

  @Test
  default void callText_ofInvalidUtf8_isAnErrorOfTheRowOnly() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      BytesCall transform = guest.transform();
      assertThatThrownBy(() -> transform.callText(NONE, new byte[] {'a', (byte) 0xff}))
          .isInstanceOfSatisfying(
              UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.INVALID_TEXT));
      assertThat(guest.instance().isUsable()).isTrue();
      assertThat(transform.callText(NONE, new byte[] {'b'})).isEqualTo("b");
    }
  }

  /** Texts that begin everywhere, so that characters lie across the ends of pages. */
  @Test
  default void callText_acrossPages_isWhatWasGiven() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      BytesCall transform = guest.transform();
      Random random = new Random(5);
      for (int length : new int[] {3, 65_533, 9, 64_511, 1, 40_000, 150_000, 2, 70_001, 20_000}) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
          text.appendCodePoint(0x40 + random.nextInt(3) * random.nextInt(0x800));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(transform.callText(NONE, bytes)).isEqualTo(text.toString());
        assertThat(transform.call(NONE, bytes)).isEqualTo(bytes);
      }
    }
  }

  /** A guest that counts its inputs, and answers as many bytes 0xff as are not released. */
  @Test
  default void invalidUtf8_isReleasedLikeAnyOther() {
    String wat =
        """
        (module
          (memory (export "memory") 1)
          (data (i32.const 16) "\\ff\\ff\\ff\\ff")
          (global $held (mut i32) (i32.const 0))
          (func (export "alloc") (param i32) (result i32)
            (global.set $held (i32.add (global.get $held) (i32.const 1)))
            (i32.const 1024))
          (func (export "release") (param i32 i32)
            (global.set $held (i32.sub (global.get $held) (i32.const 1))))
          (func (export "transform") (param i32 i32) (result i64)
            (i64.or (i64.const 0x10_0000_0000) (i64.extend_i32_u (global.get $held)))))
        """;
    try (Guest guest = Guest.open(engine(), wat)) {
      BytesCall transform = guest.instance().bind(Guest.WITH_RELEASE);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> transform.callText(NONE, new byte[1]))
            .hasMessageContaining("not valid UTF-8 (at byte 0)");
        assertThat(transform.call(NONE, new byte[1])).hasSize(1);
      }
    }
  }

  /**
   * What goes wrong does so by the last four bits of the input's length, so that rows of all
   * lengths meet it.
   */
  private static String moody() {
    return """
        (module
          (memory (export "memory") 2)
          (func $is (param $n i32) (param $kind i32) (result i32)
            (i32.eq (i32.and (local.get $n) (i32.const 15)) (local.get $kind)))
          (func (export "alloc") (param $n i32) (result i32)
            (if (call $is (local.get $n) (i32.const 1)) (then (return (i32.const 0))))
            (if (call $is (local.get $n) (i32.const 2)) (then (return (i32.const -64))))
            (if (call $is (local.get $n) (i32.const 3)) (then (unreachable)))
            (i32.const 1024))
          (func (export "release") (param $p i32) (param $n i32)
            (if (call $is (local.get $n) (i32.const 9)) (then (unreachable))))
          (func (export "transform") (param $p i32) (param $n i32) (result i64)
            (if (call $is (local.get $n) (i32.const 4)) (then (return (i64.const 0))))
            (if (call $is (local.get $n) (i32.const 5)) (then (return (i64.const -1))))
            (if (call $is (local.get $n) (i32.const 6)) (then (drop (i32.load (i32.const -1)))))
            (if (call $is (local.get $n) (i32.const 7)) (then (loop $l (br $l))))
            (if (call $is (local.get $n) (i32.const 8)) (then (return (i64.const 110000))))
            (if (call $is (local.get $n) (i32.const 10))
              (then (i32.store8 (local.get $p) (i32.const 255))))
            %s))
        """
        .formatted(Guest.INPUT);
  }

  /**
   * What comes of a row of so many bytes: whose refusal it is, an error, or the answer's length.
   */
  private static String outcome(WasmEngine engine, int length, boolean asText, boolean inBatch) {
    Limits results = Limits.DEFAULT.withResultBytes(100_000);
    Limits limits = (length & 15) == ENDLESS ? results.withTimeMillis(200) : results;
    try (Guest guest = Guest.open(engine, moody(), limits, WasiAccess.NONE)) {
      BytesCall call = guest.instance().bind(Guest.WITH_RELEASE);
      assertThat(call.call(NONE, new byte[40_000])).hasSize(40_000);
      String outcome;
      try {
        Object answer = answer(call, new byte[length], asText, inBatch);
        outcome = answer == null ? "refused by " + call.refusal() : "answered";
      } catch (UdfException failure) {
        outcome = failure.error() + " " + failure.getMessage();
      }
      return outcome.replaceAll("[0-9,]+", "N") + ", usable " + guest.instance().isUsable();
    }
  }

  private static @Nullable Object answer(
      BytesCall call, byte[] row, boolean asText, boolean inBatch) {
    if (!inBatch) {
      return asText ? call.callText(NONE, row) : call.call(NONE, row);
    }
    TestRows rows = TestRows.of(row);
    return call.callRows(NONE, rows, Long.MAX_VALUE) ? null : rows.results.get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  default void largeRow_meetsWhatASmallOneMeets(int kind) {
    for (boolean asText : new boolean[] {false, true}) {
      String small = outcome(engine(), 16 + kind, asText, false);
      assertThat(outcome(engine(), 16 * 3_000 + kind, asText, false)).isEqualTo(small);
      assertThat(small.startsWith("answered")).isEqualTo(kind == 0 || (kind == 10 && !asText));
    }
    assertThat(outcome(engine(), 16 * 3_000 + kind, false, true))
        .isEqualTo(outcome(engine(), 16 + kind, false, true));
  }

  @Test
  default void rowsOfAnyLength_inTurns_alsoWhereTheMemoryGrows() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      BytesCall transform = guest.transform();
      Random random = new Random(9);
      for (int i = 0; i < 300; i++) {
        byte[] head = new byte[random.nextInt(3) * 2_000];
        byte[] row = new byte[random.nextInt(i % 2 == 0 ? 100 : 60_000)];
        random.nextBytes(head);
        random.nextBytes(row);
        byte[] both = Arrays.copyOf(head, head.length + row.length);
        System.arraycopy(row, 0, both, head.length, row.length);
        assertThat(transform.call(head, row)).isEqualTo(both);
      }
    }
  }

  @Test
  default void bind_twoProtocolsOfOneInstance() {
    String other =
        "(func (export \"nothing\") (param i32 i32) (result i64) (i64.const 0x1_0000_0000))";
    String wat = "(module " + Guest.ALLOCATOR + Guest.transform(Guest.INPUT) + other + ")";
    try (Guest guest = Guest.open(engine(), wat)) {
      BytesCall transform = guest.transform();
      BytesCall nothing = guest.instance().bind(new BytesProtocol("alloc", "nothing", null));
      assertThat(transform.call(NONE, new byte[] {1})).containsExactly(1);
      assertThat(nothing.call(NONE, new byte[] {1})).isEmpty();
      assertThat(transform.call(NONE, new byte[] {2})).containsExactly(2);
    }
  }

  @Test
  default void manyRows_ofAReusingAllocator_keepTheMemoryFlat() {
    String wat =
        "(module (memory (export \"memory\") 1)"
            + " (func (export \"alloc\") (param i32) (result i32) (i32.const 1024))"
            + Guest.transform(Guest.INPUT)
            + ")";
    try (Guest guest = Guest.open(engine(), wat)) {
      BytesCall transform = guest.transform();
      for (int i = 0; i < 20_000; i++) {
        assertThat(transform.call(NONE, new byte[] {(byte) i})).containsExactly((byte) i);
      }
      assertThat(guest.instance().memoryBytes()).isEqualTo(Limits.PAGE_BYTES);
    }
  }
}
