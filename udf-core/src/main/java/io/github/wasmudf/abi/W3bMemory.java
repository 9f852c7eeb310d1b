package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.GuestMemory;

/**
 * The memory of a guest of w3bstream, as its host reads it and hands bytes over. A number that the
 * guest names for a place in it is checked where it is used; one outside ends the call.
 */
final class W3bMemory {
  private final W3bAllocator allocator;
  private boolean lacksRoom;
  private boolean isInUse;
  private boolean wasUsed;

  W3bMemory(W3bAllocator allocator) {
    this.allocator = allocator;
  }

  /** Before a call. */
  void begin() {
    lacksRoom = false;
    wasUsed = isInUse;
  }

  /** Whether the guest's allocator had none for something in this call. */
  boolean lacksRoom() {
    return lacksRoom;
  }

  /** The bits of an i32 as an address or a length. */
  static long unsigned(long bits) {
    return bits & 0xffff_ffffL;
  }

  /** A copy of what the guest names. */
  static byte[] bytes(CallingGuest guest, long pointer, long length) {
    return guest.memory().get(unsigned(pointer), unsigned(length));
  }

  /**
   * Hands bytes over in memory that the guest's allocator gives, and that is the guest's from then
   * on. The allocator is asked for exactly as many, and what it answers for none is handed over as
   * it is: guests know their blocks by it.
   *
   * @param pointerAt where the guest wants their address
   * @param sizeAt where it wants their number
   * @return a status
   */
  int give(CallingGuest guest, byte[] data, long pointerAt, long sizeAt) {
    GuestMemory memory = guest.memory();
    long pointerPlace = unsigned(pointerAt);
    long sizePlace = unsigned(sizeAt);
    // Before anything is allocated for a place that is none.
    memory.getInt(pointerPlace);
    memory.getInt(sizePlace);
    long at = room(guest, data.length);
    if (at == 0 && data.length > 0) {
      lacksRoom = true;
      return W3bStatus.DATA_TO_GUEST_FAILED.code();
    }
    if (data.length > 0) {
      memory.put(at, data);
    }
    memory.putInt(pointerPlace, (int) at);
    memory.putInt(sizePlace, data.length);
    return W3bStatus.OK.code();
  }

  /**
   * An address, or 0 where the guest's allocator has none to give; so it is where the new pages of
   * one that has none have run out, if earlier calls took some of them.
   */
  private long room(CallingGuest guest, int bytes) {
    isInUse = true;
    try {
      return allocator.allocate(guest, bytes);
    } catch (UdfException full) {
      if (full.error() != UdfError.MEMORY_LIMIT || !allocator.isNewPages() || !wasUsed) {
        throw full;
      }
      return 0;
    }
  }
}
