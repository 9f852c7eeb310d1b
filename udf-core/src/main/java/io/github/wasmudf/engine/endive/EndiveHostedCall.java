package io.github.wasmudf.engine.endive;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompanionMemory;
import io.github.wasmudf.engine.Exchange;
import io.github.wasmudf.engine.HostedCall;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ExportFunction;

/** An export and its exchange, run under the instance's guard. */
final class EndiveHostedCall implements HostedCall, GuestCode<Object> {
  private static final byte[] NONE = {};

  private final EndiveInstance owner;
  private final ExportFunction export;
  private final CompanionMemory memory;
  private final Exchange exchange;

  EndiveHostedCall(
      EndiveInstance owner, ExportFunction export, CompanionMemory memory, Exchange exchange) {
    this.owner = owner;
    this.export = export;
    this.memory = memory;
    this.exchange = exchange;
  }

  @Override
  public void run() {
    try {
      owner.run(this, NONE, NONE);
    } catch (StackOverflowError beforeItBegan) {
      throw owner.faults.noStack;
    } catch (UdfException failed) {
      if (!exchange.endsAtExit() || !owner.hasExitedWell()) {
        throw failed;
      }
      exchange.finish(memory, 0);
    }
  }

  @Override
  public @Nullable Object run(byte[] head, byte[] data) {
    exchange.prepare(memory);
    owner.times().enter();
    long[] results = export.apply();
    owner.times().leave();
    exchange.finish(memory, results == null || results.length == 0 ? 0 : results[0]);
    return null;
  }
}
