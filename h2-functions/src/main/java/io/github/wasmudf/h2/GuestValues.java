package io.github.wasmudf.h2;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import org.h2.engine.SessionLocal;
import org.h2.util.JSR310Utils;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueBoolean;
import org.h2.value.ValueDouble;
import org.h2.value.ValueLob;
import org.h2.value.ValueNull;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/**
 * SQL values on their way to a plugin and from it. What goes to it is counted, and ends where a
 * result may not be larger.
 */
final class GuestValues {
  /** What a value costs beside its bytes, at least: rows of NULL have a bound, too. */
  private static final int BYTES_OF_A_VALUE = 16;

  private final SessionLocal session;
  private final long mostBytes;
  private long bytes;

  GuestValues(SessionLocal session, long mostBytes) {
    this.session = session;
    this.mostBytes = mostBytes;
  }

  /** The value in H2 of a parameter. */
  static Value toSql(SessionLocal session, @Nullable Object object) {
    if (object == null) {
      return ValueNull.INSTANCE;
    } else if (object instanceof Boolean truth) {
      return ValueBoolean.get(truth);
    } else if (object instanceof Long number) {
      return ValueBigint.get(number);
    } else if (object instanceof Double number) {
      return ValueDouble.get(number);
    } else if (object instanceof BigDecimal number) {
      return ValueNumeric.get(number);
    } else if (object instanceof byte[] binary) {
      return ValueVarbinary.get(binary);
    } else if (object instanceof String text) {
      return ValueVarchar.get(text, session);
    }
    return temporal(object);
  }

  private static Value temporal(Object object) {
    if (object instanceof LocalDate date) {
      return JSR310Utils.localDateToValue(date);
    } else if (object instanceof LocalTime time) {
      return JSR310Utils.localTimeToValue(time);
    } else if (object instanceof LocalDateTime timestamp) {
      return JSR310Utils.localDateTimeToValue(timestamp);
    } else if (object instanceof OffsetDateTime timestamp) {
      return JSR310Utils.offsetDateTimeToValue(timestamp);
    }
    throw new IllegalArgumentException(object.getClass().getName());
  }

  /** A value of a row. */
  @Nullable Object read(Value value) {
    count(BYTES_OF_A_VALUE);
    return switch (value.getValueType()) {
      case Value.NULL -> null;
      case Value.BOOLEAN -> value.getBoolean();
      case Value.TINYINT, Value.SMALLINT, Value.INTEGER, Value.BIGINT -> value.getLong();
      case Value.REAL, Value.DOUBLE -> value.getDouble();
      case Value.NUMERIC -> value.getBigDecimal();
      case Value.DATE -> JSR310Utils.valueToLocalDate(value, session);
      case Value.TIME -> JSR310Utils.valueToLocalTime(value, session);
      case Value.TIMESTAMP -> JSR310Utils.valueToLocalDateTime(value, session);
      case Value.TIMESTAMP_TZ -> JSR310Utils.valueToOffsetDateTime(value, session);
      case Value.BINARY, Value.VARBINARY, Value.BLOB -> bytes(value);
      default -> text(value);
    };
  }

  private byte[] bytes(Value value) {
    if (value instanceof ValueLob lob) {
      requireRoom(lob.octetLength());
    }
    byte[] read = value.getBytes();
    count(read.length);
    return read;
  }

  private String text(Value value) {
    if (value instanceof ValueLob lob) {
      requireRoom(lob.charLength());
    }
    String read = value.getString();
    count(read.getBytes(StandardCharsets.UTF_8).length);
    return read;
  }

  private void count(long more) {
    requireRoom(more);
    bytes += more;
  }

  private void requireRoom(long more) {
    if (bytes + more > mostBytes) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "bytes of a query's rows", mostBytes, bytes, more);
    }
  }
}
