package io.github.wasmudf.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.DataContext;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.schema.impl.ScalarFunctionImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** In Calcite, over rows of this JVM's heap. Each connection has its own catalog. */
final class CalciteTable implements SqlTable {
  private final String subject;
  private final String url;
  private final SqlWork work;
  private final HeapTable table;

  CalciteTable(String subject, boolean batches, SqlWork work, List<Object[]> rows) {
    this.subject = subject;
    this.url =
        "jdbc:wasm-calcite:wasm.engine="
            + SqlTable.engine(subject)
            + ";wasm.batch="
            + (batches ? "auto" : "off");
    this.work = work;
    this.table = new HeapTable(work.columns(), SqlTypeName.get(work.columnType()), rows);
  }

  @Override
  public Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    SchemaPlus root = connection.unwrap(CalciteConnection.class).getRootSchema();
    root.add("T", table);
    root.add("JAVA_TWIN", ScalarFunctionImpl.create(work.twin()));
    SqlTable.register(connection, subject, work);
    return connection;
  }

  @Override
  public void close() {}

  /** A table of nullable columns of one type. */
  private static final class HeapTable extends AbstractTable implements ScannableTable {
    private final List<String> columns;
    private final SqlTypeName type;
    private final List<Object[]> rows;

    HeapTable(List<String> columns, SqlTypeName type, List<Object[]> rows) {
      this.columns = columns;
      this.type = type;
      this.rows = rows;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
      RelDataType nullable = types.createTypeWithNullability(types.createSqlType(type), true);
      RelDataTypeFactory.Builder row = types.builder();
      columns.forEach(column -> row.add(column.toUpperCase(Locale.ROOT), nullable));
      return row.build();
    }

    @Override
    public Enumerable<Object[]> scan(DataContext context) {
      return Linq4j.asEnumerable(rows);
    }
  }
}
