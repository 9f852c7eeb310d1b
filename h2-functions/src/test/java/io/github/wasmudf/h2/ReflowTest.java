package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reflow's actors: state, the host's functions in both signatures, results that are none. */
@OnEachEngine
class ReflowTest {
  private static final String KERNEL =
      """
      (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
      (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
      (import "extism:host/env" "length" (func $length (param i64) (result i64)))
      (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
      """;

  /** A block with a text of this module's own memory. */
  private static final String BLOCK =
      """
      (func $block (param $at i32) (param $size i32) (result i64)
        (local $block i64) (local $i i32)
        (local.set $block (call $alloc (i64.extend_i32_u (local.get $size))))
        (loop $bytes
          (call $store_u8
            (i64.add (local.get $block) (i64.extend_i32_u (local.get $i)))
            (i32.load8_u (i32.add (local.get $at) (local.get $i))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $bytes (i32.lt_u (local.get $i) (local.get $size))))
        (local.get $block))
      (func $answer (param $block i64) (result i32)
        (call $output_set (local.get $block) (call $length (local.get $block)))
        (i32.const 0))
      """;

  private static final String METADATA = "{\"component\":\"c\"}";

  @RegisterExtension final TestDatabase database;
  private Sql sql;
  private int dataEnd = 64;
  private int pages = 1;

  ReflowTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
  }

  private static String text(String value, int at) {
    return "(data (i32.const " + at + ") \"" + value.replace("\"", "\\\"") + "\")";
  }

  /** The instructions for a block with a text, whose data segment is appended. */
  private String block(String value, StringBuilder data) {
    int at = dataEnd;
    int size = value.getBytes(StandardCharsets.UTF_8).length;
    dataEnd += size;
    data.append(text(value, at));
    return "(call $block (i32.const " + at + ") (i32.const " + size + "))";
  }

  private byte[] actor(String metadata, String imports, String body, StringBuilder data) {
    String describe = block(metadata, data);
    return Guests.wat(
        "(module "
            + KERNEL
            + imports
            + "(memory "
            + pages
            + ")"
            + BLOCK
            + data
            + "(func (export \"get_metadata\") (result i32) (call $answer "
            + describe
            + ")) (func (export \"process\") (result i32) "
            + body
            + "))");
  }

  private byte[] answering(String result) {
    StringBuilder data = new StringBuilder();
    return actor(METADATA, "", "(call $answer " + block(result, data) + ")", data);
  }

  @Test
  void counters_countPerConnection() throws SQLException {
    sql.register("c", Guests.plugin("reflow_counter"));
    String count = "VALUES WASM_TRANSFORM('c', '{\"operation\":\"increment\"}')";
    assertThat(sql.value(count)).isEqualTo("{\"value\":1,\"previous\":0}");
    assertThat(sql.value(count)).isEqualTo("{\"value\":2,\"previous\":1}");
    try (Sql other = database.admin()) {
      assertThat(other.value(count)).isEqualTo("{\"value\":1,\"previous\":0}");
    }
    assertThat(sql.value(count)).isEqualTo("{\"value\":3,\"previous\":2}");
  }

  @Test
  void manyOutputs_areSentInOneCall_andTheStateCountsOn() throws SQLException {
    sql.register("w", Guests.plugin("reflow_words"));
    String one = "VALUES WASM_TRANSFORM('w', '{\"text\":\"one\"}')";
    assertThat(sql.value(one)).isEqualTo("{\"number\":1,\"word\":\"one\",\"words\":1}");
    assertThat(
            sql.value(
                "SELECT COUNT(*) FROM WASM_TABLE('w', '{\"text\":\"' || REPEAT('x ', 3000) || '\"}')"))
        .isEqualTo(3_001L);
    assertThat(sql.value(one)).isEqualTo("{\"number\":3002,\"word\":\"one\",\"words\":1}");
  }

  /** Both kits' declarations of the three functions, each in an actor of its own. */
  @Test
  void hostFunctions_comeInTwoSignatures() throws SQLException {
    for (boolean old : new boolean[] {false, true}) {
      StringBuilder data = new StringBuilder();
      String result = old ? " (result i64)" : "";
      String drop = old ? "(drop " : "(nop) (block ";
      String key = block("k", data);
      String body =
          drop
              + "(call $set "
              + key
              + block("[1,2.50]", data)
              + "))"
              + drop
              + "(call $send "
              + block("{\"a\":1,\"b\":{\"type\":\"Flow\"}}", data)
              + "))"
              + drop
              + "(call $send "
              + block("{\"a\":null,\"c\":\"x\"}", data)
              + ")) (call $answer (call $get "
              + key
              + "))";
      String imports =
          "(import \"extism:host/user\" \"__get_state\" (func $get (param i64) (result i64)))"
              + "(import \"extism:host/user\" \"__set_state\" (func $set (param i64 i64)"
              + result
              + "))(import \"extism:host/user\" \"__send_output\" (func $send (param i64)"
              + result
              + "))";
      sql.register("p" + old, actor(METADATA, imports, body, data));
      Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM('p" + old + "', '{}')");
      assertThat(failure.message()).contains("Invalid ActorResult: missing outputs");

      String ending =
          body.substring(0, body.lastIndexOf("(call $answer"))
              + "(call $answer "
              + block("{\"outputs\":{}}", data)
              + ")";
      sql.register("q" + old, actor(METADATA, imports, ending, data));
      assertThat(sql.value("VALUES WASM_TRANSFORM('q" + old + "', '{}')"))
          .isEqualTo("{\"a\":null,\"b\":true,\"c\":\"x\"}");
      assertThat(sql.column("SELECT * FROM WASM_TABLE('q" + old + "', '{}')"))
          .containsExactly("{\"a\":1,\"b\":true}", "{\"a\":null,\"c\":\"x\"}");
    }
  }

  @Test
  void mistypedHostFunction_isRefused() {
    StringBuilder data = new StringBuilder();
    byte[] actor =
        actor(
            METADATA,
            "(import \"extism:host/user\" \"__set_state\" (func (param i32 i32)))",
            "(i32.const 0)",
            data);
    Sql.Failure failure = sql.failure("CALL WASM_REGISTER('p', ?)", actor);
    assertThat(failure.sqlState()).isEqualTo("22W03");
    assertThat(failure.message()).contains("__set_state");
  }

  @Test
  void metadata_thatIsNone_isRefusedWhenRegistered() {
    for (String metadata :
        new String[] {
          "{\"component\":\"\"}", "{}", "[]", "nothing", "{\"component\":\"c\",\"inports\":[{}]}"
        }) {
      Sql.Failure failure =
          sql.failure(
              "CALL WASM_REGISTER('p', ?)",
              actor(metadata, "", "(i32.const 0)", new StringBuilder()));
      assertThat(failure.sqlState()).as(metadata).isEqualTo("22W02");
      assertThat(failure.message()).contains("Invalid metadata: ");
    }
    assertThat(
            sql.failure(
                    "CALL WASM_REGISTER('p', ?, '{\"abi\":\"reflow\"}')",
                    Guests.plugin("extism_upper"))
                .message())
        .contains("Missing required export: get_metadata", "Missing required export: process");
  }

  @Test
  void results_thatAreNone_areRefused_andTheNextCallIsAsGood() throws SQLException {
    for (String result :
        new String[] {
          "1",
          "[]",
          "\"bm90IEpTT04=\"",
          "\"*\"",
          "{\"outputs\":1}",
          "{\"outputs\":{\"a\":5}}",
          "{\"outputs\":{\"a\":{\"type\":\"Integer\",\"data\":\"5\"}}}",
          "{\"outputs\":{\"a\":{\"type\":\"Whatever\",\"data\":5}}}",
          "{\"outputs\":{\"a\":{\"type\":\"Stream\",\"data\":[256]}}}",
          "{\"outputs\":{},\"state\":[]}",
          "{\"outputs\":{}",
          "{\"outputs\":{}} x"
        }) {
      sql.register("p", answering(result));
      Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM('p', '{}')");
      assertThat(failure.sqlState()).as(result).isEqualTo("22032");
      assertThat(failure.message()).contains("plugin p version");
    }
  }

  @Test
  void results_ofOtherActors_areTolerated() throws SQLException {
    String[][] cases = {
      {"{\"a\":1,\"b\":\"x\"}", "{\"a\":1,\"b\":\"x\"}"},
      {"{}", "{}"},
      {"\"eyJvdXRwdXRzIjp7ImEiOnsidHlwZSI6IkZsb3cifX19\"", "{\"a\":true}"},
      {
        "{\"outputs\":{\"a\":{\"type\":\"Optional\",\"data\":null}},\"state\":null}", "{\"a\":null}"
      },
      {"{\"outputs\":{\"a\":{\"type\":\"Float\",\"data\":1.50}}}", "{\"a\":1.50}"},
      {"{\"outputs\":{\"error\":{\"type\":\"Error\",\"data\":\"e\"}}}", "{\"error\":\"e\"}"},
    };
    for (String[] each : cases) {
      sql.register("p", answering(each[0]));
      assertThat(sql.value("VALUES WASM_TRANSFORM('p', '{}')")).isEqualTo(each[1]);
    }
  }

  @Test
  void portsOfUnknownTypes_takeWhatTheValueIs() throws SQLException {
    sql.register("p", contextActor(), "{\"config\":{\"x\":{\"y\":1}}}");
    assertThat(
            sql.value(
                "VALUES WASM_TRANSFORM('p', '{\"i\":1,\"f\":1.0,\"s\":\"x\",\"b\":true,"
                    + "\"n\":null,\"a\":[1],\"o\":{\"k\":1},\"m\":{\"type\":\"Flow\"}}',"
                    + " '{\"z\":2}')"))
        .isEqualTo(
            "{\"payload\":{\"i\":{\"type\":\"Integer\",\"data\":1},"
                + "\"f\":{\"type\":\"Float\",\"data\":1.0},"
                + "\"s\":{\"type\":\"String\",\"data\":\"x\"},"
                + "\"b\":{\"type\":\"Boolean\",\"data\":true},"
                + "\"n\":{\"type\":\"Optional\",\"data\":null},"
                + "\"a\":{\"type\":\"Array\",\"data\":[1]},"
                + "\"o\":{\"type\":\"Object\",\"data\":{\"k\":1}},"
                + "\"m\":{\"type\":\"Flow\"}},"
                + "\"config\":{\"node_id\":\"c\",\"component\":\"c\",\"resolved_env\":{},"
                + "\"config\":{\"x\":{\"y\":1},\"z\":2},\"namespace\":null},\"state\":{}}");
  }

  /** The plugin that answers its whole context, which has no outputs. */
  private byte[] contextActor() {
    return contextActor(METADATA);
  }

  private byte[] contextActor(String metadata) {
    StringBuilder data = new StringBuilder();
    String imports =
        """
        (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
        (import "extism:host/env" "input_length" (func $input_length (result i64)))
        """;
    String answer = "(call $output_set (call $input_offset) (call $input_length)) (i32.const 0)";
    return actor(metadata, imports, answer, data);
  }

  @Test
  void createdFunction_argumentsOfEachType_areMessages() throws SQLException {
    sql.register("p", contextActor());
    sql.run(
        "CALL WASM_CREATE_FUNCTION('context', 'p', 'process', '{\"on_null\":\"call\",\"args\":["
            + "{\"name\":\"i\",\"type\":\"BIGINT\"},{\"name\":\"d\",\"type\":\"DECIMAL(9, 2)\"},"
            + "{\"name\":\"s\",\"type\":\"VARCHAR\"},{\"name\":\"b\",\"type\":\"VARBINARY\"},"
            + "{\"name\":\"a\",\"type\":\"DECIMAL(3, 1) ARRAY\"},{\"name\":\"n\",\"type\":\"DATE\"},"
            + "{\"name\":\"t\",\"type\":\"BOOLEAN\"},{\"name\":\"j\",\"type\":\"JSON\"}],"
            + "\"returns\":\"JSON\"}')");
    assertThat(
            (String)
                sql.value(
                    "VALUES context(1, 2.5, 'x', X'00ff', ARRAY[1, NULL], NULL, TRUE, '{\"k\": 1}')"))
        .startsWith(
            "{\"payload\":{\"i\":{\"type\":\"Integer\",\"data\":1},"
                + "\"d\":{\"type\":\"Float\",\"data\":2.50},"
                + "\"s\":{\"type\":\"String\",\"data\":\"x\"},"
                + "\"b\":{\"type\":\"Stream\",\"data\":[0,255]},"
                + "\"a\":{\"type\":\"Array\",\"data\":[1.0,null]},"
                + "\"n\":{\"type\":\"Optional\",\"data\":null},"
                + "\"t\":{\"type\":\"Boolean\",\"data\":true},"
                + "\"j\":{\"type\":\"Object\",\"data\":{\"k\":1}}},\"config\":");
  }

  @Test
  void createdFunction_answerOfEachType_isTheValueOfItsPort() throws SQLException {
    String[][] cases = {
      {"VARBINARY", "{\"type\":\"Stream\",\"data\":[0,255]}", "X'00ff'"},
      {"VARCHAR", "{\"type\":\"String\",\"data\":\"x\"}", "'x'"},
      {"BIGINT", "{\"type\":\"Integer\",\"data\":7}", "7"},
      {"DECIMAL(9, 2)", "{\"type\":\"Float\",\"data\":1.5}", "1.50"},
      {"BOOLEAN", "{\"type\":\"Flow\"}", "TRUE"},
    };
    for (String[] each : cases) {
      sql.register(
          "p", answering("{\"outputs\":{\"a\":" + each[1] + ",\"b\":{\"type\":\"Flow\"}}}"));
      sql.run(
          "CALL WASM_CREATE_FUNCTION('f', 'p', 'process.a', '{\"args\":[],\"returns\":\""
              + each[0]
              + "\"}')");
      assertThat(sql.value("VALUES f() = " + each[2])).isEqualTo(true);
      sql.run("CALL WASM_DROP_FUNCTION('f')");
    }
  }

  @Test
  void arguments_goToPortsByName_orElseByPosition() throws SQLException {
    String ports =
        "{\"component\":\"c\",\"inports\":[{\"name\":\"first\",\"port_type\":\"Integer\"},"
            + "{\"name\":\"second\",\"port_type\":\"Float\"}]}";
    sql.register("p", contextActor(ports));
    for (String[] names : new String[][] {{"second", "first"}, {"x", "y"}, {"x", "first"}}) {
      sql.run(
          "CALL WASM_CREATE_FUNCTION('f', 'p', 'process', '{\"args\":[{\"name\":\""
              + names[0]
              + "\",\"type\":\"DOUBLE\"},{\"name\":\""
              + names[1]
              + "\",\"type\":\"DOUBLE\"}],\"returns\":\"JSON\"}')");
      if (names[0].equals("x") && names[1].equals("first")) {
        Sql.Failure failure = sql.failure("VALUES f(1, 2)");
        assertThat(failure.sqlState()).isEqualTo("22032");
        assertThat(failure.message()).contains("no input port \"x\"");
      } else {
        // A whole number fits a port of integers, however it is written.
        assertThat((String) sql.value(names[0].equals("x") ? "VALUES f(1, 2)" : "VALUES f(2, 1)"))
            .contains(
                "\"first\":{\"type\":\"Integer\",\"data\":1}",
                "\"second\":{\"type\":\"Float\",\"data\":2.0}");
        assertThat(sql.failure("VALUES f(0.5, 0.5)").sqlState()).isEqualTo("22032");
      }
      sql.run("CALL WASM_DROP_FUNCTION('f')");
    }
  }

  @Test
  void createdFunctions_countEachForItself() throws SQLException {
    sql.register("c", Guests.plugin("reflow_counter"));
    for (String name : new String[] {"one", "two"}) {
      sql.run(
          "CALL WASM_CREATE_FUNCTION('"
              + name
              + "', 'c', 'process.value', '{\"args\":[{\"name\":\"operation\",\"type\":\"VARCHAR\"}],"
              + "\"returns\":\"BIGINT\"}')");
    }
    assertThat(sql.value("VALUES one('increment')")).isEqualTo(1L);
    assertThat(sql.value("VALUES one('increment')")).isEqualTo(2L);
    assertThat(sql.value("VALUES two('increment')")).isEqualTo(1L);
    assertThat(sql.value("VALUES WASM_TRANSFORM('c', '{\"operation\":\"decrement\"}')"))
        .isEqualTo("{\"value\":-1,\"previous\":0}");
    assertThat(sql.value("VALUES one('increment')")).isEqualTo(3L);
    try (Sql other = database.admin()) {
      assertThat(other.value("VALUES one('increment')")).isEqualTo(1L);
    }
    // Another version begins afresh, and what the first one kept is not told to it.
    sql.register("c", Guests.plugin("reflow_counter"));
    assertThat(sql.value("VALUES one('increment')")).isEqualTo(1L);
    assertThat(sql.value("VALUES two('increment')")).isEqualTo(1L);
  }

  @Test
  void errorOnThePortForErrors_isRaisedWhereAFunctionWantsAnotherPort() throws SQLException {
    sql.register(
        "p",
        answering(
            "{\"outputs\":{\"a\":{\"type\":\"Integer\",\"data\":1},"
                + "\"error\":{\"type\":\"Error\",\"data\":\"no such thing\"}}}"));
    assertThat(sql.value("VALUES WASM_TRANSFORM('p', '{}')"))
        .isEqualTo("{\"a\":1,\"error\":\"no such thing\"}");
    sql.run(
        "CALL WASM_CREATE_FUNCTION('a', 'p', 'process.a', '{\"args\":[],\"returns\":\"INTEGER\"}')");
    sql.run(
        "CALL WASM_CREATE_FUNCTION('e', 'p', 'process.error', '{\"args\":[],\"returns\":\"VARCHAR\"}')");
    Sql.Failure failure = sql.failure("VALUES a()");
    assertThat(failure.sqlState()).isEqualTo("38W02");
    assertThat(failure.message()).contains("no such thing");
    assertThat(sql.value("VALUES e()")).isEqualTo("no such thing");
  }

  /** Without metadata: values go in as they are, and come out so. */
  @Test
  void firstActors_takeAndAnswerPlainValues() throws SQLException {
    String actor =
        """
        (module
          (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
          (import "extism:host/env" "input_length" (func $input_length (result i64)))
          (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
          (import "extism:host/user" "__send_output" (func $send (param i64) (result i64)))
          (func (export "process") (result i32)
            (drop (call $send (call $input_offset)))
            (call $output_set (call $input_offset) (call $input_length))
            (i32.const 0)))
        """;
    sql.register("p", Guests.wat(actor));
    assertThat(sql.value("SELECT ABI FROM WASM.PLUGINS")).isEqualTo("reflow");
    String input = "{\"a\":1,\"b\":[true,null],\"c\":\"x\"}";
    assertThat(sql.value("VALUES WASM_TRANSFORM('p', '" + input + "')")).isEqualTo(input);
    assertThat(sql.column("SELECT * FROM WASM_TABLE('p', '" + input + "')"))
        .containsExactly(input, input);
    assertThat(sql.failure("VALUES WASM_TRANSFORM('p', '[]')").sqlState()).isEqualTo("22032");
    // Nobody takes a module for an actor that imports nothing of Reflow.
    String other =
        actor.replace("extism:host/user", "extism:host/env").replace("__send_output", "x");
    assertThat(
            sql.failure("CALL WASM_REGISTER('q', ?, '{\"abi\":\"reflow\"}')", Guests.wat(other))
                .message())
        .contains("Missing required export: get_metadata");
  }

  @Test
  void errors_ofModules_areWordedAsReflowDoes() throws SQLException {
    byte[] counter = Guests.plugin("reflow_counter");
    assertThat(sql.failure("CALL WASM_REGISTER('p', ?)", new byte[] {1, 2, 3}).message())
        .contains("Invalid WASM binary");
    assertThat(
            sql.failure("CALL WASM_REGISTER('p', ?, '{\"limits\":{\"moduleBytes\":999}}')", counter)
                .message())
        .contains("Module too large: " + counter.length + " bytes (max: 999)");
    assertThat(
            sql.failure(
                    "CALL WASM_REGISTER('p', ?)",
                    actor("{\"component\":\" \"}", "", "(i32.const 0)", new StringBuilder()))
                .message())
        .contains("Invalid metadata: empty component name");
    StringBuilder data = new StringBuilder();
    byte[] failing =
        actor(METADATA, "", "(i32.const 0)) (func (export \"_initialize\") (unreachable)", data);
    Sql.Failure failure = sql.failure("CALL WASM_REGISTER('p', ?)", failing);
    assertThat(failure.sqlState()).isEqualTo("38W01");
    assertThat(failure.message()).contains("Initialization failed: ");
  }

  @Test
  void limits_areReflows_whereNobodySaysOtherwise() throws SQLException {
    pages = 1_500;
    byte[] actor = answering("{\"outputs\":{}}");
    sql.register("p", actor);
    assertThat(sql.value("VALUES WASM_TRANSFORM('p', '{}')")).isEqualTo("{}");
    assertThat(sql.sqlState("CALL WASM_REGISTER('q', ?, '{\"abi\":\"extism\"}')", actor))
        .isEqualTo("38W04");
    sql.run("CALL WASM_SET_POLICY('{\"limits\":{\"memoryBytes\":67108864}}')");
    sql = database.admin();
    assertThat(sql.sqlState("CALL WASM_REGISTER('q', ?)", actor)).isEqualTo("38W04");
  }

  @Test
  void state_ofAnInstance_isToldByTheView() throws SQLException {
    String states =
        "SELECT VERSION || ' ' || STATE FROM WASM.INSTANCES WHERE PLUGIN = 'p' ORDER BY VERSION";
    sql.register("p", actor(METADATA, "", "(unreachable)", new StringBuilder()));
    assertThat(sql.column(states)).isEmpty();
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('p', '{}')")).isEqualTo("38W01");
    assertThat(sql.column(states)).containsExactly("1 INITIALIZATION");
    sql.register("p", answering("{\"outputs\":{}}"));
    sql.value("VALUES WASM_TRANSFORM('p', '{}')");
    assertThat(sql.column(states)).containsExactly("1 CLEANUP", "2 ACTIVE");
    sql.run("CALL WASM_ACTIVATE('p', 1)");
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('p', '{}')")).isEqualTo("38W01");
    assertThat(sql.column(states)).containsExactly("1 INITIALIZATION", "2 CLEANUP");
  }

  @Test
  void resetState_forgetsWhatTheConnectionKeeps_ofFunctionsToo() throws SQLException {
    sql.register("c", Guests.plugin("reflow_counter"));
    sql.run(
        "CALL WASM_CREATE_FUNCTION('up', 'c', 'process.value', '{\"args\":[{\"name\":\"operation\","
            + "\"type\":\"VARCHAR\"}],\"returns\":\"BIGINT\"}')");
    String count = "VALUES WASM_TRANSFORM('c', '{\"operation\":\"increment\"}')";
    try (Sql other = database.admin()) {
      sql.value(count);
      other.value(count);
      assertThat(sql.value("VALUES up('increment')")).isEqualTo(1L);
      assertThat(sql.value("VALUES WASM_CALL('c', '__reset_state', '')")).isEqualTo("{}");
      assertThat(sql.value(count)).isEqualTo("{\"value\":1,\"previous\":0}");
      assertThat(sql.value("VALUES up('increment')")).isEqualTo(1L);
      assertThat(other.value(count)).isEqualTo("{\"value\":2,\"previous\":1}");
    }
  }

  @Test
  void environment_isResolvedFromTheConfiguration() throws SQLException {
    sql.register(
        "p",
        contextActor(),
        "{\"config\":{\"env_vars\":{\"A\":\"required\",\"B\":\"optional:b\",\"C\":\"optional\"},"
            + "\"A\":\"a\",\"x\":1}}");
    assertThat((String) sql.value("VALUES WASM_TRANSFORM('p', '{}', '{\"B\":2}')"))
        .contains(
            "\"resolved_env\":{\"A\":\"a\",\"B\":\"2\"},"
                + "\"config\":{\"A\":\"a\",\"x\":1,\"B\":\"2\"}");
    for (String bad : new String[] {"{\"A\":\"required\"}", "{\"A\":\"maybe\"}", "[]"}) {
      String options = "{\"config\":{\"env_vars\":" + bad + "}}";
      Sql.Failure refused = sql.failure("CALL WASM_REGISTER('p', ?, ?)", contextActor(), options);
      assertThat(refused.sqlState()).isEqualTo("22W04");
      assertThat(refused.message()).contains("env_vars");
    }
  }

  /** Each attacks through an import; the next call of another plugin is as good as before. */
  @Test
  void attacks_throughTheImports_endWithTheCall() throws SQLException {
    sql.register("d", Guests.plugin("reflow_double"));
    String imports =
        """
        (import "extism:host/user" "__get_state" (func $get (param i64) (result i64)))
        (import "extism:host/user" "__set_state" (func $set (param i64 i64)))
        (import "extism:host/user" "__send_output" (func $send (param i64)))
        """;
    String huge = "(call $alloc (i64.const 60000))";
    String[][] attacks = {
      {"38W01", "(call $set (i64.const -1) (i64.const -1)) (i32.const 0)"},
      {"38W01", "(call $send (i64.const 0xffff_fff0)) (i32.const 0)"},
      {"22032", "(call $send (call $alloc (i64.const 5))) (call $answer OUTPUTS)"},
      {"22032", "(call $set (call $alloc (i64.const 1)) " + huge + ") (call $answer OUTPUTS)"},
      {"38W04", "(loop $ever (call $send " + huge + ") (br $ever)) (i32.const 0)"},
      {
        "38W04",
        "(local $k i64) (loop $ever (local.set $k (call $alloc (i64.const 8)))"
            + "(call $store_u8 (local.get $k) (i32.wrap_i64 (local.get $k)))"
            + "(call $store_u8 (i64.add (local.get $k) (i64.const 1))"
            + " (i32.wrap_i64 (i64.shr_u (local.get $k) (i64.const 8))))"
            + "(call $store_u8 (i64.add (local.get $k) (i64.const 2))"
            + " (i32.wrap_i64 (i64.shr_u (local.get $k) (i64.const 16))))"
            + "(call $set (local.get $k) "
            + huge
            + ") (br $ever)) (i32.const 0)"
      },
      {"38W03", "(loop $ever (drop (call $get (i64.const 0))) (br $ever)) (i32.const 0)"},
      {"38W05", "(call $output_set (i64.const -8) (i64.const 8)) (i32.const 0)"},
    };
    for (String[] attack : attacks) {
      StringBuilder data = new StringBuilder();
      String body = attack[1].replace("OUTPUTS", block("{\"outputs\":{}}", data));
      sql.register("p", actor(METADATA, imports, body, data), "{\"limits\":{\"timeMillis\":2000}}");
      Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM('p', '{}')");
      assertThat(failure.sqlState()).as(failure.message()).isEqualTo(attack[0]);
      assertThat(failure.message()).contains("plugin p version");
      assertThat(sql.value("VALUES WASM_TRANSFORM('d', '{\"value\":1}')"))
          .isEqualTo("{\"result\":2}");
    }
  }
}
