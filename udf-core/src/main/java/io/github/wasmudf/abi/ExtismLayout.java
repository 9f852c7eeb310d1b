package io.github.wasmudf.abi;

/**
 * Where things lie in the memory of {@code extism.wat}, whose head comment says what each of them
 * means and who writes it. Offsets in bytes.
 */
final class ExtismLayout {
  static final int HEAP_BASE = 0;
  static final int HEAP_AT = 4;
  static final int MEMORY_LIMIT = 8;
  static final int INPUT_AT = 12;
  static final int INPUT_LENGTH = 16;
  static final int OUTPUT_AT = 20;
  static final int OUTPUT_LENGTH = 24;
  static final int ERROR_AT = 28;
  static final int TABLE_END = 32;
  static final int FIRST_CHANGE = 36;
  static final int KEPT_BYTES = 44;
  static final int KEPT_LIMIT = 48;
  static final int LOG_LEVEL = 52;
  static final int TABLE = 128;

  /** Longer blocks are not kept in lists when they are free. */
  private static final int LARGE = 65_536;

  /** A block's header; its data follows. */
  static final int BLOCK_BYTES = 16;

  static final int BLOCK_LENGTH = 0;
  static final int BLOCK_CAPACITY = 4;
  static final int BLOCK_MARK = 8;

  /** A block's mark is the address of its data, xor this. */
  static final int MARK = 0x6b63_6f6c;

  /** An entry's header; key and value follow. */
  static final int ENTRY_BYTES = 12;

  /** The length of the value of an entry that is removed. */
  static final int REMOVED = -1;

  /** Levels of the log. */
  static final int LEVEL_INFO = 2;

  static final int LEVEL_OFF = Integer.MAX_VALUE;

  private ExtismLayout() {}

  /** What a block of a length has room for, as the kernel counts it. */
  static long capacity(int length) {
    boolean isLarge = length > LARGE;
    return isLarge ? (length + 15L) & -16 : Math.max(16, Integer.highestOneBit(length * 2 - 1));
  }

  /** The next multiple of 16. */
  static int aligned(int at) {
    return (at + 15) & -16;
  }
}
