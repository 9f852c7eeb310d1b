package io.github.wasmudf;

import static io.github.wasmudf.EngineTrial.State.KEEP;
import static io.github.wasmudf.EngineTrial.State.RUNNING;
import static io.github.wasmudf.EngineTrial.State.SWITCH;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Engines that take what we say: what is tested is the judgement, not a clock. */
class EngineTrialTest {
  private static final int CALLS_PER_TURN = 256;
  private static final long PLENTY = Long.MAX_VALUE;

  /** How a trial of two engines ended, and after how many calls. */
  private record End(EngineTrial.State state, int calls) {}

  private static End run(long budget, LongUnaryOperator inOffice, LongUnaryOperator challenger) {
    SplittableRandom random = new SplittableRandom(1);
    EngineTrial trial = new EngineTrial(0.8, PLENTY, budget);
    EngineTrial.State state = RUNNING;
    int calls = 0;
    while (state == RUNNING) {
      long bytes = random.nextInt(10_000);
      LongUnaryOperator engine = trial.isChallengersTurn() ? challenger : inOffice;
      state = trial.called(1, bytes, engine.applyAsLong(256 + bytes));
      calls++;
    }
    return new End(state, calls);
  }

  private static End run(double ratio) {
    return run(PLENTY, work -> 100 * work, work -> (long) (ratio * 100 * work));
  }

  @Test
  void challengerWins_whenItIsFasterByEnough() {
    End whole = new End(SWITCH, EngineTrial.TURNS * CALLS_PER_TURN);
    assertThat(run(0.5)).isEqualTo(whole);
    assertThat(run(0.79)).isEqualTo(whole);
  }

  @Test
  void engineInOfficeStays_whenTheyAreAboutEven() {
    End whole = new End(KEEP, EngineTrial.TURNS * CALLS_PER_TURN);
    assertThat(run(0.81)).isEqualTo(whole);
    assertThat(run(1.2)).isEqualTo(whole);
    assertThat(run(50)).isEqualTo(whole);
  }

  @Test
  void slowChallengerIsSentAway_whenItHasTakenWhatItMay() {
    End end = run(100_000_000, work -> 100 * work, work -> 5000 * work);
    assertThat(end.state()).isEqualTo(KEEP);
    assertThat(end.calls()).isLessThan(2 * CALLS_PER_TURN);
  }

  @Test
  void disturbancesOfSomePairs_decideNothing() {
    SplittableRandom random = new SplittableRandom(2);
    LongUnaryOperator disturbed = work -> (random.nextInt(64) == 0 ? 10_000 : 100) * work;
    for (int i = 0; i < 100; i++) {
      assertThat(run(PLENTY, disturbed, work -> 20 * work).state()).isEqualTo(SWITCH);
      assertThat(run(PLENTY, work -> 20 * work, disturbed).state()).isEqualTo(KEEP);
    }
  }

  @Test
  void challengerThatIsSlowAtFirst_isJudgedByWhatItBecomes() {
    int[] calls = new int[1];
    LongUnaryOperator warmingUp = work -> calls[0]++ < 1000 ? 10_000 * work : work;
    assertThat(run(PLENTY, work -> 100 * work, warmingUp).state()).isEqualTo(SWITCH);
  }

  @Test
  void batchIsATurn() {
    EngineTrial trial = new EngineTrial(0.8, PLENTY, PLENTY);
    assertThat(trial.isChallengersTurn()).isFalse();
    trial.called(1000, 16_000, 50_000);
    assertThat(trial.isChallengersTurn()).isTrue();
    trial.called(999, 16_000, 50_000);
    assertThat(trial.isChallengersTurn()).as("as many calls for the other").isTrue();
  }

  @Test
  void longCallIsATurnOfItsOwn() {
    EngineTrial trial = new EngineTrial(0.8, 1_000_000, PLENTY);
    trial.called(1, 16, 999_999);
    assertThat(trial.isChallengersTurn()).isFalse();
    trial.called(1, 16, 1);
    assertThat(trial.isChallengersTurn()).isTrue();
  }
}
