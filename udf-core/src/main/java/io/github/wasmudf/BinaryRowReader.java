package io.github.wasmudf;

import io.github.wasmudf.host.UntrustedReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads values in the form of {@code docs/abi/binary-rows.md}. A guest wrote them: whatever is not
 * exactly a value of the type that is asked for is refused with {@code BAD_RESULT}, and text that
 * is none with {@code INVALID_TEXT}. The counterpart of {@link BinaryRowWriter}.
 */
final class BinaryRowReader {
  /** A DECIMAL of so many digits is one number of 64 bits, one of more is two. */
  static final int DIGITS_OF_LONG = 18;

  private static final VarHandle I16 = handle(short[].class);
  private static final VarHandle I32 = handle(int[].class);
  private static final VarHandle I64 = handle(long[].class);
  private static final int NANOS_OF_SECOND = 1_000_000_000;
  private static final BigInteger LOW_BITS =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

  private final byte[] bytes;
  private int at;

  BinaryRowReader(byte[] bytes) {
    this.bytes = bytes;
  }

  private static VarHandle handle(Class<?> of) {
    return MethodHandles.byteArrayViewVarHandle(of, ByteOrder.LITTLE_ENDIAN);
  }

  /** A row of one value, which may be NULL, and nothing behind it. */
  @Nullable Object only(SqlType type) {
    int nulls = nulls(1);
    Object value = isNull(nulls, 0) ? null : type.read(this);
    if (at != bytes.length) {
      throw bad((bytes.length - at) + " bytes more than a " + type + " has");
    }
    return value;
  }

  /** As many values as the array says that it has. */
  List<@Nullable Object> elements(SqlType type) {
    long count = Integer.toUnsignedLong(getInt());
    if (count > SqlType.MAX_ELEMENTS) {
      throw bad("an array of " + count + " elements has more than " + SqlType.MAX_ELEMENTS);
    }
    int nulls = nulls((int) count);
    @Nullable Object[] elements = new @Nullable Object[(int) count];
    for (int i = 0; i < elements.length; i++) {
      try {
        elements[i] = isNull(nulls, i) ? null : type.read(this);
      } catch (UdfException refused) {
        throw refused.about("element " + (i + 1));
      }
    }
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  /** One value for each field: a row within the row. */
  List<@Nullable Object> fields(List<Column> fields) {
    int nulls = nulls(fields.size());
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      Column field = fields.get(i);
      try {
        values[i] = isNull(nulls, i) ? null : field.type().read(this);
      } catch (UdfException refused) {
        throw refused.about("field " + field.name() + " " + field.type());
      }
    }
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  /** Where the bits of so many values are; those of no value are 0. */
  private int nulls(int values) {
    int size = (values + Byte.SIZE - 1) / Byte.SIZE;
    int begin = take(size);
    int used = values % Byte.SIZE;
    if (used != 0 && (bytes[at - 1] & 0xff) >>> used != 0) {
      throw bad("a bit says NULL of a value that is not there");
    }
    return begin;
  }

  private boolean isNull(int nulls, int value) {
    return (bytes[nulls + value / Byte.SIZE] >>> value % Byte.SIZE & 1) != 0;
  }

  /** Goes on behind so many bytes; answers where they begin. */
  private int take(long size) {
    UntrustedReader.requireInRow(at, size, bytes.length);
    int begin = at;
    at += (int) size;
    return begin;
  }

  private static UdfException bad(String what) {
    return new UdfException(UdfError.BAD_RESULT, what);
  }

  boolean getTruth() {
    byte value = getByte();
    if (value >>> 1 != 0) {
      throw bad(value + " is neither true nor false");
    }
    return value != 0;
  }

  byte getByte() {
    return bytes[take(1)];
  }

  short getShort() {
    return (short) I16.get(bytes, take(Short.BYTES));
  }

  int getInt() {
    return (int) I32.get(bytes, take(Integer.BYTES));
  }

  long getLong() {
    return (long) I64.get(bytes, take(Long.BYTES));
  }

  String getText() {
    long size = Integer.toUnsignedLong(getInt());
    int begin = take(size);
    return UntrustedReader.text("the text", bytes, begin, (int) size);
  }

  byte[] getBytes() {
    long size = Integer.toUnsignedLong(getInt());
    int begin = take(size);
    return Arrays.copyOfRange(bytes, begin, begin + (int) size);
  }

  BigDecimal getDecimal(int precision, int scale) {
    long low = getLong();
    BigDecimal number;
    if (precision <= DIGITS_OF_LONG) {
      number = BigDecimal.valueOf(low, scale);
    } else {
      BigInteger high = BigInteger.valueOf(getLong()).shiftLeft(Long.SIZE);
      BigInteger unsigned = BigInteger.valueOf(low).and(LOW_BITS);
      number = new BigDecimal(high.or(unsigned), scale);
    }
    if (number.precision() > precision) {
      throw bad("a DECIMAL has more digits than " + precision);
    }
    return number;
  }

  LocalDate getDate() {
    int day = getInt();
    return checked(() -> Temporals.requireYear(LocalDate.ofEpochDay(day)));
  }

  LocalTime getTime() {
    long nano = getLong();
    return checked(() -> LocalTime.ofNanoOfDay(nano));
  }

  /** A timestamp without a zone is one of UTC here. */
  OffsetDateTime getTimestamp() {
    return timestamp(ZoneOffset.UTC, getLong(), getNanos());
  }

  OffsetDateTime getTimestampWithTimeZone() {
    long second = getLong();
    int nano = getNanos();
    int offset = getInt();
    return timestamp(checked(() -> ZoneOffset.ofTotalSeconds(offset)), second, nano);
  }

  private static OffsetDateTime timestamp(ZoneOffset offset, long second, int nano) {
    return checked(
        () -> {
          OffsetDateTime time = Instant.ofEpochSecond(second, nano).atOffset(offset);
          Temporals.requireYear(time.toLocalDate());
          return time;
        });
  }

  private int getNanos() {
    int nano = getInt();
    if (nano < 0 || nano >= NANOS_OF_SECOND) {
      throw bad(Integer.toUnsignedString(nano) + " nanoseconds are a second or more");
    }
    return nano;
  }

  Period getPeriod() {
    int months = getInt();
    return checked(() -> Temporals.period(months));
  }

  Duration getDuration() {
    long second = getLong();
    int nano = getNanos();
    return checked(() -> Temporals.requireRange(Duration.ofSeconds(second, nano)));
  }

  UUID getUuid() {
    long most = Long.reverseBytes(getLong());
    return new UUID(most, Long.reverseBytes(getLong()));
  }

  private static <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (DateTimeException | ArithmeticException outside) {
      throw bad("a date, time or interval is out of range");
    }
  }
}
