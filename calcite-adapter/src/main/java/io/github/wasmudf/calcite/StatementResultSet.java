package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.avatica.util.Cursor;
import org.apache.calcite.avatica.util.StructImpl;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.runtime.ArrayEnumeratorCursor;
import org.jspecify.annotations.Nullable;

/**
 * A result set whose {@code next()} throws nothing but {@code SQLException}s, says when its
 * statement was cancelled or took too long, and leaves a statement that was cancelled as good as
 * new.
 */
final class StatementResultSet extends AvaticaResultSet {
  private final AvaticaResultSet calcite;
  private final AtomicBoolean cancelled;
  private long deadline;
  private boolean timed;

  /**
   * @param calcite Calcite's own of the same statement; makes what is nested in it
   */
  StatementResultSet(
      AvaticaResultSet calcite,
      AvaticaStatement statement,
      Meta.Signature signature,
      ResultSetMetaData metaData,
      TimeZone timeZone,
      Meta.@Nullable Frame firstFrame)
      throws SQLException {
    super(statement, null, signature, metaData, timeZone, firstFrame);
    this.calcite = calcite;
    this.cancelled = cancelFlag(statement);
    // A cancellation ends one execution, but Calcite never takes the flag back. Avatica plans a
    // statement and comes here under the statement's lock, which cancel() takes, too: one that was
    // asked for meanwhile sets the flag after this.
    cancelled.set(false);
  }

  private static AtomicBoolean cancelFlag(AvaticaStatement statement) throws SQLException {
    try {
      return statement.getConnection().getCancelFlag(statement.handle);
    } catch (NoSuchStatementException gone) {
      throw new SQLException("the statement is closed", gone);
    }
  }

  @Override
  protected AvaticaResultSet execute() throws SQLException {
    int seconds = statement.getQueryTimeout();
    timed = seconds > 0;
    deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try {
      return super.execute();
    } catch (ExceptionInInitializerError constant) {
      // What Calcite computes once and for all fails where its generated class is initialized.
      Throwable cause = constant.getCause();
      throw SqlErrors.raise(SqlErrors.translateOther(cause == null ? constant : cause));
    } catch (RuntimeException failed) {
      throw SqlErrors.raise(SqlErrors.translateOther(failed));
    } catch (StackOverflowError | OutOfMemoryError failed) {
      throw SqlErrors.raise(failed);
    }
  }

  @Override
  public boolean next() throws SQLException {
    if (timed && System.nanoTime() - deadline >= 0) {
      throw ended("the statement's query timeout is over", null);
    }
    try {
      return super.next();
    } catch (SQLException failed) {
      throw failed.getSQLState() == null && cancelled.get()
          ? ended("the statement was cancelled", failed)
          : failed;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failed) {
      throw SqlErrors.translateOther(failed);
    }
  }

  private static SQLException ended(String why, @Nullable SQLException cause) {
    UdfError error = UdfError.CANCELLED;
    return new SQLException(why, error.sqlState(), error.number(), cause);
  }

  /** Of a row the fields are what they would be as columns. */
  @Override
  public Object getObject(int column) throws SQLException {
    Object value = super.getObject(column);
    ColumnMetaData.StructType type = struct(column);
    return type != null && value instanceof Struct row ? fields(row.getAttributes(), type) : value;
  }

  @Override
  public Object getObject(String label) throws SQLException {
    return getObject(findColumn(label));
  }

  @Override
  public @Nullable String getString(int column) throws SQLException {
    return struct(column) == null
        ? super.getString(column)
        : Objects.toString(getObject(column), null);
  }

  @Override
  public @Nullable String getString(String label) throws SQLException {
    return getString(findColumn(label));
  }

  /** The fields of a column of rows that plugins answer; of Calcite's own they are right. */
  private ColumnMetaData.@Nullable StructType struct(int column) {
    RelDataType row = signature instanceof CalciteSignature<?> planned ? planned.rowType : null;
    return row != null
            && column > 0
            && column <= row.getFieldCount()
            && row.getFieldList().get(column - 1).getType() instanceof RowResultType
            && signature.columns.get(column - 1).type instanceof ColumnMetaData.StructType type
        ? type
        : null;
  }

  private Struct fields(Object[] attributes, ColumnMetaData.StructType type) throws SQLException {
    try (Cursor row = new ArrayEnumeratorCursor(Linq4j.singletonEnumerator(attributes))) {
      List<Cursor.Accessor> fields = row.createAccessors(type.columns, localCalendar, this);
      row.next();
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < attributes.length; i++) {
        values.add(value(fields.get(i), type.columns.get(i).type.id));
      }
      return new StructImpl(values);
    }
  }

  private static @Nullable Object value(Cursor.Accessor field, int type) throws SQLException {
    Object value = type == Types.ARRAY ? field.getArray() : field.getObject();
    return value instanceof ByteString bytes ? bytes.getBytes() : value;
  }

  @Override
  public ResultSet create(ColumnMetaData.AvaticaType elementType, Iterable<Object> iterable)
      throws SQLException {
    return calcite.create(elementType, iterable);
  }
}
