package io.github.wasmudf.benchmarks;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
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
  private static final String URL = "jdbc:wasm-calcite:wasm.engine=";

  private final String engine;
  private final Work work;
  private final HeapTable table;

  CalciteTable(String engine, Work work, List<String> rows) {
    this.engine = engine;
    this.work = work;
    this.table = new HeapTable(rows);
  }

  @Override
  public Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(URL + engine);
    SchemaPlus root = connection.unwrap(CalciteConnection.class).getRootSchema();
    root.add("T", table);
    root.add("JAVA_TWIN", ScalarFunctionImpl.create(twin(work)));
    SqlTable.register(connection, work);
    return connection;
  }

  private static Method twin(Work work) {
    try {
      return work.twinClass().getMethod(work.twinMethod(), String.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {}

  /** A table of one nullable column. */
  private static final class HeapTable extends AbstractTable implements ScannableTable {
    private final List<Object[]> rows;

    HeapTable(List<String> values) {
      rows = values.stream().map(value -> new Object[] {value}).toList();
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
      RelDataType text =
          types.createTypeWithNullability(types.createSqlType(SqlTypeName.VARCHAR), true);
      return types.builder().add("C", text).build();
    }

    @Override
    public Enumerable<Object[]> scan(DataContext context) {
      return Linq4j.asEnumerable(rows);
    }
  }
}
