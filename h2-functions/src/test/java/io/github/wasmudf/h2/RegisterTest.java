package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registering, switching and removing versions in one connection. */
@OnEachEngine
class RegisterTest {
  @RegisterExtension final TestDatabase database;
  private Sql sql;

  RegisterTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
  }

  @Test
  void versionsCountUp_whenRegisteredAgain() throws SQLException {
    assertThat(sql.register("p", Guests.constant("one"))).isEqualTo(1);
    assertThat(sql.transform("p", "x")).isEqualTo("one");
    assertThat(sql.register("p", Guests.constant("two"))).isEqualTo(2);
    assertThat(sql.transform("p", "x")).isEqualTo("two");
    assertThat(sql.register("q", Guests.constant("other"))).isEqualTo(1);
    assertThat(sql.column("SELECT VERSION FROM WASM.PLUGINS WHERE ACTIVE ORDER BY PLUGIN"))
        .containsExactly(2, 1);
  }

  @Test
  void switches_whenActivatedForwardAndBack() throws SQLException {
    sql.register("p", Guests.constant("one"));
    sql.register("p", Guests.constant("two"));
    sql.register("p", Guests.constant("three"));
    for (int version : new int[] {1, 3, 2, 2, 1, 3}) {
      assertThat(sql.value("CALL WASM_ACTIVATE('p', ?)", version)).isEqualTo(version);
      assertThat(sql.transform("p", ""))
          .isEqualTo(new String[] {"one", "two", "three"}[version - 1]);
      assertThat(sql.column("SELECT VERSION FROM WASM.PLUGINS WHERE ACTIVE"))
          .containsExactly(version);
    }
  }

  @Test
  void isUnknown_whenUnregistered() throws SQLException {
    sql.register("p", Guests.constant("one"));
    sql.register("p", Guests.constant("two"));
    sql.transform("p", "x");
    assertThat(sql.value("CALL WASM_UNREGISTER('p')")).isEqualTo(2);
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('p', 'x')")).isEqualTo("42883");
    assertThat(sql.sqlState("CALL WASM_UNREGISTER('p')")).isEqualTo("42883");
    assertThat(sql.sqlState("CALL WASM_ACTIVATE('p', 1)")).isEqualTo("42883");
    assertThat(sql.register("p", Guests.constant("again"))).isEqualTo(1);
    assertThat(sql.transform("p", "x")).isEqualTo("again");
  }

  @Test
  void freesItsInstances_whenUnregistered() throws SQLException {
    sql.register("p", Guests.echo());
    sql.transform("p", "x");
    assertThat(sql.value("SELECT COUNT(*) FROM WASM.INSTANCES")).isEqualTo(1L);
    sql.run("CALL WASM_UNREGISTER('p')");
    sql.sqlState("VALUES WASM_TRANSFORM('p', 'x')");
    assertThat(sql.value("SELECT CAST(COALESCE(SUM(INSTANCES), 0) AS INTEGER) FROM WASM.INSTANCES"))
        .isEqualTo(0);
  }

  @Test
  void unknownVersion_whenActivated() throws SQLException {
    sql.register("p", Guests.echo());
    Sql.Failure failure = sql.failure("CALL WASM_ACTIVATE('p', 2)");
    assertThat(failure.sqlState()).isEqualTo("42883");
    assertThat(failure.code()).isEqualTo(38101);
    assertThat(failure.message()).contains("plugin p has no version 2");
    assertThat(sql.transform("p", "still")).isEqualTo("still");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".p", "-p", "a b", "a\"b", "a'b", "a/b", "a\u0000b", "\ud800"})
  void badName_whenRegistered(String name) {
    assertThat(sql.sqlState("CALL WASM_REGISTER(?, ?)", name, Guests.echo())).isEqualTo("22W04");
  }

  @Test
  void tooLongName_whenRegistered() throws SQLException {
    assertThat(sql.sqlState("CALL WASM_REGISTER(?, ?)", "n".repeat(129), Guests.echo()))
        .isEqualTo("22W04");
    sql.register("n".repeat(128), Guests.constant("long"));
    assertThat(sql.transform("n".repeat(128), "")).isEqualTo("long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"p", "P", "_", "9", "größe", "名前", "a.b-c_d", "𝒳"})
  void oddName_isGood_whenItIsOfLettersAndDigits(String name) throws SQLException {
    sql.register(name, Guests.constant("here"));
    assertThat(sql.transform(name, "")).isEqualTo("here");
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM(?, '')", name + "x")).isEqualTo("42883");
  }

  @Test
  void emptyName_isUnknown_whenAnotherPluginWasCalledBefore() throws SQLException {
    sql.register("p", Guests.echo());
    sql.transform("p", "x");
    sql.register("q", Guests.echo());
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('', 'x')")).isEqualTo("42883");
  }

  @Test
  void names_areCaseSensitive() throws SQLException {
    sql.register("p", Guests.constant("small"));
    sql.register("P", Guests.constant("large"));
    assertThat(sql.transform("p", "")).isEqualTo("small");
    assertThat(sql.transform("P", "")).isEqualTo("large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "nonsense",
        "{\"unknwon\":1}",
        "{\"engine\":\"v8\"}",
        "{\"engine\":1}",
        "{\"abi\":\"orbit\"}",
        "{\"limits\":{\"timeMilis\":5}}",
        "{\"limits\":{\"timeMillis\":0}}",
        "{\"limits\":{\"timeMillis\":1.5}}",
        "{\"limits\":{\"instances\":-4294967295}}",
        "{\"limits\":[]}",
        "{\"capabilities\":{\"wasi\":{\"stdout\":\"yes\"}}}",
        "{\"abi\":\"auto\",\"abi\":\"auto\"}",
        "{\"sha256\":\"00\"}",
        "{} {}"
      })
  void badOption_whenRegistered(String options) throws SQLException {
    assertThat(sql.sqlState("CALL WASM_REGISTER('p', ?, ?)", Guests.echo(), options))
        .isEqualTo("22W04");
    assertThat(sql.value("SELECT COUNT(*) FROM WASM.PLUGINS")).isEqualTo(0L);
  }

  @Test
  void unknownOption_isNamed_whenRegistered() {
    assertThat(
            sql.failure("CALL WASM_REGISTER('p', ?, ?)", Guests.echo(), "{\"limit\":{}}").message())
        .contains("plugin p", "unknown key limit");
  }

  @Test
  void pin_isChecked_whenRegistered() throws Exception {
    byte[] module = Guests.echo();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(module);
    String pin = HexFormat.of().formatHex(digest);
    sql.register("p", module, "{\"sha256\":\"" + pin + "\"}");
    sql.register("p", module, "{\"sha256\":\"" + pin.toUpperCase(java.util.Locale.ROOT) + "\"}");
    assertThat(sql.value("SELECT SHA256 FROM WASM.PLUGINS WHERE ACTIVE")).isEqualTo(pin);
    assertThat(
            sql.sqlState(
                "CALL WASM_REGISTER('p', ?, ?)",
                Guests.constant("x"),
                "{\"sha256\":\"" + pin + "\"}"))
        .isEqualTo("22W04");
  }

  @Test
  void engineOfItsOptions_isUsed_whenRegistered() throws SQLException {
    for (String engine : TestDatabase.engines()) {
      sql.register("p", Guests.echo(), "{\"engine\":\"" + engine + "\"}");
      sql.transform("p", "x");
      assertThat(sql.value("SELECT ENGINE FROM WASM.PLUGINS WHERE ACTIVE")).isEqualTo(engine);
      assertThat(sql.value("SELECT ENGINE FROM WASM.INSTANCES WHERE INSTANCES > 0"))
          .isEqualTo(engine);
    }
  }

  @Test
  void engineOfTheDatabase_isUsed_whenOptionsNameNone() throws SQLException {
    sql.register("p", Guests.echo());
    assertThat(sql.value("SELECT ENGINE FROM WASM.PLUGINS")).isEqualTo(database.engine());
  }

  @Test
  void view_tellsWhatThePluginSays_whenRegistered() throws SQLException {
    sql.register("sha", Guests.plugin("sha256"));
    assertThat(sql.value("SELECT ABI FROM WASM.PLUGINS")).isEqualTo("transform");
    assertThat(sql.value("SELECT OWNER FROM WASM.PLUGINS")).isEqualTo("SA");
    assertThat(sql.value("SELECT BYTES FROM WASM.PLUGINS"))
        .isEqualTo((long) Guests.plugin("sha256").length);
  }

  @Test
  void nullArguments_areRefused() {
    assertThat(sql.sqlState("CALL WASM_REGISTER(NULL, ?)", Guests.echo())).isEqualTo("22W04");
    assertThat(sql.sqlState("CALL WASM_REGISTER('p', NULL)")).isEqualTo("22W04");
    assertThat(sql.sqlState("CALL WASM_ACTIVATE('p', NULL)")).isEqualTo("22W04");
    assertThat(sql.sqlState("CALL WASM_ACTIVATE(NULL, 1)")).isEqualTo("22W04");
    assertThat(sql.sqlState("CALL WASM_UNREGISTER(NULL)")).isEqualTo("22W04");
  }

  @Test
  void validate_namesWhatIsTooLargeForTheJvmsCompiler() throws SQLException {
    String store = "(i32.store (i32.const 0) (i32.load (i32.const 4)))";
    byte[] module = Guests.transform(store.repeat(700) + " (i64.const 0)");
    assertThat(sql.value("SELECT NOTE FROM WASM_VALIDATE(?, '{\"engine\":\"endive\"}')", module))
        .isEqualTo("too large for the compiler of engine endive, and slow there: transform");
    assertThat(sql.value("SELECT NOTE FROM WASM_VALIDATE(?)", Guests.echo())).isNull();
  }

  @Test
  void ordinaryUser_mayCallButNotChange() throws SQLException {
    sql.register("p", Guests.echo());
    Sql user = database.user();
    assertThat(user.transform("p", "x")).isEqualTo("x");
    assertThat(user.value("SELECT PLUGIN FROM WASM.PLUGINS")).isEqualTo("p");
    assertThat(user.value("SELECT PLUGIN FROM WASM.INSTANCES")).isEqualTo("p");
    assertThat(user.sqlState("CALL WASM_REGISTER('q', ?)", Guests.echo())).isEqualTo("42501");
    assertThat(user.sqlState("CALL WASM_ACTIVATE('p', 1)")).isEqualTo("42501");
    assertThat(user.sqlState("CALL WASM_UNREGISTER('p')")).isEqualTo("42501");
    assertThat(user.sqlState("CALL WASM_SET_POLICY(NULL)")).isEqualTo("42501");
    assertThat(user.sqlState("SELECT * FROM WASM_VALIDATE(?)", Guests.echo())).isEqualTo("42501");
    assertThat(user.sqlState("SELECT MODULE FROM WASM.PLUGIN")).isEqualTo("90096");
    assertThat(user.transform("p", "y")).isEqualTo("y");
  }

  @Test
  void ordinaryUser_seesOnlyItsOwnInstances() throws SQLException {
    sql.register("p", Guests.echo());
    sql.transform("p", "x");
    Sql user = database.user();
    assertThat(user.column("SELECT PLUGIN FROM WASM.INSTANCES")).isEmpty();
    user.transform("p", "x");
    assertThat(user.column("SELECT PLUGIN FROM WASM.INSTANCES")).hasSize(1);
    assertThat(sql.column("SELECT PLUGIN FROM WASM.INSTANCES")).hasSize(2);
  }
}
