package io.github.wasmudf.cli;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ten queries. No oracle has anything in common with the plugin it checks. */
final class DemoQueries {
  private DemoQueries() {}

  static List<DemoQuery> all(DemoPlugins plugins) {
    return List.of(
        maskedNotes(),
        maskedCards(),
        pseudonyms(),
        documents(),
        roundTrip(),
        oneCity(),
        allCities(),
        receipts(),
        neverFrees(),
        registered(plugins));
  }

  private static DemoQuery maskedNotes() {
    Redaction redaction = Redaction.ofEverything();
    return new DemoQuery(
        "Mask e-mail addresses, card numbers and phone numbers in support notes",
        """
        SELECT order_key, WASM_TRANSFORM('redact', support_note) AS note
        FROM orders ORDER BY order_key""",
        data -> data.orders().map(o -> row(o.key(), redaction.apply(o.supportNote()))));
  }

  private static DemoQuery maskedCards() {
    Redaction redaction = Redaction.ofCards("card ", 4);
    return new DemoQuery(
        "Mask card numbers only, and keep their last four digits",
        """
        SELECT order_key,
          WASM_TRANSFORM('redact', support_note,
            '{"kinds": "card", "mask": "card ", "keep_last": "4"}') AS note
        FROM orders WHERE support_note LIKE 'Pa%' ORDER BY order_key""",
        data ->
            data.orders()
                .filter(o -> o.supportNote().startsWith("Pa"))
                .map(o -> row(o.key(), redaction.apply(o.supportNote()))));
  }

  private static DemoQuery pseudonyms() {
    return new DemoQuery(
        "Totals per customer under a pseudonym",
        """
        SELECT WASM_TRANSFORM('sha256', 'salt ' || CAST(customer_key AS VARCHAR)) AS pseudonym,
          COUNT(*) AS orders, SUM(total_price) AS total
        FROM orders GROUP BY customer_key ORDER BY customer_key""",
        data -> {
          Map<Long, Totals> totals = new TreeMap<>();
          data.orders()
              .forEach(o -> totals.merge(o.customerKey(), Totals.of(o.totalPrice()), Totals::plus));
          return totals.entrySet().stream()
              .map(e -> e.getValue().after(sha256(utf8("salt " + e.getKey()))));
        });
  }

  private static DemoQuery documents() {
    return new DemoQuery(
            "Orders as readable JSON documents",
            """
        SELECT WASM_TRANSFORM('json_pretty', JSON_OBJECT(
          'order': order_key, 'priority': priority, 'total': total_price,
          'customer': JSON_OBJECT('key': customer_key), 'note': support_note,
          'tags': JSON_ARRAY())) AS document
        FROM orders ORDER BY order_key""",
            data -> data.orders().map(o -> row(PrettyJson.of(o))))
        // The members of an object come in any order there: it is put together from objects of one.
        .withCalcite(
            """
            SELECT WASM_TRANSFORM('json_pretty', REPLACE(
              JSON_OBJECT('order': order_key) || JSON_OBJECT('priority': priority)
              || JSON_OBJECT('total': total_price)
              || JSON_OBJECT('customer': JSON_OBJECT('key': customer_key))
              || JSON_OBJECT('note': support_note) || JSON_OBJECT('tags': JSON_ARRAY()),
              '}{', ',')) AS document
            FROM orders ORDER BY order_key""");
  }

  private static DemoQuery roundTrip() {
    return new DemoQuery(
        "Base64 there and back again",
        """
        SELECT order_key, WASM_TRANSFORM('base64', support_note) AS encoded,
          WASM_TRANSFORM('base64', WASM_TRANSFORM('base64', support_note),
            '{"mode": "decode"}') AS decoded
        FROM orders ORDER BY order_key""",
        data ->
            data.orders().map(o -> row(o.key(), base64(utf8(o.supportNote())), o.supportNote())));
  }

  private static DemoQuery oneCity() {
    return new DemoQuery(
        "Customers of one city, however they spell it (WHERE)",
        """
        SELECT customer_key, city FROM customer
        WHERE WASM_TRANSFORM('upper', city) = 'STRASSBURG' ORDER BY customer_key""",
        data ->
            data.customers()
                .filter(c -> upper(c.city()).equals("STRASSBURG"))
                .map(c -> row(c.key(), c.city())));
  }

  private static DemoQuery allCities() {
    return new DemoQuery(
        "Customers per city, however they spell it (GROUP BY)",
        """
        SELECT WASM_TRANSFORM('upper', city) AS city_name,
          COUNT(*) AS customers, SUM(account_balance) AS balance
        FROM customer GROUP BY WASM_TRANSFORM('upper', city) ORDER BY city_name""",
        data -> {
          Map<String, Totals> totals = new TreeMap<>();
          data.customers()
              .forEach(c -> totals.merge(upper(c.city()), Totals.of(c.balance()), Totals::plus));
          return totals.entrySet().stream().map(e -> e.getValue().after(e.getKey()));
        });
  }

  private static DemoQuery receipts() {
    return new DemoQuery(
            "Files in a BLOB column, as Base64",
            """
        SELECT order_key, UTF8TOSTRING(WASM_TRANSFORM_BLOB('base64', receipt)) AS encoded
        FROM orders ORDER BY order_key""",
            data -> data.orders().map(o -> row(o.key(), base64(o.receipt()))))
        // A large object goes in as it is, and text comes out.
        .withCalcite(
            """
            SELECT order_key, WASM_TRANSFORM('base64', receipt) AS encoded
            FROM orders ORDER BY order_key""");
  }

  private static DemoQuery neverFrees() {
    return new DemoQuery(
        "A plugin that has 64 KiB and never frees them, over every note",
        """
        SELECT order_key, WASM_TRANSFORM('identity_bump', support_note) AS note
        FROM orders ORDER BY order_key""",
        data -> data.orders().map(o -> row(o.key(), o.supportNote())));
  }

  private static DemoQuery registered(DemoPlugins plugins) {
    Function<String, List<String>> record =
        name -> {
          byte[] module = plugins.bytes(name);
          return row(name, 1, "transform", module.length, sha256(module));
        };
    return new DemoQuery(
        "What is registered",
        """
        SELECT plugin, version, abi, bytes, sha256
        FROM WASM.PLUGINS ORDER BY plugin""",
        data -> DemoPlugins.NAMES.stream().map(record));
  }

  private static List<String> row(Object... values) {
    return Stream.of(values).map(Object::toString).collect(Collectors.toUnmodifiableList());
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** COUNT and SUM of a group. */
  private record Totals(long count, BigDecimal sum) {
    static Totals of(BigDecimal amount) {
      return new Totals(1, amount);
    }

    Totals plus(Totals other) {
      return new Totals(count + other.count, sum.add(other.sum));
    }

    List<String> after(String group) {
      return row(group, count, sum);
    }
  }
}
