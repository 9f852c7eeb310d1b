package io.github.wasmudf.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.AggregateState;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfAggregate;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin {@code json_merge} against Jackson. */
@Timeout(120)
class JsonMergeOracleTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final long before = Engines.installed().liveInstances();
  private final UdfRuntime runtime = new UdfRuntime();

  @AfterEach
  void leavesNothing() {
    runtime.close();
    assertThat(Engines.installed().liveInstances()).isEqualTo(before);
  }

  private UdfAggregate aggregate(String engine) {
    byte[] module = Guests.plugin("json_merge");
    String sha256 = HexFormat.of().formatHex(TestedPlugin.sha256(module));
    return runtime
        .openSession(RuntimePolicy.DEFAULT.withEngine(engine))
        .function(new PluginRecord("json_merge", 1, sha256, "{}"), record -> module.clone())
        .textAggregate();
  }

  private static void add(AggregateState state, String json) {
    state.add(AggregateState.Form.TEXT, json.getBytes(UTF_8));
  }

  private static List<ObjectNode> objects() {
    Random random = new Random(20261127);
    String[] values = {
      "1", "-2.5e3", "\"t\\u00e9xt\\n\"", "true", "null", "[1, [], {\"a\": {}}]", "{\"x\": \"}\"}"
    };
    List<ObjectNode> objects = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      ObjectNode object = JSON.createObjectNode();
      for (int member = random.nextInt(6); member > 0; member--) {
        String name = "k" + random.nextInt(40) + (random.nextBoolean() ? "" : "ä\"");
        object.set(name, tree(values[random.nextInt(values.length)]));
      }
      objects.add(object);
    }
    return objects;
  }

  private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void merged_inAnySplit_isWhatJacksonMakesOfIt(String engine) {
    UdfAggregate aggregate = aggregate(engine);
    List<ObjectNode> objects = objects();
    ObjectNode expected = JSON.createObjectNode();
    objects.forEach(expected::setAll);
    for (int split = 0; split <= objects.size(); split++) {
      AggregateState left = aggregate.open(this);
      AggregateState right = aggregate.open(this);
      for (int i = 0; i < objects.size(); i++) {
        add(i < split ? left : right, objects.get(i).toString());
      }
      left.merge(right.state());
      assertThat(left.text()).isEqualTo(expected.toString());
      left.close();
      right.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{}}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":tru}",
        "{\"a\":[1,]}",
        "{\"a\":[1}",
        "{\"a\":{\"b\":1]}",
        "{\"\\ud800\":1}"
      })
  void whatIsNoObject_isRefused(String json) {
    AggregateState state = aggregate("endive").open(this);
    add(state, json);
    UdfException refused = catchThrowableOfType(UdfException.class, state::text);
    assertThat(refused.error()).isEqualTo(UdfError.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void nesting_isBounded(String engine) {
    UdfAggregate aggregate = aggregate(engine);
    AggregateState deep = aggregate.open(this);
    add(deep, "{\"a\":" + "[".repeat(512) + "]".repeat(512) + "}");
    assertThat(deep.text()).hasSize(1_030);
    add(deep, "{\"a\":" + "[".repeat(514) + "]".repeat(514) + "}");
    assertThat(catchThrowableOfType(UdfException.class, deep::text).error())
        .isEqualTo(UdfError.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void namesThatSayTheSame_areTheSame_andNothingIsNull(String engine) {
    UdfAggregate aggregate = aggregate(engine);
    AggregateState state = aggregate.open(this);
    assertThat(state.text()).isNull();
    state.merge(aggregate.open(this).state());
    assertThat(state.text()).isNull();
    add(state, "{\"a\":1, \"\\u0061\" : 2}");
    assertThat(state.text()).isEqualTo("{\"\\u0061\" : 2}");
    add(state, "{}");
    assertThat(state.text()).isEqualTo("{\"\\u0061\" : 2}");
  }
}
