package io.github.wasmudf;

import static java.util.Objects.requireNonNull;

import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.pool.Pool;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Which engine runs the calls of one plugin's version in one session. Where the choice is ours, the
 * engine that accepted the module first is in office until the other proves, on calls that are made
 * anyway, that it takes less; and it may be challenged in turn, ever more rarely. No answer depends
 * on it: where the engine that came later fails, the first one is asked, and what it says counts.
 *
 * <p>Used by the session's thread; {@link #close} and the figures may be asked for from another. A
 * row pays for it where it is timed anyway, and beside that a look at a field.
 */
final class EngineChoice implements AutoCloseable {
  /** One turn of a trial shall take this part of the time so far; so short that 30 are few. */
  private static final long TURN_PART = 400;

  /** The other engine is loaded when this part of the way to the first trial is done. */
  private static final int LOADING_PART = 2;

  private final EngineRun first;
  private final @Nullable Challenger challenger;
  private final TrialRules rules;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile EngineRun inOffice;
  private volatile String reason;
  private @Nullable EngineTrial trial;
  private long nanos;
  private long nextAt;

  private EngineChoice(
      EngineRun first, @Nullable Challenger challenger, TrialRules rules, String reason) {
    this.first = first;
    this.challenger = challenger;
    this.rules = rules;
    this.inOffice = first;
    this.reason = reason;
    this.nextAt = challenger == null ? Long.MAX_VALUE : rules.firstNanos() / LOADING_PART;
  }

  /** No choice: one engine for good. */
  static EngineChoice pinned(EngineRun run, String reason) {
    return new EngineChoice(run, null, TrialRules.DEFAULT, reason);
  }

  /**
   * The first one, until the challenger proves to be faster.
   *
   * @param reason why it is the first
   */
  static EngineChoice between(
      EngineRun first, Challenger challenger, TrialRules rules, String reason) {
    return new EngineChoice(first, challenger, rules, reason);
  }

  /** The instances that the next call goes to. */
  Pool<PluginInstance> pool() {
    EngineTrial current = trial;
    return current != null && current.isChallengersTurn() ? other().pool() : inOffice.pool();
  }

  /** Whether calls go to one engine and the other in turn, each of them timed. */
  boolean isTrying() {
    return trial != null;
  }

  /** Whether the next call goes to the engine that came later, whose failures do not count. */
  boolean isProvisional() {
    return challenger != null && pool() != first.pool();
  }

  /** The instances whose failures count. */
  Pool<PluginInstance> firstPool() {
    return first.pool();
  }

  private EngineRun other() {
    return inOffice == first ? requireNonNull(requireNonNull(challenger).run()) : first;
  }

  /** Outside of a trial, calls have taken so long. */
  void spent(long moreNanos) {
    nanos += moreNanos;
    if (nanos >= nextAt) {
      consider();
    }
  }

  private void consider() {
    Challenger asked = requireNonNull(challenger);
    String refusal = asked.refusal();
    if (refusal != null) {
      end("auto: the other engine does not run it: " + refusal);
    } else if (asked.run() == null) {
      nextAt = nanos + rules.firstNanos() / 10;
    } else if (nanos < rules.firstNanos()) {
      nextAt = rules.firstNanos();
    } else {
      long challengersNanos = (long) (rules.challengersShare() * nanos);
      trial = new EngineTrial(rules.fasterThan(), nanos / TURN_PART, challengersNanos);
    }
  }

  /**
   * In a trial, the engine whose turn it is has made so many calls, whatever they came to. Says
   * nothing when they have ended the trial themselves.
   */
  void called(long moreCalls, long bytes, long moreNanos) {
    nanos += moreNanos;
    EngineTrial current = trial;
    if (current == null) {
      return;
    }
    switch (current.called(moreCalls, bytes, moreNanos)) {
      case RUNNING -> {}
      case KEEP -> keep(current);
      case SWITCH -> change(current);
    }
  }

  private void keep(EngineTrial ended) {
    reason =
        ended.isComplete()
            ? took(other().engine(), ended.ratio())
            : "auto: " + other().engine() + " took much longer on the same calls";
    trial = null;
    other().pool().dropIdle();
    nextAt = nextAt();
  }

  /**
   * The challenger, whose turn it is, passed the time limit: the engine in office is asked instead.
   *
   * @return whether it was the challenger's turn, which has ended
   */
  boolean giveUp() {
    EngineTrial current = trial;
    if (current == null || !current.isChallengersTurn()) {
      return false;
    }
    keep(current);
    return true;
  }

  private void change(EngineTrial ended) {
    EngineRun loser = inOffice;
    trial = null;
    nextAt = nextAt();
    inOffice = other();
    reason = took(loser.engine(), 1 / ended.ratio());
    loser.pool().dropIdle();
  }

  private static String took(String engine, double times) {
    return String.format(
        Locale.ROOT, "auto: %s took %.2f times as long on the same calls", engine, times);
  }

  private long nextAt() {
    return Math.multiplyExact(Math.min(nanos, Long.MAX_VALUE >> 8), rules.nextFactor());
  }

  /** The engine that came later failed where the first answered. It is not asked again. */
  void disqualify(String failure) {
    EngineRun failed = requireNonNull(requireNonNull(challenger).present());
    inOffice = first;
    end("auto: " + failed.engine() + " failed on a call that this engine answered: " + failure);
    failed.pool().dropIdle();
  }

  private void end(String why) {
    trial = null;
    nextAt = Long.MAX_VALUE;
    reason = why;
  }

  /** The engine that runs the calls now; from any thread. */
  String engine() {
    return inOffice.engine();
  }

  /** Why it is this engine; from any thread. */
  String reason() {
    return reason;
  }

  /** The number of instances, on both engines; from any thread. */
  int instances() {
    EngineRun second = challenger == null ? null : challenger.present();
    return first.pool().size() + (second == null ? 0 : second.pool().size());
  }

  /** Their memory; from any thread. */
  long bytes() {
    EngineRun second = challenger == null ? null : challenger.present();
    return first.pool().bytes() + (second == null ? 0 : second.pool().bytes());
  }

  /** The most memory that one of them had, or one that is gone; from any thread. */
  long peakBytes() {
    EngineRun second = challenger == null ? null : challenger.present();
    long ofFirst = first.pool().peakBytes();
    return second == null ? ofFirst : Math.max(ofFirst, second.pool().peakBytes());
  }

  /** Frees what no call needs now. */
  void dropIdle() {
    first.pool().dropIdle();
    EngineRun second = challenger == null ? null : challenger.present();
    if (second != null) {
      second.pool().dropIdle();
    }
  }

  /** Frees everything; from any thread. Harmless when called again. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      first.close();
      if (challenger != null) {
        challenger.close();
      }
    }
  }
}
