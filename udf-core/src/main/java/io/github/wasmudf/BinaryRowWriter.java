package io.github.wasmudf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes values in the form of {@code docs/abi/binary-rows.md}, one row after the other in the same
 * buffer. The counterpart of {@link BinaryRowReader}. Used by one thread at a time.
 */
final class BinaryRowWriter {
  private static final VarHandle I16 = handle(short[].class);
  private static final VarHandle I32 = handle(int[].class);
  private static final VarHandle I64 = handle(long[].class);
  private static final int FIRST_BYTES = 256;
  private static final int MAX_BYTES_KEPT = 1 << 20;

  /** More than any guest takes. */
  private static final int MAX_BYTES = 1 << 30;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  private static VarHandle handle(Class<?> of) {
    return MethodHandles.byteArrayViewVarHandle(of, ByteOrder.LITTLE_ENDIAN);
  }

  /** Begins a row; a large buffer of the last one is given up. */
  void clear() {
    length = 0;
    if (bytes.length > MAX_BYTES_KEPT) {
      bytes = new byte[FIRST_BYTES];
    }
  }

  /** What was written since. */
  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Room for more bytes; answers where it begins. */
  private int room(int size) {
    int at = length;
    long due = (long) at + size;
    if (due > MAX_BYTES) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, "bytes of a row", MAX_BYTES, at, size);
    }
    if (due > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(due, Math.min(2L * bytes.length, MAX_BYTES)));
    }
    length = (int) due;
    return at;
  }

  /** One bit for each of so many values, all of them not NULL; answers where they begin. */
  int nulls(int values) {
    int size = (values + Byte.SIZE - 1) / Byte.SIZE;
    int at = room(size);
    Arrays.fill(bytes, at, at + size, (byte) 0);
    return at;
  }

  /** Makes one of them NULL. */
  void putNull(int nulls, int value) {
    bytes[nulls + value / Byte.SIZE] |= (byte) (1 << value % Byte.SIZE);
  }

  void putByte(int value) {
    int at = room(1);
    bytes[at] = (byte) value;
  }

  void putShort(int value) {
    int at = room(Short.BYTES);
    I16.set(bytes, at, (short) value);
  }

  void putInt(int value) {
    int at = room(Integer.BYTES);
    I32.set(bytes, at, value);
  }

  void putLong(long value) {
    int at = room(Long.BYTES);
    I64.set(bytes, at, value);
  }

  void putText(String text) {
    putBytes(JsonValue.requireUnicode(text).getBytes(StandardCharsets.UTF_8));
  }

  void putBytes(byte[] value) {
    putInt(value.length);
    int at = room(value.length);
    System.arraycopy(value, 0, bytes, at, value.length);
  }

  /** The number without its point, in as many bytes as any of so many digits needs. */
  void putDecimal(BigDecimal value, int precision) {
    BigInteger unscaled = value.unscaledValue();
    putLong(unscaled.longValue());
    if (precision > BinaryRowReader.DIGITS_OF_LONG) {
      putLong(unscaled.shiftRight(Long.SIZE).longValue());
    }
  }

  /** Days since 1970. */
  void putDate(LocalDate value) {
    long day = value.toEpochDay();
    if ((int) day != day) {
      throw new UdfException(
          UdfError.BAD_ARGUMENT, value + " is beyond the dates that a binary row can hold");
    }
    putInt((int) day);
  }

  void putInstant(Instant instant) {
    putLong(instant.getEpochSecond());
    putInt(instant.getNano());
  }

  void putTimestamp(OffsetDateTime timestamp) {
    putInstant(timestamp.toInstant());
    putInt(timestamp.getOffset().getTotalSeconds());
  }

  void putDuration(Duration duration) {
    putLong(duration.getSeconds());
    putInt(duration.getNano());
  }

  /** In the order of its text. */
  void putUuid(UUID uuid) {
    putLong(Long.reverseBytes(uuid.getMostSignificantBits()));
    putLong(Long.reverseBytes(uuid.getLeastSignificantBits()));
  }
}
