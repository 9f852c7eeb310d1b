package io.github.wasmudf.calcite;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;

/** A table of texts and bytes, and plugins that count and fail, for tests of batches. */
abstract class Batches extends Federated {
  static final int ROWS = 3_000;
  static final String BY_ROW = OURS + "wasm.batch=off";

  /**
   * {@code T(ID, G, NAME, DATA)}: {@code n0}, {@code n1}, ..; every seventh NAME is NULL, every
   * fifth G, every eleventh DATA.
   */
  private static final class Rows extends AbstractTable implements ScannableTable {
    private final int rows;

    Rows(int rows) {
      this.rows = rows;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
      return types
          .builder()
          .add("ID", SqlTypeName.INTEGER)
          .add("G", SqlTypeName.INTEGER)
          .nullable(true)
          .add("NAME", SqlTypeName.VARCHAR)
          .nullable(true)
          .add("DATA", SqlTypeName.VARBINARY)
          .nullable(true)
          .build();
    }

    @Override
    public Enumerable<Object[]> scan(DataContext root) {
      return Linq4j.asEnumerable(
          () -> IntStream.range(0, rows).mapToObj(Rows::row).map(Object[].class::cast).iterator());
    }

    private static Object[] row(int i) {
      return new Object[] {
        i,
        i % 5 == 4 ? null : i % 3,
        i % 7 == 6 ? null : "n" + i,
        i % 11 == 10 ? null : new ByteString(new byte[] {(byte) i, (byte) (i >> 8), 'x'})
      };
    }
  }

  /** Answers its input, but traps on one that begins with an exclamation mark. */
  private static byte[] picky() {
    return Guests.transform(
        """
        (if (i32.and
              (i32.gt_u (local.get $len) (i32.const 0))
              (i32.eq (i32.load8_u (local.get $ptr)) (i32.const 33)))
          (then unreachable))
        (i64.or
          (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
          (i64.extend_i32_u (local.get $len)))
        """);
  }

  static Connection open(String url, int rows) throws SQLException {
    return open(url, rows, "endive");
  }

  static Connection open(String url, int rows, String engine) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    root(connection).add("T", new Rows(rows));
    addCounting(connection, engine);
    add(connection, "upper", Guests.plugin("upper"));
    add(connection, "picky", picky());
    return connection;
  }

  /** The rows that can be read, and then why no more. */
  static List<String> rowsAndFailure(Connection connection, String sql) {
    List<String> list = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        list.add(row(rows));
      }
    } catch (SQLException failed) {
      list.add(failed.getSQLState() + " " + failed.getErrorCode() + " " + failed.getMessage());
    }
    return list;
  }
}
