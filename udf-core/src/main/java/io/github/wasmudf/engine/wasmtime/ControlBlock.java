package io.github.wasmudf.engine.wasmtime;

import static io.github.wasmudf.engine.ControlLayout.*;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.WasiAccess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * The host's view of a store's control memory; see {@code control.wat}. Not thread-safe, and as
 * dangerous as its store: never touched after that was closed.
 */
final class ControlBlock {
  private static final SecureRandom SEEDS = new SecureRandom();
  private static final byte[] NOTHING = {};
  private static final long ORIGIN = System.nanoTime();

  /** Inputs begin here or later; a result begins at a multiple of it behind them. */
  private static final int ALIGNMENT = 16;

  private final GuestStore store;
  private ByteBuffer buffer;

  ControlBlock(GuestStore store) {
    this.store = store;
    this.buffer = fetched(store);
  }

  private static ByteBuffer fetched(GuestStore store) {
    return store.controlBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What holds for the instance's whole life. */
  void setUp(Limits limits, WasiAccess wasi) {
    buffer.putInt(RESULT_LIMIT, (int) limits.resultBytes());
    buffer.putInt(GRANTS, grants(wasi));
  }

  /** Gives the guest's random numbers their seed. */
  void seed() {
    byte[] seed = new byte[RANDOM_KEY_BYTES];
    SEEDS.nextBytes(seed);
    buffer.put(RANDOM_KEY, seed);
  }

  /** Sets the guest's clocks. The monotonic one never goes back, however often it was asked. */
  void setClocks() {
    buffer.putLong(REALTIME, System.currentTimeMillis() * 1_000_000);
    long monotonic = System.nanoTime() - ORIGIN;
    buffer.putLong(MONOTONIC, Math.max(monotonic, buffer.getLong(MONOTONIC)));
  }

  /**
   * Lays out one row.
   *
   * @throws UdfException {@code MEMORY_LIMIT} when the machine has no room for it
   */
  void writeRow(byte[] head, byte[] data) {
    int length = head.length + data.length;
    long end = (long) DATA + length;
    if (end > buffer.capacity() - SPARE_BYTES) {
      grow(end + SPARE_BYTES);
    }
    buffer.put(DATA, head);
    buffer.put(DATA + head.length, data);
    buffer.putInt(ROW_COUNT, 1);
    buffer.putInt(CURRENT_ROW, 0);
    buffer.putInt(OUTPUT_AT, ((int) end + ALIGNMENT - 1) & -ALIGNMENT);
    buffer.putInt(ROWS + ROW_INPUT_AT, DATA);
    buffer.putInt(ROWS + ROW_INPUT_LENGTH, length);
    buffer.putInt(ROWS + ROW_STATUS, STATUS_NOT_RUN);
  }

  private void grow(long bytes) {
    long missing = bytes - buffer.capacity();
    if (!store.growControl((missing + Limits.PAGE_BYTES - 1) / Limits.PAGE_BYTES)) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "room for an input", Integer.MAX_VALUE, buffer.capacity(), bytes);
    }
    buffer = fetched(store);
  }

  int status() {
    return buffer.getInt(ROWS + ROW_STATUS);
  }

  /** A copy of the row's result, which the driver has checked. */
  byte[] output() {
    int at = buffer.getInt(ROWS + ROW_OUTPUT_AT);
    byte[] output = new byte[buffer.getInt(ROWS + ROW_RESULT_LENGTH)];
    if ((long) at + output.length > buffer.capacity()) {
      buffer = fetched(store);
    }
    buffer.get(at, output);
    return output;
  }

  /** What the guest answered, {@code pointer << 32 | length}, where it was wrong. */
  long refusedRange() {
    return (long) buffer.getInt(ROWS + ROW_RESULT_POINTER) << 32
        | Integer.toUnsignedLong(buffer.getInt(ROWS + ROW_RESULT_LENGTH));
  }

  int phase() {
    return buffer.getInt(PHASE);
  }

  long guestMemoryBytes() {
    return Integer.toUnsignedLong(buffer.getInt(GUEST_PAGES)) * Limits.PAGE_BYTES;
  }

  boolean isExited() {
    return buffer.getInt(EXITED) != 0;
  }

  int exitCode() {
    return buffer.getInt(EXIT_CODE);
  }

  /** The grant that was missing, or 0. */
  int denied() {
    return buffer.getInt(DENIED);
  }

  /** 1 + the position of the import that was called and is a trap, or 0. */
  int missing() {
    return buffer.getInt(MISSING);
  }

  /** Takes the records that the guest printed out of the log. */
  byte[] takeLog() {
    int length = buffer.getInt(LOG_LENGTH);
    if (length == 0) {
      return NOTHING;
    }
    byte[] records = new byte[length];
    buffer.get(LOG, records);
    buffer.putInt(LOG_LENGTH, 0);
    return records;
  }

  /** Makes an access by mistake an exception instead of a crash. */
  void forget() {
    buffer = ByteBuffer.allocate(0);
  }
}
