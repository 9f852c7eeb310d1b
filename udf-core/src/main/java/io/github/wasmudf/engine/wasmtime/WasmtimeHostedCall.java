package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Func;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompanionMemory;
import io.github.wasmudf.engine.Exchange;
import io.github.wasmudf.engine.HostedCall;

/** An export and its exchange: one crossing into native code for each call. */
final class WasmtimeHostedCall implements HostedCall {
  private final WasmtimeInstance instance;
  private final String export;
  private final Func function;
  private final CompanionMemory memory;
  private final Exchange exchange;

  WasmtimeHostedCall(
      WasmtimeInstance instance,
      String export,
      Func function,
      CompanionMemory memory,
      Exchange exchange) {
    this.instance = instance;
    this.export = export;
    this.function = function;
    this.memory = memory;
    this.exchange = exchange;
  }

  @Override
  public void run() {
    instance.enter();
    try {
      exchange.prepare(memory);
      exchange.finish(memory, instance.runExport(function));
    } catch (RuntimeException | Error failure) {
      UdfException failed = instance.failed(failure, export);
      if (!exchange.endsAtExit() || !instance.hasExitedWell()) {
        throw failed;
      }
      exchange.finish(memory, 0);
    } finally {
      instance.leave();
    }
  }
}
