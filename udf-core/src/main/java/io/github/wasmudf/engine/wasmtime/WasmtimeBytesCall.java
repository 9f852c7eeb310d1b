package io.github.wasmudf.engine.wasmtime;

import static io.github.wasmudf.engine.ControlLayout.*;

import io.github.kawamuray.wasmtime.Func;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.engine.Stage;
import io.github.wasmudf.host.UntrustedReader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows through the driver: one crossing into native code for each, or for each run of many. */
final class WasmtimeBytesCall implements BytesCall {
  private static final byte[] NOTHING = {};

  private final WasmtimeInstance instance;
  private final ControlBlock control;
  private final ControlRows rows;
  private final BytesProtocol protocol;
  private final Func driver;
  private final LargeRow large;
  private final Limits limits;
  private final Stage stage = new Stage();

  /** The last result, from the beginning on, until somebody takes it. */
  private byte[] taken = NOTHING;

  private int resultLength;
  private Refusal refusal = Refusal.FUNCTION;

  WasmtimeBytesCall(
      WasmtimeInstance instance,
      ControlBlock control,
      BytesProtocol protocol,
      Func driver,
      LargeRow large,
      Limits limits) {
    this.instance = instance;
    this.control = control;
    this.rows = new ControlRows(control, protocol.form().hasState());
    this.protocol = protocol;
    this.driver = driver;
    this.large = large;
    this.limits = limits;
  }

  @Override
  public byte @Nullable [] call(byte[] head, byte[] data) {
    return run(head, data, false) ? taken() : null;
  }

  @Override
  public @Nullable String callText(byte[] head, byte[] data) {
    // Behind the lock: what was taken is ours.
    return run(head, data, true) ? UntrustedReader.text("result", taken(), 0, resultLength) : null;
  }

  private byte[] taken() {
    byte[] result = taken;
    taken = NOTHING;
    return result;
  }

  /**
   * One row; answers whether it was not refused.
   *
   * @param staged whether its result may be taken into an array that is used again
   */
  private boolean run(byte[] head, byte[] data, boolean staged) {
    long length = (long) head.length + data.length;
    requireFits(length);
    instance.enter();
    try {
      boolean answered =
          Math.max(length, resultLength) < LargeRow.LEAST_BYTES
              ? runInOne(head, data, staged)
              : runInParts(head, data, staged);
      if (answered && protocol.form() == BytesProtocol.Form.TO_NUMBER) {
        taken = control.number();
      }
      return answered;
    } catch (RuntimeException | Error failure) {
      throw instance.failed(failure, runningExport());
    } finally {
      instance.leave();
    }
  }

  private boolean runInOne(byte[] head, byte[] data, boolean staged) {
    rows.lay(head, data);
    instance.run(driver);
    if (isRefused()) {
      return false;
    }
    resultLength = rows.outputLength();
    taken = arrayFor(staged);
    rows.copyOutput(taken, resultLength);
    return true;
  }

  private boolean runInParts(byte[] head, byte[] data, boolean staged) {
    rows.announce(head.length + data.length);
    try {
      instance.beginCall();
      if (large.write(head, data) && large.call()) {
        resultLength = large.length();
        taken = arrayFor(staged);
        large.read(taken, resultLength);
      }
    } finally {
      instance.endCall();
    }
    instance.finishParts();
    return !isRefused();
  }

  private byte[] arrayFor(boolean staged) {
    return staged ? stage.atLeast(resultLength) : new byte[resultLength];
  }

  @Override
  public boolean callRows(byte[] head, RowBatch batch, long memoryBound) {
    long due = head.length + (long) lengthOf(batch);
    requireFits(due);
    // A row in parts does not say which state it is about.
    if (due >= LargeRow.LEAST_BYTES && !protocol.form().hasState()) {
      return callLargeRow(head, batch);
    }
    instance.enter();
    try {
      rows.lay(head, batch, memoryBound);
      run(batch);
      return isRefused();
    } catch (RuntimeException | Error failure) {
      if (instance.hasHitAnotherRow(failure)) {
        return false;
      }
      throw instance.failed(failure, runningExport());
    } finally {
      instance.leave();
    }
  }

  private boolean callLargeRow(byte[] head, RowBatch batch) {
    if (!run(head, Objects.requireNonNull(batch.input(batch.done())), false)) {
      return true;
    }
    batch.answer(taken());
    return false;
  }

  private static int lengthOf(RowBatch batch) {
    byte[] due = batch.input(batch.done());
    return due == null ? 0 : due.length;
  }

  /** What is done is done, whatever became of the next row. */
  private void run(RowBatch batch) {
    try {
      instance.run(driver);
    } finally {
      rows.answer(batch);
    }
  }

  @Override
  public Refusal refusal() {
    return refusal;
  }

  /** An input that the guest's memory can never hold is not worth the crossing. */
  private void requireFits(long length) {
    if (length > limits.memoryBytes()) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "input size", limits.memoryBytes(), 0, length);
    }
  }

  private boolean isRefused() {
    int status = control.status();
    switch (status) {
      case STATUS_NONE -> {
        return false;
      }
      case STATUS_ALLOCATE_REFUSED -> refusal = Refusal.ALLOCATE;
      case STATUS_FUNCTION_REFUSED -> refusal = Refusal.FUNCTION;
      case STATUS_NO_ROOM -> {
        // Behind others there was none; alone the row may have it.
        if (control.currentRow() > 0) {
          return false;
        }
        throw refused(status);
      }
      default -> throw refused(status);
    }
    return true;
  }

  /** Why the driver did not take what the guest answered. */
  private UdfException refused(int status) {
    long range = control.range();
    long length = UntrustedReader.lengthOf(range);
    long memory = instance.memoryBytes();
    if (status == STATUS_BAD_BUFFER) {
      UntrustedReader.requireRange(
          "input buffer", UntrustedReader.pointerOf(range), length, memory);
    } else if (status == STATUS_BAD_RESULT || status == STATUS_RESULT_TOO_LARGE) {
      UntrustedReader.requireResult(range, memory, limits.resultBytes());
    } else if (status == STATUS_NO_ROOM) {
      return UdfException.limit(
          UdfError.MEMORY_LIMIT, "room for a result", limits.resultBytes(), 0, length);
    }
    return new UdfException(UdfError.INTERNAL, "the driver ended with status " + status);
  }

  private String runningExport() {
    String release = protocol.release();
    return switch (control.phase()) {
      case PHASE_ALLOCATE -> protocol.allocate();
      case PHASE_RELEASE -> release == null ? protocol.function() : release;
      default -> protocol.function();
    };
  }
}
