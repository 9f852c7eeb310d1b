package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Func;
import io.github.wasmudf.engine.NumberRows;
import io.github.wasmudf.engine.NumbersCall;

/** An export of numbers through its loop; a single row is a column of one. */
final class WasmtimeNumbersCall implements NumbersCall {
  private final WasmtimeInstance instance;
  private final ControlColumns columns;
  private final String export;
  private final Func loop;

  WasmtimeNumbersCall(WasmtimeInstance instance, ControlColumns columns, String export, Func loop) {
    this.instance = instance;
    this.columns = columns;
    this.export = export;
    this.loop = loop;
  }

  @Override
  public long call(long first, long second, long third, long fourth) {
    instance.enter();
    try {
      columns.lay(first, second, third, fourth);
      instance.runNumbers(loop);
      return columns.result();
    } catch (RuntimeException | Error failure) {
      throw instance.failed(failure, export);
    } finally {
      instance.leave();
    }
  }

  @Override
  public long call(long[] arguments) {
    instance.enter();
    try {
      columns.lay(arguments);
      instance.runNumbers(loop);
      return columns.result();
    } catch (RuntimeException | Error failure) {
      throw instance.failed(failure, export);
    } finally {
      instance.leave();
    }
  }

  @Override
  public void callRows(NumberRows rows, long memoryBound) {
    instance.enter();
    try {
      columns.lay(rows);
      run(rows);
    } catch (RuntimeException | Error failure) {
      if (instance.hasHitAnotherRow(failure)) {
        return;
      }
      throw instance.failed(failure, export);
    } finally {
      instance.leave();
    }
  }

  /** What is done is done, whatever became of the next row. */
  private void run(NumberRows rows) {
    try {
      instance.runNumbers(loop);
    } finally {
      columns.answer(rows);
    }
  }
}
