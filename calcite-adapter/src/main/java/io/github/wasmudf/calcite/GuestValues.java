package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Values of another database on their way to a plugin; counted, within what a result may be. */
final class GuestValues {
  private static final int BYTES_OF_A_VALUE = 16;

  private final long mostBytes;
  private long bytes;

  GuestValues(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The value in a column of the row that is due, as plugins get it. */
  @Nullable Object read(ResultSet row, int column, int type) throws SQLException {
    Object value =
        switch (type) {
          case Types.BOOLEAN, Types.BIT -> row.getBoolean(column);
          case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> row.getLong(column);
          case Types.REAL, Types.FLOAT, Types.DOUBLE -> row.getDouble(column);
          case Types.NUMERIC, Types.DECIMAL -> row.getBigDecimal(column);
          case Types.DATE -> row.getObject(column, LocalDate.class);
          case Types.TIME -> row.getObject(column, LocalTime.class);
          case Types.TIMESTAMP -> row.getObject(column, LocalDateTime.class);
          case Types.TIMESTAMP_WITH_TIMEZONE -> row.getObject(column, OffsetDateTime.class);
          case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
              row.getBytes(column);
          default -> row.getString(column);
        };
    if (value instanceof byte[] binary) {
      count(binary.length);
    } else if (value instanceof String text) {
      count(text.getBytes(StandardCharsets.UTF_8).length);
    }
    count(BYTES_OF_A_VALUE);
    return row.wasNull() ? null : value;
  }

  private void count(long more) {
    if (bytes + more > mostBytes) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "bytes of a query's rows", mostBytes, bytes, more);
    }
    bytes += more;
  }
}
