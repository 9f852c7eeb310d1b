package io.github.wasmudf.cli;

import io.trino.tpch.Customer;
import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.Order;
import io.trino.tpch.OrderGenerator;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * TPC-H customers and orders, with a few columns more. Every call makes the same rows again: the
 * tables are filled from them, and what the queries must answer is computed from them.
 *
 * @param scale 0.01 makes 1,500 customers and 15,000 orders
 */
record DemoData(double scale) {
  /** As people type them. */
  private static final List<String> CITIES =
      List.of(
          "Köln",
          "köln",
          "KÖLN",
          "Straßburg",
          "straßburg",
          "STRASSBURG",
          "Zürich",
          "zürich",
          "Πάτρας",
          "ΠΆΤΡΑΣ",
          "東京",
          "Paris",
          "paris",
          "ﬁrenze",
          "Firenze");

  private static final int MOST_RECEIPT_BYTES = 600;

  record CustomerRow(long key, String name, String city, BigDecimal balance) {}

  record OrderRow(
      long key,
      long customerKey,
      BigDecimal totalPrice,
      LocalDate date,
      String priority,
      String comment,
      String supportNote) {

    /** A file that belongs to the order: random bytes, none for some orders. */
    byte[] receipt() {
      Random random = new Random(key);
      byte[] bytes = new byte[random.nextInt(MOST_RECEIPT_BYTES)];
      random.nextBytes(bytes);
      return bytes;
    }
  }

  /** In the order of their keys. */
  Stream<CustomerRow> customers() {
    return stream(new CustomerGenerator(scale, 1, 1)).map(DemoData::customer);
  }

  /** In the order of their keys. */
  Stream<OrderRow> orders() {
    return stream(new OrderGenerator(scale, 1, 1)).map(DemoData::order);
  }

  private static <T> Stream<T> stream(Iterable<T> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }

  private static CustomerRow customer(Customer customer) {
    return new CustomerRow(
        customer.getCustomerKey(),
        customer.getName(),
        CITIES.get((int) (customer.getCustomerKey() % CITIES.size())),
        BigDecimal.valueOf(customer.getAccountBalanceInCents(), 2));
  }

  private static OrderRow order(Order order) {
    return new OrderRow(
        order.getOrderKey(),
        order.getCustomerKey(),
        BigDecimal.valueOf(order.getTotalPriceInCents(), 2),
        LocalDate.ofEpochDay(order.getOrderDate()),
        order.getOrderPriority(),
        order.getComment(),
        SupportNotes.text(order.getOrderKey(), order.getCustomerKey(), order.getComment()));
  }
}
