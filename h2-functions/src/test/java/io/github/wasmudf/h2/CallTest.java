package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exports called by their name, and what is bound to imports that nobody provides. */
@OnEachEngine
class CallTest {
  private static final String ALLOC =
      "(memory (export \"memory\") 1)"
          + "(func (export \"alloc\") (param i32) (result i32) (i32.const 1024))";

  private static final String ECHO =
      """
      (param $p i32) (param $n i32) (result i64)
        (i64.or
          (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32))
          (i64.extend_i32_u (local.get $n)))
      """;

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  CallTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
  }

  private static byte[] module(String inside) {
    return Guests.wat("(module " + inside + ")");
  }

  @Test
  void trapOfOneExport_leavesTheOthersAndTheNextCall() throws SQLException {
    sql.register(
        "p",
        module(
            ALLOC
                + "(func (export \"transform\") "
                + ECHO
                + ")"
                + "(func (export \"boom\") (param i32 i32) (result i64) unreachable)"));
    assertThat(sql.value("VALUES WASM_CALL('p', 'transform', 'a')")).isEqualTo("a");
    Sql.Failure failure = sql.failure("VALUES WASM_CALL('p', 'boom', 'a')");
    assertThat(failure.sqlState()).isEqualTo("38W01");
    assertThat(failure.message()).contains("plugin p version 1", "boom");
    assertThat(sql.value("VALUES WASM_CALL('p', 'transform', 'b')")).isEqualTo("b");
  }

  @Test
  void unknownExport_namesThoseThatCanBeCalled() throws SQLException {
    sql.register("p", Guests.echo());
    Sql.Failure failure = sql.failure("VALUES WASM_CALL('p', 'memory', 'a')");
    assertThat(failure.sqlState()).isEqualTo("42883");
    assertThat(failure.message())
        .contains("plugin p version 1", "no export \"memory\"", "there are transform");
  }

  @Test
  void newVersion_isWhatTheExportIsCalledOf() throws SQLException {
    sql.register("p", Guests.constant("one"));
    assertThat(sql.value("VALUES WASM_CALL('p', 'transform', '')")).isEqualTo("one");
    sql.register("p", Guests.constant("two"));
    assertThat(sql.value("VALUES WASM_CALL('p', 'transform', '')")).isEqualTo("two");
    sql.run("CALL WASM_ACTIVATE('p', 1)");
    assertThat(sql.value("VALUES WASM_CALL('p', 'transform', '')")).isEqualTo("one");
  }

  @Test
  void parameters_ofOneFormAreNotTakenForTheOther() throws SQLException {
    sql.register("v", Guests.plugin("rs3gw_variants"));
    assertThat(sql.value("VALUES WASM_CALL('v', 'transform_with_params', 'abc', 'b')"))
        .isEqualTo("ac");
    assertThat(sql.sqlState("VALUES WASM_CALL('v', 'reverse', 'abc', 'b')")).isEqualTo("22W04");
    assertThat(sql.value("VALUES WASM_CALL('v', 'transform_with_params', 'abc', 'b')"))
        .isEqualTo("ac");
  }

  /** As one of rs3gw's own examples: bare pointer under the usual name, parameters apart. */
  @Test
  void transformOfAnotherType_isNoHindrance_whereAVariantFits() throws SQLException {
    sql.register(
        "v",
        module(
            """
            (memory (export "memory") 1)
            (func (export "malloc") (param i32) (result i32) (i32.const 2048))
            (func (export "transform") (param i32 i32) (result i32) unreachable)
            (func (export "transform_with_params") (param i32 i32 i32 i32) (result i64)
              (i64.or (i64.shl (i64.extend_i32_u (local.get 3)) (i64.const 32))
                (i64.extend_i32_u (local.get 2))))
            """));
    assertThat(sql.value("VALUES WASM_TRANSFORM('v', 'abc', 'names,ages')"))
        .isEqualTo("names,ages");
    assertThat(sql.value("VALUES WASM_TRANSFORM('v', 'abc')")).isEqualTo("");
  }

  @Test
  void unknownImport_isRefused_unlessATrapIsAskedFor() throws SQLException {
    byte[] stranger =
        module(
            "(import \"env\" \"launch\" (func $launch (param i64 f64) (result f32)))"
                + ALLOC
                + "(func (export \"transform\") "
                + ECHO
                + ") (func (export \"go\") (param i32 i32) (result i64)"
                + " (drop (call $launch (i64.const 1) (f64.const 2))) (i64.const 0))");
    Sql.Failure refused = sql.failure("CALL WASM_REGISTER('p', ?)", stranger);
    assertThat(refused.sqlState()).isEqualTo("22W03");
    assertThat(refused.message()).contains("env.launch");
    assertThat(sql.sqlState("CALL WASM_REGISTER('p', ?, '{\"unknown_imports\":\"no\"}')", stranger))
        .isEqualTo("22W04");

    sql.register("p", stranger, "{\"unknown_imports\":\"trap\"}");
    assertThat(sql.transform("p", "fine")).isEqualTo("fine");
    Sql.Failure trapped = sql.failure("VALUES WASM_CALL('p', 'go', '')");
    assertThat(trapped.sqlState()).isEqualTo("38W01");
    assertThat(trapped.message()).contains("plugin p version 1", "the import env.launch");
    assertThat(sql.transform("p", "still")).isEqualTo("still");
  }
}
