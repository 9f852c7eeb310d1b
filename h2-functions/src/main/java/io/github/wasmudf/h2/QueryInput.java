package io.github.wasmudf.h2;

import io.github.wasmudf.Column;
import io.github.wasmudf.RowInput;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.List;
import org.h2.command.query.Query;
import org.h2.util.JSR310Utils;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueUuid;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a query become a plugin's inputs: one column as WASM_TRANSFORM takes it, several
 * as a JSON array.
 */
final class QueryInput {
  private static final int MOST_DIGITS = 38;

  private final H2Session session;
  private final String label;
  private final boolean isBinary;
  private final List<Column> columns;
  private final RowInput several;

  /**
   * For the rows of a query.
   *
   * @param label names the plugin in errors
   */
  QueryInput(H2Session session, String label, Query query) {
    this.session = session;
    this.label = label;
    this.columns = new ArrayList<>();
    for (int i = 0; i < query.getColumnCount(); i++) {
      TypeInfo type = query.getExpressions().get(i).getType();
      columns.add(new Column("column " + (i + 1), type(type)));
    }
    this.isBinary = columns.get(0).type().kind() == SqlType.Kind.VARBINARY;
    this.several = RowInput.of(columns);
  }

  private static SqlType type(TypeInfo type) {
    return switch (type.getValueType()) {
      case Value.BOOLEAN -> SqlType.of(SqlType.Kind.BOOLEAN);
      case Value.TINYINT, Value.SMALLINT, Value.INTEGER -> SqlType.of(SqlType.Kind.INTEGER);
      case Value.BIGINT -> SqlType.of(SqlType.Kind.BIGINT);
      case Value.REAL -> SqlType.of(SqlType.Kind.REAL);
      case Value.DOUBLE -> SqlType.of(SqlType.Kind.DOUBLE);
      case Value.NUMERIC ->
          type.getPrecision() > MOST_DIGITS
              ? SqlType.of(SqlType.Kind.VARCHAR)
              : SqlType.parse("DECIMAL(" + type.getPrecision() + ", " + type.getScale() + ")");
      case Value.BINARY, Value.VARBINARY, Value.BLOB, Value.JAVA_OBJECT ->
          SqlType.of(SqlType.Kind.VARBINARY);
      case Value.DATE -> SqlType.of(SqlType.Kind.DATE);
      case Value.TIME -> SqlType.of(SqlType.Kind.TIME);
      case Value.TIMESTAMP -> SqlType.of(SqlType.Kind.TIMESTAMP);
      case Value.TIMESTAMP_TZ -> SqlType.of(SqlType.Kind.TIMESTAMP_WITH_TIME_ZONE);
      case Value.UUID -> SqlType.of(SqlType.Kind.UUID);
      case Value.JSON -> SqlType.of(SqlType.Kind.JSON);
      default -> SqlType.of(SqlType.Kind.VARCHAR);
    };
  }

  /** The input for a row; null where that is NULL alone. */
  byte @Nullable [] of(Value[] row) {
    try {
      if (columns.size() > 1) {
        return several.bytes(objects(row));
      }
      if (row[0].getValueType() == Value.NULL) {
        return null;
      }
      return isBinary
          ? SqlValues.binaryBytes(row[0], session)
          : SqlValues.textBytes(row[0], session);
    } catch (UdfException unusable) {
      throw unusable.about(label);
    }
  }

  private @Nullable Object[] objects(Value[] row) {
    @Nullable Object[] objects = new @Nullable Object[columns.size()];
    for (int i = 0; i < objects.length; i++) {
      boolean isNull = row[i].getValueType() == Value.NULL;
      objects[i] = isNull ? null : object(row[i], columns.get(i).type());
    }
    return objects;
  }

  private Object object(Value value, SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> value.getBoolean();
      case INTEGER -> value.getInt();
      case BIGINT -> value.getLong();
      case REAL -> value.getFloat();
      case DOUBLE -> value.getDouble();
      case DECIMAL -> value.getBigDecimal().setScale(type.scale());
      case VARBINARY -> SqlValues.binaryBytes(value, session);
      case DATE -> JSR310Utils.valueToLocalDate(value, session.castDataProvider());
      case TIME -> JSR310Utils.valueToLocalTime(value, session.castDataProvider());
      case TIMESTAMP -> JSR310Utils.valueToLocalDateTime(value, session.castDataProvider());
      case TIMESTAMP_WITH_TIME_ZONE ->
          JSR310Utils.valueToOffsetDateTime(value, session.castDataProvider());
      case UUID -> ((ValueUuid) value).getUuid();
      default -> String.valueOf(value.getString());
    };
  }
}
