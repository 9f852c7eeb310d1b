package io.github.wasmudf.engine;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.GuestOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of one instance to its {@link HostFunctions}, the same on every engine: bounds their
 * number and their depth, remembers what went wrong in the guest that they called back, and keeps
 * what they log. Used by the instance's thread; only {@link #areRunning} may be asked from another.
 */
public final class HostCalls {
  /**
   * Of one call of the guest; a function of the host's own leaves something behind in wasmtime
   * until that call ends.
   */
  static final int MOST = 10_000;

  private static final int DEEPEST = 8;
  private static final int MOST_LOG_BYTES = 256 << 10;

  /** Beside its bytes, what a line costs. */
  private static final int LINE_BYTES = 64;

  /** A line on its way to the output. */
  private static final class Line {
    final int stream;
    final byte[] bytes;

    Line(int stream, byte[] bytes) {
      this.stream = stream;
      this.bytes = bytes;
    }
  }

  private final HostFunctions functions;
  private final CallTimes times = new CallTimes();
  private List<Line> lines = new ArrayList<>();
  private int logBytes;
  private int count;
  private volatile int depth;
  private volatile boolean clockWasPutOff;
  private CancelSignal unheard = CancelSignal.NEVER;
  private @Nullable Throwable failure;
  private @Nullable String failedExport;

  /** The calls to the functions of one instance. */
  public HostCalls(HostFunctions functions) {
    this.functions = functions;
  }

  /** The functions themselves. */
  public HostFunctions functions() {
    return functions;
  }

  /** Where the time of the instance's calls goes. */
  public CallTimes times() {
    return times;
  }

  /** Before the guest is called from outside. */
  public void begin() {
    count = 0;
    failure = null;
    failedExport = null;
  }

  /** Whether the guest waits for one of them now. */
  public boolean areRunning() {
    return depth > 0;
  }

  /**
   * The signal as a clock may hear it. A function that waits for its own work asks itself, and what
   * the clock has heard it would not; so while one runs the clock is told nothing, and the next
   * function asks in its place.
   */
  public CancelSignal outside(CancelSignal signal) {
    if (signal == CancelSignal.NEVER) {
      return signal;
    }
    unheard = signal;
    return () -> {
      if (areRunning()) {
        clockWasPutOff = true;
        return null;
      }
      return signal.reason();
    };
  }

  private void requireNoCancellation() {
    if (clockWasPutOff && depth == 0) {
      clockWasPutOff = false;
      String reason = unheard.reason();
      if (reason != null) {
        throw CallEnd.cancelled(reason).error(0, 0, null);
      }
    }
  }

  /**
   * What the guest asked for.
   *
   * @throws UdfException what the function threw, or that there were too many
   */
  public long call(int function, CallingGuest guest, long[] arguments) {
    if (++count > MOST) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "calls of host functions in one call", MOST, MOST, 1);
    }
    if (depth == DEEPEST) {
      throw new UdfException(
          UdfError.TRAP, "host functions and the plugin call each other more than 8 deep");
    }
    requireNoCancellation();
    enter();
    long began = times.hostTime();
    try {
      long result = functions.call(function, guest, arguments);
      requireNoFailure();
      return result;
    } catch (UdfException known) {
      throw known;
    } catch (RuntimeException fault) {
      // What the guest threw when it was called back stays that.
      requireNoFailure();
      throw new UdfException(UdfError.INTERNAL, "a function of the host failed: " + fault, fault);
    } catch (StackOverflowError noStack) {
      throw new UdfException(
          UdfError.TRAP,
          "trap: " + TrapKind.STACK_EXHAUSTED.text() + " in a function of the host",
          noStack);
    } finally {
      times.hostEnded(began);
      leave();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // of one thread; others read
  private void enter() {
    depth++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // as above
  private void leave() {
    depth--;
  }

  /**
   * Runs guest code for a host function. What it throws is remembered: a function may not go on as
   * if nothing had happened.
   *
   * @param export the name of what is called
   */
  public long callBack(String export, LongSupplier code) {
    requireNoFailure();
    long began = times.hostTime();
    try {
      return code.getAsLong();
    } catch (RuntimeException | Error thrown) {
      if (failure == null) {
        failure = thrown;
        failedExport = export;
      }
      throw thrown;
    } finally {
      times.calledBack(began);
    }
  }

  private void requireNoFailure() {
    Throwable before = failure;
    if (before instanceof Error error) {
      throw error;
    }
    if (before != null) {
      throw (RuntimeException) before;
    }
  }

  /** The export that failed when a host function had called it, or else the given one. */
  public String failedExport(String outer) {
    return failedExport == null ? outer : failedExport;
  }

  /** See {@link CallingGuest#log}. */
  public void log(int stream, byte[] line) {
    if (logBytes < MOST_LOG_BYTES) {
      logBytes += LINE_BYTES + line.length;
      lines.add(new Line(stream, line));
    }
  }

  /** Hands on what was logged; the output is foreign code, so nobody holds a lock meanwhile. */
  public void deliverTo(GuestOutput output) {
    if (lines.isEmpty()) {
      return;
    }
    List<Line> all = lines;
    lines = new ArrayList<>();
    logBytes = 0;
    all.forEach(line -> output.write(line.stream, line.bytes));
  }
}
