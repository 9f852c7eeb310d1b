package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.host.UntrustedReader;
import java.nio.ByteBuffer;

/**
 * A row that is copied straight to and from the guest's memory, between three crossings: from some
 * size on they cost less than the copies through the control memory, which the driver has to make
 * 32 bytes at a time. As thread-safe, and as dangerous, as its store: touched only within a call.
 */
final class LargeRow {
  /** About where both ways cost the same. */
  static final int LEAST_BYTES = 8 << 10;

  private final WasmtimeInstance instance;
  private final GuestStore store;
  private final ControlBlock control;
  private final Driver driver;

  /** As it was when it was last asked for; a memory that has grown does not move. */
  private ByteBuffer guest = ByteBuffer.allocate(0);

  LargeRow(WasmtimeInstance instance, GuestStore store, ControlBlock control, Driver driver) {
    this.instance = instance;
    this.store = store;
    this.control = control;
    this.driver = driver;
  }

  /** Whether the guest took it, and where; if not, the control block says why. */
  boolean write(byte[] head, byte[] data) {
    instance.runPart(driver.allocate());
    if (control.hasStopped()) {
      return false;
    }
    int at = at(head.length + data.length);
    guest.put(at, head);
    guest.put(at + head.length, data);
    return true;
  }

  /** Whether the function answered; the length of its result is {@link #length}. */
  boolean call() {
    instance.runPart(driver.function());
    return !control.hasStopped();
  }

  int length() {
    return (int) UntrustedReader.lengthOf(control.range());
  }

  /** Copies the result, and lets the guest go on. */
  void read(byte[] result, int length) {
    int at = at(length);
    guest.get(at, result, 0, length);
    instance.runPart(driver.release());
  }

  /** Where the range is that the driver has checked; a buffer is never as blind as a pointer. */
  private int at(int length) {
    long memory = control.guestMemoryBytes();
    if (guest.capacity() != memory) {
      guest = store.guestBuffer();
    }
    long pointer = UntrustedReader.pointerOf(control.range());
    UntrustedReader.requireRange("the range", pointer, length, guest.capacity());
    return (int) pointer;
  }
}
