package io.github.wasmudf.cli;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One column of a result.
 *
 * @param index counted from 1
 * @param label its name or alias; another column may have the same
 */
record ResultColumn(int index, String label, Kind kind) {
  /** JDBC 4.5 gives DECFLOAT a number; Java 17 has no constant for it yet. */
  private static final int DECFLOAT = 2015;

  enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    BINARY,
    JSON,
    ARRAY
  }

  static List<ResultColumn> of(ResultSetMetaData metaData) throws SQLException {
    List<ResultColumn> columns = new ArrayList<>();
    for (int index = 1; index <= metaData.getColumnCount(); index++) {
      Kind kind = kind(metaData.getColumnType(index), metaData.getColumnTypeName(index));
      columns.add(new ResultColumn(index, metaData.getColumnLabel(index), kind));
    }
    return columns;
  }

  private static Kind kind(int type, String typeName) {
    return switch (typeName.toUpperCase(Locale.ROOT)) {
      case "JSON" -> Kind.JSON;
      // H2 says BINARY; nobody wants to read it so.
      case "UUID" -> Kind.TEXT;
      default -> kind(type);
    };
  }

  private static Kind kind(int type) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          DECFLOAT ->
          Kind.NUMBER;
      case Types.BIT, Types.BOOLEAN -> Kind.BOOLEAN;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Kind.BINARY;
      case Types.ARRAY -> Kind.ARRAY;
      default -> Kind.TEXT;
    };
  }

  /** The value in the current row as text, bytes as lower-case hexadecimal digits. */
  @Nullable String text(ResultSet row) throws SQLException {
    if (kind != Kind.BINARY) {
      return row.getString(index);
    }
    byte[] bytes = row.getBytes(index);
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }

  /** The values of the current row as text. */
  static @Nullable String[] texts(List<ResultColumn> columns, ResultSet row) throws SQLException {
    @Nullable String[] texts = new @Nullable String[columns.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = columns.get(i).text(row);
    }
    return texts;
  }
}
