package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What lies behind the numbers that guest and host exchange in one call. */
final class W3bResources {
  /** The numbers of what the host hands over; no count that a handler answers is likely one. */
  static final int INPUT = 0x5733_0001;

  static final int ACCUMULATOR = 0x5733_0002;

  private final long limit;
  private final Map<Integer, byte[]> others = new HashMap<>();
  private byte @Nullable [] input;
  private byte @Nullable [] accumulator;
  private boolean inputWasSet;
  private boolean accumulatorWasSet;
  private long othersBytes;

  /**
   * None yet.
   *
   * @param limit what those that a guest makes may come to, in bytes
   */
  W3bResources(long limit) {
    this.limit = limit;
  }

  /** Before a call. */
  void begin(byte[] data, byte @Nullable [] before) {
    input = data;
    accumulator = before;
    inputWasSet = false;
    accumulatorWasSet = false;
  }

  /** After a call, however it ended. */
  void end() {
    input = null;
    accumulator = null;
    if (!others.isEmpty()) {
      others.clear();
      othersBytes = 0;
    }
  }

  byte @Nullable [] get(int number) {
    return switch (number) {
      case INPUT -> input;
      case ACCUMULATOR -> accumulator;
      default -> others.get(number);
    };
  }

  /** Makes one, or replaces it. */
  void set(int number, byte[] data) {
    switch (number) {
      case INPUT -> {
        requireRoom(data.length);
        input = data;
        inputWasSet = true;
      }
      case ACCUMULATOR -> {
        requireRoom(data.length);
        accumulator = data;
        accumulatorWasSet = true;
      }
      default -> setOther(number, data);
    }
  }

  private void setOther(int number, byte[] data) {
    byte[] before = others.get(number);
    long more = data.length - (before == null ? 0L : before.length);
    requireRoom(othersBytes + more);
    others.put(number, data);
    othersBytes += more;
  }

  private void requireRoom(long bytes) {
    if (bytes > limit) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "bytes of one call's resources", limit, othersBytes, bytes);
    }
  }

  /**
   * What a handler's answer means: the resource that it names, or else what it made of its input;
   * null where it made nothing.
   */
  byte @Nullable [] result(int answer) {
    byte[] named = answer > 0 ? get(answer) : null;
    if (named != null) {
      return named;
    }
    if (inputWasSet) {
      return input;
    }
    return accumulatorWasSet ? accumulator : null;
  }
}
