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

  /** The memory as it was when it was last asked for or grown; its header never moves. */
  ByteBuffer buffer() {
    return buffer;
  }

  /**
   * The memory with room for so many bytes.
   *
   * @throws UdfException {@code MEMORY_LIMIT} when the machine has none
   */
  ByteBuffer room(long bytes) {
    if (!hasRoom(bytes)) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "room for an input", Integer.MAX_VALUE, buffer.capacity(), bytes);
    }
    return buffer;
  }

  /** Whether there is room for so many bytes, for which the memory grows where it must. */
  boolean hasRoom(long bytes) {
    long missing = bytes - buffer.capacity();
    if (missing > 0) {
      if (!store.growControl((missing + Limits.PAGE_BYTES - 1) / Limits.PAGE_BYTES)) {
        return false;
      }
      buffer = fetched(store);
    }
    return true;
  }

  /** The memory with all the results of the last run, for which the driver may have grown it. */
  ByteBuffer results() {
    if (buffer.getInt(OUTPUT_AT) > buffer.capacity()) {
      buffer = fetched(store);
    }
    return buffer;
  }

  /** The row in work, or the number of rows that are done; during a call from any thread. */
  int currentRow() {
    return buffer.getInt(CURRENT_ROW);
  }

  /** Why the last run ended before its last row. */
  int status() {
    return buffer.getInt(STATUS);
  }

  /** Whether a row was not taken; {@link #status} says why. */
  boolean hasStopped() {
    return status() != STATUS_NONE;
  }

  /**
   * What the guest answered, {@code pointer << 32 | length}, where it was wrong; and the range of a
   * large row.
   */
  long range() {
    return (long) buffer.getInt(REFUSED_AT) << 32
        | Integer.toUnsignedLong(buffer.getInt(REFUSED_LENGTH));
  }

  int phase() {
    return buffer.getInt(PHASE);
  }

  long guestMemoryBytes() {
    return Integer.toUnsignedLong(buffer.getInt(GUEST_PAGES)) * Limits.PAGE_BYTES;
  }

  /** How many whole pages so many bytes hold. */
  static int pages(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes / Limits.PAGE_BYTES);
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

  /** What a function answered that answers a number, least significant byte first. */
  byte[] number() {
    byte[] number = new byte[Integer.BYTES];
    buffer.get(NUMBER, number);
    return number;
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
