package io.github.wasmudf.abi;

import static io.github.wasmudf.abi.ExtismLayout.*;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompanionMemory;
import io.github.wasmudf.host.UntrustedReader;

/**
 * The blocks in the memory of {@code extism.wat}, as a function of the host uses them while the
 * plugin waits. A plugin knows a block by its handle: the address of its data.
 */
final class ExtismBlocks {
  private static final byte[] NONE = {};

  private final CompanionMemory memory;

  ExtismBlocks(CompanionMemory memory) {
    this.memory = memory;
  }

  /**
   * The data of a block, which is the plugin's no longer.
   *
   * @param what names it in errors
   * @param most bytes that it may have
   * @return nothing for what is no block, as the kernel itself has it
   * @throws UdfException {@code MEMORY_LIMIT} for more than that
   */
  byte[] take(long handle, String what, long most) {
    if (!isBlock(handle)) {
      return NONE;
    }
    long header = handle - BLOCK_BYTES;
    long length = Integer.toUnsignedLong(memory.getInt(header + BLOCK_LENGTH));
    if (length > most) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, "bytes of " + what, most, 0, length);
    }
    UntrustedReader.requireRange(what, handle, length, memory.bytes());
    memory.putInt(header + BLOCK_MARK, 0);
    return memory.get(handle, length);
  }

  private boolean isBlock(long handle) {
    return handle >= TABLE
        && handle < memory.bytes()
        && memory.getInt(handle - BLOCK_BYTES + BLOCK_MARK) == ((int) handle ^ MARK);
  }

  /**
   * A new block at the end of all others.
   *
   * @return its handle; 0 for no data, as the kernel itself has it
   * @throws UdfException {@code MEMORY_LIMIT} where there is no room for it
   */
  long put(byte[] data) {
    if (data.length == 0) {
      return 0;
    }
    long header = Integer.toUnsignedLong(memory.getInt(HEAP_AT));
    UntrustedReader.requireRange("the kernel's heap", header, 0, memory.bytes());
    long handle = header + BLOCK_BYTES;
    long end = handle + capacity(data.length);
    memory.reserve(end);
    memory.putInt(header + BLOCK_LENGTH, data.length);
    memory.putInt(header + BLOCK_CAPACITY, (int) capacity(data.length));
    memory.putInt(header + BLOCK_MARK, (int) handle ^ MARK);
    memory.put(handle, data);
    memory.putInt(HEAP_AT, (int) end);
    return handle;
  }
}
