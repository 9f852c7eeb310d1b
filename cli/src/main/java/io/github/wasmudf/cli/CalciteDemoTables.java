package io.github.wasmudf.cli;

import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.rowset.serial.SerialBlob;
import org.apache.calcite.DataContext;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;

/** Rows in Java's memory, as tables of a connection's root schema. */
final class CalciteDemoTables implements DemoTables {
  private static final int UNSPECIFIED = -1;

  private record Column(String name, SqlTypeName type, int precision, int scale) {
    Column(String name, SqlTypeName type) {
      this(name, type, UNSPECIFIED, 0);
    }

    RelDataType in(RelDataTypeFactory types) {
      return precision == UNSPECIFIED
          ? types.createSqlType(type)
          : type == SqlTypeName.DECIMAL
              ? types.createSqlType(type, precision, scale)
              : types.createSqlType(type, precision);
    }
  }

  private static final List<Column> CUSTOMER =
      List.of(
          new Column("CUSTOMER_KEY", SqlTypeName.BIGINT),
          new Column("NAME", SqlTypeName.VARCHAR, 25, 0),
          new Column("CITY", SqlTypeName.VARCHAR, 40, 0),
          new Column("ACCOUNT_BALANCE", SqlTypeName.DECIMAL, 12, 2));

  /** Calcite has no type BLOB: like those of other databases, the receipts are of type ANY. */
  private static final List<Column> ORDERS =
      List.of(
          new Column("ORDER_KEY", SqlTypeName.BIGINT),
          new Column("CUSTOMER_KEY", SqlTypeName.BIGINT),
          new Column("TOTAL_PRICE", SqlTypeName.DECIMAL, 12, 2),
          new Column("ORDER_DATE", SqlTypeName.DATE),
          new Column("PRIORITY", SqlTypeName.VARCHAR, 15, 0),
          new Column("COMMENT", SqlTypeName.VARCHAR, 79, 0),
          new Column("SUPPORT_NOTE", SqlTypeName.VARCHAR, 300, 0),
          new Column("RECEIPT", SqlTypeName.ANY));

  @Override
  public int load(Connection connection, DemoData data) throws SQLException {
    SchemaPlus root = connection.unwrap(CalciteConnection.class).getRootSchema();
    return add(root, "CUSTOMER", CUSTOMER, data.customers().map(CalciteDemoTables::values))
        + add(root, "ORDERS", ORDERS, data.orders().map(CalciteDemoTables::values));
  }

  private static int add(
      SchemaPlus root, String name, List<Column> columns, Stream<Object[]> values) {
    List<Object[]> rows = values.toList();
    root.add(name, new Rows(columns, rows));
    return rows.size();
  }

  private static Object[] values(DemoData.CustomerRow customer) {
    return new Object[] {customer.key(), customer.name(), customer.city(), customer.balance()};
  }

  private static Object[] values(DemoData.OrderRow order) {
    int epochDay = (int) order.date().toEpochDay();
    BigDecimal price = order.totalPrice();
    return new Object[] {
      order.key(),
      order.customerKey(),
      price,
      epochDay,
      order.priority(),
      order.comment(),
      order.supportNote(),
      blob(order.receipt())
    };
  }

  private static Blob blob(byte[] bytes) {
    try {
      return new SerialBlob(bytes);
    } catch (SQLException e) {
      throw new AssertionError("bytes in memory can be read", e);
    }
  }

  private static final class Rows extends AbstractTable implements ScannableTable {
    private final List<Column> columns;
    private final List<Object[]> rows;

    Rows(List<Column> columns, List<Object[]> rows) {
      this.columns = columns;
      this.rows = rows;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
      RelDataTypeFactory.Builder row = types.builder();
      columns.forEach(column -> row.add(column.name(), column.in(types)));
      return row.build();
    }

    @Override
    public Enumerable<Object[]> scan(DataContext root) {
      return Linq4j.asEnumerable(rows);
    }
  }
}
