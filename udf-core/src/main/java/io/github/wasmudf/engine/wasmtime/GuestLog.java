package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.engine.ControlLayout;
import io.github.wasmudf.host.GuestOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Carries what a guest printed from the control memory to its output. */
final class GuestLog {
  private final ControlBlock control;
  private final GuestOutput output;

  GuestLog(ControlBlock control, GuestOutput output) {
    this.control = control;
    this.output = output;
  }

  /** Takes the records out; under the instance's lock. */
  byte[] take() {
    return control.takeLog();
  }

  /** Hands the records on; without the lock, for the output is foreign code. */
  void deliver(byte[] records) {
    if (records.length > 0) {
      deliverEach(records);
    }
  }

  private void deliverEach(byte[] records) {
    ByteBuffer in = ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < records.length; ) {
      int stream = records[at];
      int from = at + ControlLayout.LOG_HEADER_BYTES;
      int to = from + in.getInt(at + 1);
      output.write(stream, Arrays.copyOfRange(records, from, to));
      at = to;
    }
  }
}
