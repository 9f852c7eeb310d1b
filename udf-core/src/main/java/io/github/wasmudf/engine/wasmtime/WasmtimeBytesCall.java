package io.github.wasmudf.engine.wasmtime;

import static io.github.wasmudf.engine.ControlLayout.*;

import io.github.kawamuray.wasmtime.Func;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.host.UntrustedReader;
import org.jspecify.annotations.Nullable;

/** Rows through the driver: one crossing into native code for each, or for each run of many. */
final class WasmtimeBytesCall implements BytesCall {
  private final WasmtimeInstance instance;
  private final ControlBlock control;
  private final ControlRows rows;
  private final BytesProtocol protocol;
  private final Func driver;
  private final Limits limits;
  private Refusal refusal = Refusal.FUNCTION;

  WasmtimeBytesCall(
      WasmtimeInstance instance,
      ControlBlock control,
      BytesProtocol protocol,
      Func driver,
      Limits limits) {
    this.instance = instance;
    this.control = control;
    this.rows = new ControlRows(control, protocol.form().hasState());
    this.protocol = protocol;
    this.driver = driver;
    this.limits = limits;
  }

  @Override
  public byte @Nullable [] call(byte[] head, byte[] data) {
    requireFits((long) head.length + data.length);
    instance.enter();
    try {
      rows.lay(head, data);
      instance.run(driver);
      return isRefused() ? null : rows.output();
    } catch (RuntimeException | Error failure) {
      throw instance.failed(failure, runningExport());
    } finally {
      instance.leave();
    }
  }

  @Override
  public @Nullable String callText(byte[] head, byte[] data) {
    int length = callAndStage(head, data);
    return length < 0 ? null : rows.stagedText(length);
  }

  /** The length of the result, or -1 for a refusal. */
  private int callAndStage(byte[] head, byte[] data) {
    requireFits((long) head.length + data.length);
    instance.enter();
    try {
      rows.lay(head, data);
      instance.run(driver);
      return isRefused() ? -1 : rows.stageOutput();
    } catch (RuntimeException | Error failure) {
      throw instance.failed(failure, runningExport());
    } finally {
      instance.leave();
    }
  }

  @Override
  public boolean callRows(byte[] head, RowBatch batch, long memoryBound) {
    requireFits(head.length + (long) lengthOf(batch));
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
    long range = control.refusedRange();
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
