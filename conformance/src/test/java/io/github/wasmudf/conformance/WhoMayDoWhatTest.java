package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers try that they may not. */
class WhoMayDoWhatTest {
  private static final String GROUP = "Who may do what";
  private static final String MODULE =
      "X'" + HexFormat.of().formatHex(Guests.constant("evil")) + "'";

  private static String table(TestedDatabase database, String call) {
    return database == TestedDatabase.H2 ? call : "TABLE(" + call + ")";
  }

  private static void assertAll(Connection connection, List<String> statements, String state) {
    for (String sql : statements) {
      assertThat(SharedCatalog.answer(connection, sql)).as(sql).isEqualTo(state);
    }
  }

  @ParameterizedTest
  @MethodSource(TestedDatabase.ON_EACH_ENGINE)
  void pluginThatIsNotGranted_isNotCalled(TestedDatabase database, String engine)
      throws SQLException {
    List<String> calls =
        List.of(
            "SELECT WASM_TRANSFORM('p', 'a')",
            "SELECT WASM_TRANSFORM('p', 'a', '{}')",
            "SELECT WASM_TRANSFORM('p', X'61')",
            "SELECT WASM_TRANSFORM_BINARY('p', 'a')",
            "SELECT WASM_TRANSFORM('free', WASM_TRANSFORM('p', 'a'))",
            "SELECT COUNT(*) FROM (VALUES ('a')) AS t(v) WHERE WASM_TRANSFORM('p', v) = 'A'",
            "SELECT * FROM " + table(database, "WASM_TABLE('p', '[1]')"),
            "SELECT * FROM " + table(database, "WASM_TABLE('free', WASM_TRANSFORM('p', '[1]'))"));
    try (SharedCatalog catalog = new SharedCatalog(database, engine)) {
      catalog.register("p", Guests.plugin("upper"));
      catalog.register("free", Guests.plugin("upper"));
      try (Connection ann = catalog.connect("ANN");
          Connection bob = catalog.connect("BOB")) {
        assertThat(SharedCatalog.answer(bob, calls.get(0))).isEqualTo("A");
        catalog.administer("CALL WASM_REVOKE('p', 'PUBLIC')");
        catalog.administer("CALL WASM_GRANT('p', 'ANN')");
        assertAll(bob, calls, "42501");
        assertThat(SharedCatalog.answer(ann, calls.get(0))).isEqualTo("A");
        assertThat(SharedCatalog.answer(bob, "SELECT WASM_TRANSFORM('free', 'a')")).isEqualTo("A");
      }
    }
    AttackTable.record(
        GROUP, "calling a plugin that is not granted", database, engine, calls.size(), "42501");
  }

  @ParameterizedTest
  @EnumSource
  void plugins_areNotChangedByOthersThanAdministrators(TestedDatabase database)
      throws SQLException {
    List<String> changes =
        List.of(
            "SELECT WASM_REGISTER('p', " + MODULE + ")",
            "SELECT WASM_REGISTER('q', " + MODULE + ")",
            "SELECT WASM_REGISTER_FROM('p', 'classpath:plugins/upper.wasm')",
            "SELECT WASM_ACTIVATE('p', 1)",
            "SELECT WASM_UNREGISTER('p')",
            "SELECT WASM_GRANT('p', 'ANN')",
            "SELECT WASM_REVOKE('p', 'BOB')",
            "SELECT WASM_SET_POLICY('{}')",
            "SELECT WASM_TRANSFORM('p', CAST(WASM_UNREGISTER('p') AS VARCHAR))");
    try (SharedCatalog catalog = new SharedCatalog(database, "endive")) {
      catalog.register("p", Guests.plugin("upper"));
      try (Connection ann = catalog.connect("ANN")) {
        assertAll(ann, changes, "42501");
        assertThat(SharedCatalog.answer(ann, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("A");
      }
    }
    AttackTable.record(
        GROUP,
        "changing plugins without being an administrator",
        database,
        null,
        changes.size(),
        "42501");
  }

  @ParameterizedTest
  @EnumSource
  void modules_areReadFromAllowedPlacesOnly(TestedDatabase database, @TempDir Path folder)
      throws Exception {
    Path allowed = Files.createDirectories(folder.resolve("allowed"));
    Path secret = Files.write(folder.resolve("secret.wasm"), Guests.constant("secret"));
    Files.write(allowed.resolve("p.wasm"), Guests.constant("p"));
    Files.createSymbolicLink(allowed.resolve("link.wasm"), secret);
    Files.createSymbolicLink(allowed.resolve("up"), folder);
    Path pipe = allowed.resolve("pipe.wasm");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Map<String, List<String>> attacks =
        Map.of(
            "42501",
            List.of(
                secret.toString(),
                allowed + "/link.wasm",
                allowed + "/up/secret.wasm",
                "/etc/passwd",
                "/proc/self/environ",
                "classpath:wasmudf/tables.sql",
                "classpath:plugins",
                "classpath:pluginsx/a.wasm",
                "https://example.org/p.wasm",
                "https://localhost/p.wasm",
                "https://127.0.0.1/p.wasm",
                "https://[::1]/p.wasm",
                "https://[::ffff:127.0.0.1]/p.wasm",
                "https://169.254.169.254/latest",
                "https://a.localhost:8443/p.wasm",
                "https://localhost:22/p.wasm"),
            "22W04",
            List.of(
                allowed + "/../secret.wasm",
                allowed + "/./p.wasm",
                allowed.toString(),
                pipe.toString(),
                "p.wasm",
                "classpath:plugins/../wasmudf/tables.sql",
                "http://localhost/p.wasm",
                "file:" + secret,
                "https://localhost@example.org/p.wasm",
                "https:localhost/p.wasm"));
    try (Connection admin = database.open("endive")) {
      SharedCatalog.answer(
          admin,
          "SELECT WASM_SET_POLICY('{\"register_from\":{\"files\":[\""
              + allowed
              + "\"],\"classpath\":[\"plugins\"],"
              + "\"https\":[\"localhost\",\"127.0.0.1\",\"[::1]\",\"[::ffff:127.0.0.1]\"]}}')");
      assertThat(SharedCatalog.answer(admin, from(allowed + "/p.wasm"))).isEqualTo("1");
      attacks.forEach(
          (state, locations) -> {
            assertAll(admin, locations.stream().map(WhoMayDoWhatTest::from).toList(), state);
            AttackTable.record(
                GROUP,
                state.equals("42501")
                    ? "registering from files, links, resources and hosts that are not allowed"
                    : "registering from pipes, directories, odd paths and other protocols",
                database,
                null,
                locations.size(),
                state);
          });
      assertThat(SharedCatalog.answer(admin, "SELECT COUNT(*) FROM WASM.PLUGINS")).isEqualTo("1");
    }
  }

  private static String from(String location) {
    return "SELECT WASM_REGISTER_FROM('p', '" + location + "')";
  }
}
