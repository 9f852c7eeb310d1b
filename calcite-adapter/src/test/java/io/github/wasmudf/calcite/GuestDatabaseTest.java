package io.github.wasmudf.calcite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.PluginState;
import io.github.wasmudf.host.SqlAccess;
import io.github.wasmudf.jdbc.PluginTables;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What plugins may use of the database that holds a catalog. */
@Timeout(60)
public class GuestDatabaseTest {
  private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
  private final GuestDatabase database =
      new GuestDatabase(() -> DriverManager.getConnection(url), CancelSignal.NEVER);

  @BeforeEach
  void createTables() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      PluginTables.install(connection);
      connection.createStatement().execute("CREATE TABLE ITEM (ID INTEGER PRIMARY KEY)");
      connection.createStatement().execute("INSERT INTO ITEM VALUES (1), (2)");
    }
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.createStatement().execute("SHUTDOWN");
    }
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "nothing" : new String(bytes, UTF_8);
  }

  private static long inSeconds(long seconds) {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  private SqlAccess sql() {
    return database.sql(true, Limits.DEFAULT.withResultBytes(100_000));
  }

  private String rows(String query, Object... parameters) {
    return sql()
        .query(query, new ArrayList<>(Arrays.asList(parameters)), inSeconds(30))
        .rows()
        .toString();
  }

  private long execute(String change, Object... parameters) {
    return sql().execute(change, new ArrayList<>(Arrays.asList(parameters)), inSeconds(30));
  }

  private static void assertFails(ThrowingCallable call, UdfError error) {
    assertThatThrownBy(call)
        .extracting(failure -> ((UdfException) failure).error())
        .isEqualTo(error);
  }

  @Test
  void query_answersRowsOfEveryType() {
    assertThat(rows("SELECT ID FROM ITEM ORDER BY ID;")).isEqualTo("[[1], [2]]");
    assertThat(
            rows(
                "SELECT ?, ?, ?, ?, ?, CAST(NULL AS INTEGER)",
                1L,
                "t",
                new BigDecimal("1.50"),
                LocalDate.of(2024, 2, 29),
                true))
        .isEqualTo("[[1, t, 1.50, 2024-02-29, true, null]]");
  }

  @Test
  void execute_isCommittedWithTheCall() throws SQLException {
    assertThat(execute("INSERT INTO ITEM VALUES (?)", 3L)).isEqualTo(1);
    assertFails(
        () ->
            database.atomically(
                () -> {
                  execute("INSERT INTO ITEM VALUES (4)");
                  assertThat(rows("SELECT COUNT(*) FROM ITEM")).isEqualTo("[[4]]");
                  throw new UdfException(UdfError.TRAP, "unreachable");
                }),
        UdfError.TRAP);
    assertThat(database.<Long>atomically(() -> execute("INSERT INTO ITEM VALUES (5)")))
        .isEqualTo(1);

    assertThat(rows("SELECT ID FROM ITEM ORDER BY ID")).isEqualTo("[[1], [2], [3], [5]]");
    assertFails(() -> execute("INSERT INTO ITEM VALUES (5)"), UdfError.SERVICE_FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE ITEM",
        "CREATE TABLE T (A INTEGER)",
        "COMMIT",
        "SHUTDOWN",
        "CALL 1",
        "SET PASSWORD 'x'",
        "SELECT 1",
        "INSERT INTO ITEM VALUES (9); DROP TABLE ITEM",
        "DELETE FROM WASM.PLUGIN",
        "INSERT INTO ITEM SELECT VERSION FROM WASM.PLUGIN",
        "INSERT INTO ITEM SELECT LENGTH(FILE_READ('/etc/hostname'))",
        ""
      })
  void execute_whatIsNoChangeOfData_isRefused(String change) {
    assertFails(() -> execute(change), UdfError.SERVICE_FAILED);
    assertThat(rows("SELECT ID FROM ITEM ORDER BY ID")).isEqualTo("[[1], [2]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM ITEM",
        "SELECT * FROM WASM.SETTING",
        "SELECT (SELECT MAX(SETTING) FROM \"WASM\".SETTING)",
        "SELECT FILE_READ('/etc/hostname')",
        "SELECT \"FILE_READ\"('/etc/hostname')",
        "SELECT WASM_SET_POLICY(NULL)",
        "SELECT * FROM FINAL TABLE (DELETE FROM ITEM)",
        "SELECT 1; SELECT 2"
      })
  void query_whatIsNoQuery_isRefused(String query) {
    assertFails(() -> rows(query), UdfError.SERVICE_FAILED);
  }

  @Test
  void sql_thatIsNotGranted_isNot() {
    assertFails(
        () ->
            database
                .sql(false, Limits.DEFAULT)
                .execute("DELETE FROM ITEM", List.of(), inSeconds(30)),
        UdfError.NOT_GRANTED);
  }

  @Test
  void query_beyondItsLimits_fails() {
    assertFails(() -> rows("SELECT REPEAT('x', 200000)"), UdfError.MEMORY_LIMIT);
    assertFails(
        () ->
            sql()
                .query(
                    "SELECT COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS A, INFORMATION_SCHEMA.COLUMNS"
                        + " B, INFORMATION_SCHEMA.COLUMNS C, INFORMATION_SCHEMA.COLUMNS D",
                    List.of(),
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100)),
        UdfError.TIME_LIMIT);
  }

  private static final AtomicReference<@Nullable String> REQUEST = new AtomicReference<>();

  /** An alias that answers when the request has been heard. */
  public static int untilHeard() throws InterruptedException {
    while (REQUEST.get() != null) {
      Thread.sleep(1);
    }
    return 1;
  }

  /** H2 does not look for a cancellation after its last row; the request is used up, however. */
  @Test
  void query_thatEndsAsItIsCancelled_isCancelled() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection
          .createStatement()
          .execute(
              "CREATE ALIAS UNTIL_HEARD FOR"
                  + " 'io.github.wasmudf.calcite.GuestDatabaseTest.untilHeard'");
    }
    REQUEST.set("somebody cancelled");
    try (GuestDatabase cancelled =
        new GuestDatabase(() -> DriverManager.getConnection(url), () -> REQUEST.getAndSet(null))) {
      SqlAccess sql = cancelled.sql(false, Limits.DEFAULT);
      assertFails(
          () -> sql.query("SELECT UNTIL_HEARD()", List.of(), inSeconds(30)), UdfError.CANCELLED);
      assertThat(sql.query("SELECT 1", List.of(), inSeconds(30)).rows()).hasSize(1);
    }
  }

  @Test
  void state_isOfOnePlugin() {
    PluginState state = database.state("p");
    byte[] key = "key".getBytes(UTF_8);
    state.put(key, "one".getBytes(UTF_8), inSeconds(30));
    state.put(key, "two".getBytes(UTF_8), inSeconds(30));

    assertThat(text(state.get(key, inSeconds(30)))).isEqualTo("two");
    assertThat(database.state("q").get(key, inSeconds(30))).isNull();
    assertFails(
        () ->
            database.atomically(
                () -> {
                  state.remove(key, inSeconds(30));
                  throw new UdfException(UdfError.TRAP, "unreachable");
                }),
        UdfError.TRAP);
    assertThat(state.remove(key, inSeconds(30))).isTrue();
    assertThat(state.remove(key, inSeconds(30))).isFalse();
  }

  @Test
  void memory_keepsStateOfCallsThatSucceed() {
    MemoryServices memory = new MemoryServices();
    PluginState state = memory.state("p");
    byte[] key = "key".getBytes(UTF_8);
    state.put(key, "one".getBytes(UTF_8), 0);
    assertFails(
        () ->
            memory.atomically(
                () -> {
                  state.put(key, "two".getBytes(UTF_8), 0);
                  state.remove(key, 0);
                  memory.atomically(() -> state.remove("other".getBytes(UTF_8), 0));
                  throw new UdfException(UdfError.TRAP, "unreachable");
                }),
        UdfError.TRAP);

    assertThat(text(state.get(key, 0))).isEqualTo("one");
    assertThat(memory.state("q").get(key, 0)).isNull();
    assertFails(() -> memory.sql(true, Limits.DEFAULT), UdfError.SERVICE_FAILED);
  }
}
