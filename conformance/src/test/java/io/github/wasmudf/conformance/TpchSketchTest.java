package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.calcite.adapter.jdbc.JdbcSchema;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.schema.SchemaPlus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HyperLogLog on TPC-H's {@code lineitem.l_partkey}, in both databases on both engines. */
@OnEachEngine
class TpchSketchTest {
  /** Three standard errors of 2 to the 14th registers: 1.04 / 128 each. */
  private static final double ERROR = 3 * 1.04 / 128;

  private static final String CREATE =
      "CALL WASM_CREATE_FUNCTION('distinct_parts', 'sketches', 'hll', '{\"kind\":\"aggregate\","
          + "\"args\":[{\"name\":\"x\",\"type\":\"INTEGER\"}],\"returns\":\"BIGINT\"}')";

  private final String engine;
  private final String url =
      "jdbc:h2:mem:" + UUID.randomUUID() + ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
  private final Connection lines;

  TpchSketchTest(String engine) throws SQLException {
    this.engine = engine;
    this.lines = DriverManager.getConnection(url, "sa", "");
  }

  @BeforeEach
  void load() throws SQLException {
    List<Integer> keys = TpchPartKeys.all();
    assertThat(keys).hasSize(60_175);
    try (Statement statement = lines.createStatement();
        PreparedStatement insert = prepared(statement)) {
      for (int i = 0; i < keys.size(); i++) {
        insert.setInt(1, keys.get(i));
        insert.addBatch();
        if (i % 10_000 == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
      statement.execute("CALL WASM_SET_POLICY('{\"engine\":\"" + engine + "\"}')");
    }
  }

  private PreparedStatement prepared(Statement statement) throws SQLException {
    statement.execute("CREATE TABLE lineitem (l_partkey INTEGER)");
    return lines.prepareStatement("INSERT INTO lineitem VALUES (?)");
  }

  @AfterEach
  void close() throws SQLException {
    lines.close();
  }

  private static void register(Connection connection) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement("CALL WASM_REGISTER(?, ?)");
        Statement create = connection.createStatement()) {
      call.setString(1, "sketches");
      call.setBytes(2, Guests.plugin("sketches"));
      assertAnswersOne(call.executeQuery());
      assertAnswersOne(create.executeQuery(CREATE));
    }
  }

  private static void assertAnswersOne(ResultSet answer) throws SQLException {
    try (answer) {
      assertThat(answer.next()).isTrue();
      assertThat(answer.getInt(1)).isEqualTo(1);
    }
  }

  private static void assertIsCounted(Connection connection, String table) throws SQLException {
    String query = "SELECT COUNT(DISTINCT l_partkey), distinct_parts(l_partkey) FROM " + table;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      long exact = row.getLong(1);
      assertThat(exact).isBetween(1_900L, 2_000L);
      assertThat((double) row.getLong(2)).isBetween(exact * (1 - ERROR), exact * (1 + ERROR));
    }
  }

  @Test
  void partKeys_inH2_areCountedWithinTheError() throws SQLException {
    register(lines);
    assertIsCounted(lines, "lineitem");
  }

  @Test
  void partKeys_inCalcite_areCountedWithinTheError() throws SQLException {
    try (Connection calcite =
        DriverManager.getConnection("jdbc:wasm-calcite:wasm.engine=" + engine)) {
      SchemaPlus root = calcite.unwrap(CalciteConnection.class).getRootSchema();
      DataSource source = JdbcSchema.dataSource(url, null, "sa", "");
      root.add("TPCH", JdbcSchema.create(root, "TPCH", source, null, "PUBLIC"));
      register(calcite);
      assertIsCounted(calcite, "tpch.lineitem");
    }
  }
}
