package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What plugins keep, as their ABIs ask for it. */
@Timeout(60)
class PluginStateTest {
  @RegisterExtension final TestDatabase database;

  private Sql admin;

  PluginStateTest(@TempDir Path folder) {
    database = TestDatabase.inFile("auto", folder);
  }

  @BeforeEach
  void createAliases() throws SQLException {
    admin = database.admin();
    GuestAliases.create(admin);
  }

  private static @Nullable Object get(Sql sql, String plugin) throws SQLException {
    return sql.value("SELECT GUEST_GET(?, 'key')", plugin);
  }

  private static void put(Sql sql, String plugin, String value) throws SQLException {
    sql.value("SELECT GUEST_PUT(?, 'key', ?)", plugin, value);
  }

  @Test
  void put_isSeenByEveryUserOfThePluginOnly() throws SQLException {
    put(database.user(), "p", "one");
    put(admin, "q", "other");
    put(admin, "p", "two");

    assertThat(get(database.user(), "p")).isEqualTo("two");
    assertThat(get(database.user(), "q")).isEqualTo("other");
    assertThat(get(admin, "P")).isNull();
    assertThat(admin.value("SELECT GUEST_REMOVE('p', 'key')")).isEqualTo(true);
    assertThat(admin.value("SELECT GUEST_REMOVE('p', 'key')")).isEqualTo(false);
    assertThat(get(admin, "p")).isNull();
    assertThat(database.user().sqlState("SELECT * FROM WASM.PLUGIN_STATE")).isEqualTo("90096");
  }

  @Test
  void put_isPartOfTheCallersTransaction() throws SQLException {
    put(admin, "p", "before");
    admin.run("SET AUTOCOMMIT FALSE");
    put(admin, "p", "within");
    assertThat(get(admin, "p")).isEqualTo("within");
    assertThat(get(database.user(), "p")).isEqualTo("before");
    assertThat(
            admin.column(
                "SELECT GUEST_PUT('p', 'key', GUEST_GET('p', 'key') || X) FROM SYSTEM_RANGE(1, 3)"))
        .hasSize(3);
    assertThat(get(admin, "p")).isEqualTo("within123");

    admin.run("ROLLBACK");
    assertThat(get(admin, "p")).isEqualTo("before");
  }

  @Test
  void put_ofTwoConnections_waitsForTheFirst() throws Exception {
    Sql user = database.user();
    user.run("SET LOCK_TIMEOUT 20000");
    admin.run("SET AUTOCOMMIT FALSE");
    put(admin, "p", "first");
    CompletableFuture<Void> second =
        CompletableFuture.runAsync(
            () -> {
              try {
                put(user, "p", "second");
              } catch (SQLException failed) {
                throw new AssertionError(failed);
              }
            });
    assertThat(second.isDone()).isFalse();

    admin.run("COMMIT");
    second.get(30, TimeUnit.SECONDS);
    assertThat(get(user, "p")).isEqualTo("second");
  }

  @Test
  void put_survivesReopeningAndBackup() throws SQLException {
    put(admin, "p", "kept");
    assertThat(admin.column("SCRIPT").toString()).contains("PLUGIN_STATE").contains("6b657074");
    admin.close();

    assertThat(get(database.admin(), "p")).isEqualTo("kept");
  }

  @Test
  void unregister_dropsWhatThePluginKept() throws SQLException {
    admin.value("CALL WASM_REGISTER('p', ?)", Guests.echo());
    admin.value("CALL WASM_REGISTER('p', ?)", Guests.echo());
    put(admin, "p", "kept");
    admin.value("CALL WASM_ACTIVATE('p', 1)");
    assertThat(get(admin, "p")).isEqualTo("kept");

    admin.value("CALL WASM_UNREGISTER('p')");
    assertThat(get(admin, "p")).isNull();
  }
}
