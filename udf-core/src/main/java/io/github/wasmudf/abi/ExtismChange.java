package io.github.wasmudf.abi;

import static io.github.wasmudf.abi.ExtismLayout.*;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompanionMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a plugin changed or sent during a call. Nobody changes its arrays. */
final class ExtismChange {
  /** Of one call; each is some objects here, and only some bytes there. */
  private static final int MOST = 65_536;

  /** What there is, and the number that stands for it. */
  enum Kind {
    CONFIGURATION(0),
    VARIABLE(1),
    STATE(2),
    OUTPUT(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  private static final int LINK_BYTES = 4;

  private final Kind kind;
  private final byte[] key;
  private final byte @Nullable [] value;

  /**
   * A change.
   *
   * @param value null where it was removed
   */
  ExtismChange(Kind kind, byte[] key, byte @Nullable [] value) {
    this.kind = kind;
    this.key = key;
    this.value = value;
  }

  Kind kind() {
    return kind;
  }

  byte[] key() {
    return key;
  }

  byte @Nullable [] value() {
    return value;
  }

  /**
   * The changes of a call, from the oldest to the youngest.
   *
   * @throws UdfException {@code BAD_POINTER} when the guest has overwritten them
   */
  static List<ExtismChange> read(CompanionMemory memory) {
    List<ExtismChange> changes = new ArrayList<>();
    long at = Integer.toUnsignedLong(memory.getInt(FIRST_CHANGE));
    while (at != 0) {
      if (changes.size() == MOST) {
        throw UdfException.limit(
            UdfError.MEMORY_LIMIT, "what one call changes or sends", MOST, MOST, 1);
      }
      long key = at + LINK_BYTES + ENTRY_BYTES;
      long keyLength = Integer.toUnsignedLong(memory.getInt(at + 8));
      int valueLength = memory.getInt(at + 12);
      long length = valueLength == REMOVED ? 0 : Integer.toUnsignedLong(valueLength);
      changes.add(
          new ExtismChange(
              kind(memory.getInt(at + 4)),
              memory.get(key, keyLength),
              valueLength == REMOVED ? null : memory.get(key + keyLength, length)));
      long next = Integer.toUnsignedLong(memory.getInt(at));
      // They lie one behind the other, so that all of them are no more than the memory.
      if (next != 0 && next < key + keyLength + length) {
        throw overwritten();
      }
      at = next;
    }
    return changes;
  }

  private static Kind kind(int number) {
    for (Kind kind : Kind.values()) {
      if (kind.number() == number && kind != Kind.CONFIGURATION) {
        return kind;
      }
    }
    throw overwritten();
  }

  private static UdfException overwritten() {
    return new UdfException(
        UdfError.BAD_POINTER, "the plugin has overwritten the kernel's records");
  }
}
