package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallCounterTest {
  @Test
  void rowsThatAreRefusedAfterwards_takeNoTimeFromLaterOnes() {
    CallCounter counter = new CallCounter();
    counter.count(10, null, 1_000, null);
    for (int i = 0; i < 10; i++) {
      counter.refused(UdfError.BAD_RESULT);
    }
    counter.count(1, null, 50, null);
    assertThat(counter.answered()).isOne();
    assertThat(counter.calls()).isEqualTo(11);
    assertThat(counter.errors()).isEqualTo(10);
    assertThat(counter.nanos()).isEqualTo(1_050);
    assertThat(counter.timed().count()).isEqualTo(11);
  }

  @Test
  void whatFailsBesideCalls_isAnErrorAndNoCall() {
    CallCounter counter = new CallCounter();
    counter.count(1, null, 50, null);
    counter.failedBesideCalls(UdfError.BAD_RESULT);
    assertThat(counter.calls()).isOne();
    assertThat(counter.errors()).isOne();
  }
}
