package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.testing.Guests;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the time of calls went, and how much memory they took, as statistics tell it. */
@Timeout(60)
class TimeSharesTest {
  @RegisterExtension final OwnRuntime runtime = new OwnRuntime();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertDivided(CallStatistics counted) {
    long marshal = Objects.requireNonNull(counted.marshalNanos());
    long guest = Objects.requireNonNull(counted.guestNanos());
    long host = Objects.requireNonNull(counted.hostNanos());
    assertThat(marshal).isNotNegative();
    assertThat(guest).isPositive();
    assertThat(host).isNotNegative();
    assertThat(marshal + guest + host).isEqualTo(counted.nanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void rows_oneByOneAndTogether_areDivided(String engine) {
    UdfFunction upper = runtime.plugin(engine, Guests.plugin("upper"));
    for (int i = 0; i < 2_000; i++) {
      upper.text(CallParameters.NONE, bytes("a text of some length"));
    }
    assertDivided(upper.statistics("u").get(0));
    assertThat(upper.statistics("u").get(0).hostNanos()).isZero();

    for (int round = 0; round < 3; round++) {
      UdfBatch batch = new UdfBatch(1_024);
      for (int row = 0; row < 1_024; row++) {
        batch.add(bytes("a text of some length"));
      }
      upper.bytes(CallParameters.NONE, batch);
    }
    upper.statistics("u").forEach(TimeSharesTest::assertDivided);
    assertThat(upper.statistics("u")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void numbers_areDivided(String engine) {
    UdfFunction math = runtime.plugin(engine, Guests.plugin("math"));
    NumericFunction gcd = math.numbers("gcd");
    for (int i = 0; i < 2_000; i++) {
      gcd.call(i, 12);
    }
    NumberBatch batch = new NumberBatch(2, 2, 100);
    NumericFunction divmod = math.numbers("divmod");
    batch.begin(100);
    for (int i = 0; i < 100; i++) {
      batch.arguments(1)[i] = 3;
    }
    divmod.call(batch);
    assertThat(batch.failure()).isNull();
    assertThat(math.statistics("u")).hasSize(2).allSatisfy(TimeSharesTest::assertDivided);
  }

  /** A row whose guest fails in the middle is measured no more than its error is. */
  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void failedCalls_leaveNothingBehind(String engine) {
    UdfFunction math = runtime.plugin(engine, Guests.plugin("math"));
    NumericFunction divide = math.numbers("divide");
    for (int i = 0; i < 3; i++) {
      assertThat(catchThrowableOfType(UdfException.class, () -> divide.call(1, 0))).isNotNull();
    }
    assertThat(math.statistics("u").get(0).guestNanos()).isNull();
    divide.call(4, 2);
    assertDivided(math.statistics("u").get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void peakMemory_isThatOfTheLargestInstance_alsoWhenItIsGone(String engine) {
    byte[] module =
        Guests.wat(
            """
            (module
              (memory (export "memory") 1)
              (func (export "alloc") (param i32) (result i32) (i32.const 1024))
              (func (export "transform") (param i32 i32) (result i64)
                (drop (memory.grow (i32.const 3)))
                (if (i32.gt_u (memory.size) (i32.const 4)) (then (unreachable)))
                (i64.or
                  (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32))
                  (i64.extend_i32_u (local.get 1)))))
            """);
    UdfFunction grower = runtime.plugin(engine, module);
    grower.bytes(CallParameters.NONE, bytes("a"));
    assertThat(grower.statistics("u").get(0).peakMemoryBytes()).isEqualTo(4 * Limits.PAGE_BYTES);
    // The second row of an instance takes it to seven pages, and ends it.
    assertThat(
            catchThrowableOfType(
                UdfException.class, () -> grower.bytes(CallParameters.NONE, bytes("b"))))
        .isNotNull();
    assertThat(grower.statistics("u").get(0).peakMemoryBytes()).isEqualTo(7 * Limits.PAGE_BYTES);
  }

  @Test
  void shares_areThoseOfWhatWasMeasured_andSumUp() {
    TimeShares shares = new TimeShares(100, 60, 10).plus(new TimeShares(300, 140, 30));
    assertThat(shares).isEqualTo(new TimeShares(400, 200, 40));
    assertThat(shares.guestOf(1_000_000)).isEqualTo(500_000);
    assertThat(shares.hostOf(1_000_000)).isEqualTo(100_000);
    assertThat(TimeShares.NONE.guestOf(7)).isZero();
  }
}
