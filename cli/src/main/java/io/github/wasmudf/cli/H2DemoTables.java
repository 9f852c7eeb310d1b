package io.github.wasmudf.cli;

import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.stream.Stream;

/** Tables of H2, filled through JDBC batches. */
final class H2DemoTables implements DemoTables {
  private static final int BATCH = 1000;

  private static final String CUSTOMER =
      """
      CREATE TABLE customer (
        customer_key BIGINT PRIMARY KEY, name VARCHAR(25), city VARCHAR(40),
        account_balance DECIMAL(12, 2))""";

  private static final String ORDERS =
      """
      CREATE TABLE orders (
        order_key BIGINT PRIMARY KEY, customer_key BIGINT REFERENCES customer,
        total_price DECIMAL(12, 2), order_date DATE, priority VARCHAR(15),
        comment VARCHAR(79), support_note VARCHAR(300), receipt BLOB)""";

  @Override
  public int load(Connection connection, DemoData data) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(CUSTOMER);
      statement.execute(ORDERS);
    }
    return insert(connection, "customer", 4, data.customers(), H2DemoTables::bind)
        + insert(connection, "orders", 8, data.orders(), H2DemoTables::bind);
  }

  private static <T> int insert(
      Connection connection, String table, int columns, Stream<T> rows, Binding<T> binding)
      throws SQLException {
    String sql = "INSERT INTO " + table + " VALUES (" + "?, ".repeat(columns - 1) + "?)";
    int count = 0;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Iterator<T> each = rows.iterator(); each.hasNext(); ) {
        binding.bind(insert, each.next());
        insert.addBatch();
        count++;
        if (count % BATCH == 0 || !each.hasNext()) {
          insert.executeBatch();
        }
      }
    }
    return count;
  }

  private static void bind(PreparedStatement insert, DemoData.CustomerRow customer)
      throws SQLException {
    insert.setLong(1, customer.key());
    insert.setString(2, customer.name());
    insert.setString(3, customer.city());
    insert.setBigDecimal(4, customer.balance());
  }

  private static void bind(PreparedStatement insert, DemoData.OrderRow order) throws SQLException {
    insert.setLong(1, order.key());
    insert.setLong(2, order.customerKey());
    insert.setBigDecimal(3, order.totalPrice());
    insert.setObject(4, order.date());
    insert.setString(5, order.priority());
    insert.setString(6, order.comment());
    insert.setString(7, order.supportNote());
    insert.setBlob(8, new ByteArrayInputStream(order.receipt()));
  }

  /** Puts one row into the parameters of an INSERT. */
  private interface Binding<T> {
    void bind(PreparedStatement insert, T row) throws SQLException;
  }
}
