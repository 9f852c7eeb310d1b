package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 8, 9, 15, 16, 17, 1_000, 65_535, 65_536, 123_456_789_012L})
  void one_isItselfToNinePercent_andNeverLess(long nanos) {
    Durations durations = Durations.empty();
    durations.add(nanos, 1);
    assertThat(durations.percentile(50)).isBetween(nanos, nanos + nanos / 8);
  }

  @Test
  void longerThanAnyCallMayTake_isTheLongest_andAClockThatWentBackIsNothing() {
    Durations durations = Durations.empty();
    durations.add(-5, 1);
    assertThat(durations.percentile(99)).isZero();
    durations.add(Long.MAX_VALUE, 1_000);
    assertThat(durations.percentile(99)).isGreaterThan(240_000_000_000L);
  }

  @Test
  void none_hasNoPercentile() {
    assertThat(Durations.NONE.percentile(50)).isNull();
    assertThat(Durations.empty().percentile(50)).isNull();
    assertThat(Durations.NONE.plus(Durations.NONE).count()).isZero();
  }

  @Test
  void many_haveThePercentilesOfTheSortedOnes() {
    Random random = new Random(20_261_127);
    Durations durations = Durations.empty();
    long[] all = new long[20_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (long) Math.exp(20 * random.nextDouble());
      durations.add(all[i], 1);
    }
    Arrays.sort(all);
    for (int percent : new int[] {1, 50, 95, 99, 100}) {
      long exact = all[(all.length * percent + 99) / 100 - 1];
      assertThat(durations.percentile(percent)).isCloseTo(exact, within(exact / 8));
    }
  }

  @Test
  void sum_hasTheRowsOfBoth_andCopiesDoNotChange() {
    Durations few = Durations.empty();
    few.add(100, 3);
    Durations before = few.copy();
    few.add(100, 1);
    Durations more = Durations.empty();
    more.add(10_000, 60);
    assertThat(before.count()).isEqualTo(3);
    Durations both = few.plus(more).plus(Durations.NONE);
    assertThat(both.count()).isEqualTo(64);
    assertThat(both.percentile(5)).isBetween(100L, 112L);
    assertThat(both.percentile(50)).isBetween(10_000L, 11_250L);
  }
}
