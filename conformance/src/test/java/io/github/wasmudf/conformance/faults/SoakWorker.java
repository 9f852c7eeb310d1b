package io.github.wasmudf.conformance.faults;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One connection of the soak: does something at random and checks every answer. */
final class SoakWorker {
  private static final String CANCELLED = "57014";
  private static final String CLOSED = "90007";
  private static final String INSERT = "INSERT INTO ledger VALUES (?, ?, WASM_TRANSFORM(?, ?))";

  private final int id;
  private final String url;
  private final Random random;
  private final List<SoakReplacer.Stamp> stamps;
  private final Latencies latencies;
  private final List<String> documents;
  private final List<SoakPlugin> good = SoakPlugin.good();
  private final List<SoakPlugin> evil = SoakPlugin.evil();
  private final AtomicInteger cancels = new AtomicInteger();
  private Sql sql;
  private int sequence;
  private int timeouts;
  private int cancelled;

  /** What the ledger must hold of this worker, by number. */
  final List<Integer> committed = new ArrayList<>();

  private volatile @Nullable PreparedStatement running;

  SoakWorker(
      int id,
      String url,
      List<String> documents,
      List<SoakReplacer.Stamp> stamps,
      Latencies latencies)
      throws SQLException {
    this.id = id;
    this.url = url;
    this.documents = documents;
    this.stamps = stamps;
    this.latencies = latencies;
    this.random = new Random(id);
    this.sql = Sql.connect(url);
  }

  /** Cancels whatever it runs now; from another thread. */
  void cancel() throws SQLException {
    PreparedStatement statement = running;
    if (statement != null) {
      cancels.incrementAndGet();
      try {
        statement.cancel();
      } catch (SQLException failed) {
        // H2 looks at the statement's connection without a lock: one that is being closed has none.
        if (!CLOSED.equals(failed.getSQLState())
            && !(failed.getCause() instanceof NullPointerException)) {
          throw failed;
        }
      }
    }
  }

  void run(long end) throws SQLException {
    try {
      while (System.nanoTime() - end < 0) {
        step();
        if (Thread.currentThread().isInterrupted()) {
          throw new AssertionError("an interrupt was left behind");
        }
      }
    } finally {
      sql.close();
    }
  }

  private void step() throws SQLException {
    int choice = random.nextInt(100);
    if (choice < 45) {
      timed("query", this::query);
    } else if (choice < 60) {
      timed("replaced", this::queryReplaced);
    } else if (choice < 80) {
      SoakPlugin plugin = pick(evil);
      timed(plugin.name(), () -> fail(plugin));
    } else if (choice < 92) {
      timed("transaction", this::transaction);
    } else if (choice < 99) {
      timed("timeout", this::queryWithTimeout);
    } else {
      sql.close();
      sql = Sql.connect(url);
    }
  }

  private interface Operation {
    void run() throws SQLException;
  }

  /** An operation that may be cancelled, if somebody did that. */
  private void timed(String kind, Operation operation) throws SQLException {
    long begin = System.nanoTime();
    String outcome = "ok";
    try {
      operation.run();
    } catch (SQLException failed) {
      outcome = String.valueOf(failed.getSQLState());
      cancelled++;
      if (!outcome.equals(CANCELLED) || cancelled > cancels.get() + timeouts) {
        throw new AssertionError(kind + " of connection " + id + " failed: " + failed, failed);
      }
    } finally {
      running = null;
    }
    latencies.add(kind, outcome, System.nanoTime() - begin);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private List<String> answers(String plugin, int first, int last) throws SQLException {
    try (PreparedStatement select =
        sql.connection()
            .prepareStatement(
                "SELECT WASM_TRANSFORM(?, body) FROM docs WHERE id BETWEEN ? AND ? ORDER BY id")) {
      select.setString(1, plugin);
      select.setInt(2, first);
      select.setInt(3, last);
      running = select;
      List<String> answers = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          answers.add(rows.getString(1));
        }
      }
      return answers;
    }
  }

  private void query() throws SQLException {
    SoakPlugin plugin = pick(good);
    int first = random.nextInt(documents.size());
    int last = Math.min(documents.size() - 1, first + random.nextInt(60));
    List<String> expected = documents.subList(first, last + 1).stream().map(plugin.twin()).toList();
    requireEqual(plugin.name(), expected, answers(plugin.name(), first, last));
  }

  private void queryReplaced() throws SQLException {
    SoakReplacer.Stamp stamp = pick(stamps);
    String plugin = stamp.name();
    Replacements replacements = stamp.replacements();
    int begin = replacements.now();
    List<String> answers = answers(plugin, 0, 99);
    String first = answers.get(0);
    if (!replacements.wasActive(first, begin)) {
      throw new AssertionError(plugin + " answered " + first + ", which was not active");
    }
    requireEqual(plugin, List.of(first), answers.stream().distinct().toList());
  }

  private void queryWithTimeout() throws SQLException {
    timeouts++;
    try {
      sql.run("SET QUERY_TIMEOUT " + (10 + random.nextInt(40)));
      answers("stamp_slow", 0, documents.size() - 1);
    } finally {
      sql.run("SET QUERY_TIMEOUT 0");
    }
  }

  private void fail(SoakPlugin plugin) throws SQLException {
    try {
      List<String> answers = answers(plugin.name(), 7, 7);
      throw new AssertionError(plugin.name() + " answered " + answers);
    } catch (SQLException failed) {
      if (!String.valueOf(plugin.sqlState()).equals(failed.getSQLState())) {
        throw failed;
      }
    }
  }

  /** Two rows stay, whatever failed between them; or none, when the whole is taken back. */
  private void transaction() throws SQLException {
    boolean keeps = random.nextBoolean();
    List<Integer> numbers = List.of(sequence + 1, sequence + 2);
    sequence += 2;
    sql.connection().setAutoCommit(false);
    try {
      insert(numbers.get(0));
      fail(pick(evil));
      insert(numbers.get(1));
      if (keeps) {
        sql.connection().commit();
        committed.addAll(numbers);
      }
    } finally {
      sql.connection().rollback();
      sql.connection().setAutoCommit(true);
    }
  }

  private void insert(int number) throws SQLException {
    SoakPlugin plugin = good.get(number % good.size());
    try (PreparedStatement insert = sql.connection().prepareStatement(INSERT)) {
      insert.setInt(1, id);
      insert.setInt(2, number);
      insert.setString(3, plugin.name());
      insert.setString(4, documents.get(number % documents.size()));
      running = insert;
      insert.executeUpdate();
    }
  }

  /** What the ledger must say of a number. */
  String expected(int number) {
    return good.get(number % good.size()).twin().apply(documents.get(number % documents.size()));
  }

  private static void requireEqual(String plugin, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(plugin + " answered " + actual + " instead of " + expected);
    }
  }
}
