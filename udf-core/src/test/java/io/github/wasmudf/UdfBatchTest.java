package io.github.wasmudf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.Guests;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches of a session's functions: what they come to is what their rows come to one by one. */
@Timeout(120)
class UdfBatchTest {
  @RegisterExtension final OwnRuntime runtime = new OwnRuntime();

  /** A guest that answers its input and never frees anything. */
  private static final byte[] KEEPING =
      Guests.wat(
          """
          (module
            (memory (export "memory") 1)
            (global $next (mut i32) (i32.const 16))
            (func (export "alloc") (param $size i32) (result i32)
              (local $at i32)
              (local.set $at (global.get $next))
              (global.set $next (i32.add (local.get $at) (local.get $size)))
              (if (i32.gt_u (global.get $next) (i32.shl (memory.size) (i32.const 16)))
                (then
                  (if (i32.eq
                        (memory.grow
                          (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1)))
                        (i32.const -1))
                    (then (return (i32.const 0))))))
              (local.get $at))
            (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
              (i64.or
                (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
                (i64.extend_i32_u (local.get $len)))))
          """);

  @BeforeEach
  void nothingRuns() {
    assertThat(runtime.get().sessions()).isEmpty();
  }

  private static UdfBatch batchOf(List<byte @Nullable []> inputs) {
    UdfBatch batch = new UdfBatch(inputs.size());
    inputs.forEach(batch::add);
    return batch;
  }

  private static UdfException failureOf(UdfBatch batch) {
    return Objects.requireNonNull(batch.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void largeResults_waitForTheirReader(String engine) {
    UdfFunction echo = runtime.plugin(engine, KEEPING);
    List<byte @Nullable []> inputs = new ArrayList<>();
    for (int row = 0; row < 40; row++) {
      inputs.add(row % 7 == 3 ? null : "x".repeat(1_000_000 + row).getBytes(UTF_8));
    }
    UdfBatch batch = batchOf(inputs);
    List<Integer> lengths = new ArrayList<>();
    while (lengths.size() < inputs.size()) {
      echo.bytes(CallParameters.NONE, batch);
      assertThat(batch.failure()).isNull();
      assertThat(batch.done()).isBetween(1, 39);
      for (Object result : results(batch)) {
        lengths.add(result == null ? -1 : ((byte[]) result).length);
      }
      batch = batch.rest(batch.done());
    }
    assertThat(lengths)
        .isEqualTo(inputs.stream().map(input -> input == null ? -1 : input.length).toList());
  }

  private static List<byte @Nullable []> texts(@Nullable String... texts) {
    List<byte @Nullable []> list = new ArrayList<>();
    for (String text : texts) {
      list.add(text == null ? null : text.getBytes(UTF_8));
    }
    return list;
  }

  private static List<@Nullable Object> results(UdfBatch batch) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < batch.done(); i++) {
      list.add(batch.result(i));
    }
    return list;
  }

  @ParameterizedTest
  @CsvSource({
    "endive, upper",
    "endive, base64",
    "endive, sha256",
    "endive, json_pretty",
    "endive, redact",
    "endive, csv_rows",
    "endive, identity_bump",
    "endive, transform_tour",
    "wasmtime, upper",
    "wasmtime, base64",
    "wasmtime, sha256",
    "wasmtime, json_pretty",
    "wasmtime, redact",
    "wasmtime, csv_rows",
    "wasmtime, identity_bump",
    "wasmtime, transform_tour"
  })
  void batches_ofEveryPlugin_answerAsRowsDo(String engine, String plugin) {
    Random random = new Random(plugin.hashCode());
    byte[] module = Guests.plugin(plugin);
    UdfFunction batched = runtime.plugin(engine, module);
    UdfFunction single = runtime.plugin(engine, module);
    UdfBatch batch = new UdfBatch(1_024);
    for (int round = 0; round < 12; round++) {
      boolean asText = random.nextBoolean();
      batch.clear();
      int size = round == 0 ? 1 : 1 + random.nextInt(1_024);
      for (int i = 0; i < size; i++) {
        batch.add(input(random, round));
      }
      assertSameAsRows(batched, single, batch, asText);
    }
  }

  /** Now and then one that the plugin refuses or that is no text. */
  private static byte @Nullable [] input(Random random, int round) {
    if (random.nextInt(10) == 0) {
      return null;
    }
    if (round > 6 && random.nextInt(300) == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    int most = random.nextInt(50) == 0 ? 30_000 : 80;
    StringBuilder text = new StringBuilder("[\"a\n");
    for (int left = random.nextInt(most); left > 0; left--) {
      text.append(random.nextInt(9) == 0 ? "ß漢🦀é".charAt(0) : (char) ('a' + random.nextInt(26)));
    }
    return text.append("\"]").toString().replace("\n", "").getBytes(UTF_8);
  }

  private static void assertSameAsRows(
      UdfFunction batched, UdfFunction single, UdfBatch batch, boolean asText) {
    if (asText) {
      batched.texts(CallParameters.NONE, batch);
    } else {
      batched.bytes(CallParameters.NONE, batch);
    }
    for (int i = 0; i < batch.done(); i++) {
      byte[] input = batch.rows(asText, false).input(i);
      Object expected = input == null ? null : row(single, input, asText);
      assertThat(batch.result(i)).isEqualTo(expected);
    }
    if (batch.done() == batch.size()) {
      assertThat(batch.failure()).isNull();
      return;
    }
    byte[] failed = Objects.requireNonNull(batch.rows(asText, false).input(batch.done()));
    UdfException expected =
        catchThrowableOfType(UdfException.class, () -> row(single, failed, asText));
    assertThat(batch.failure()).isNotNull().hasMessage(expected.getMessage());
    assertThat(failureOf(batch).error()).isEqualTo(expected.error());
  }

  private static Object row(UdfFunction function, byte[] input, boolean asText) {
    return asText
        ? function.text(CallParameters.NONE, input)
        : function.bytes(CallParameters.NONE, input);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void nulls_haveNoCall_andNoInstance(String engine) {
    UdfFunction upper = runtime.plugin(engine, Guests.plugin("upper"));
    UdfBatch batch = batchOf(texts(null, null));
    upper.texts(CallParameters.NONE, batch);
    assertThat(results(batch)).containsExactly(null, null);
    assertThat(Engines.installed().liveInstances()).isEqualTo(runtime.liveBefore());

    batch = batchOf(texts(null, "a", null, null, "b", null));
    upper.texts(CallParameters.NONE, batch);
    assertThat(results(batch)).containsExactly(null, "A", null, null, "B", null);
    assertThat(upper.statistics("u"))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.calls()).isEqualTo(2);
              assertThat(s.rows()).isEqualTo(2);
              assertThat(s.nanos()).isPositive();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void invalidText_isItsRowsError_andTheInstanceLives(String engine) {
    UdfFunction echo = runtime.plugin(engine, Guests.echo());
    List<byte @Nullable []> list = texts("a", "b", null, "c", "d");
    list.set(3, new byte[] {'x', (byte) 0xff});
    UdfBatch batch = batchOf(list);
    echo.texts(CallParameters.NONE, batch);
    assertThat(results(batch)).containsExactly("a", "b", null);
    assertThat(failureOf(batch).error()).isEqualTo(UdfError.INVALID_TEXT);
    assertThat(batch.failure()).hasMessageStartingWith("plugin p version 1: result is not valid");
    assertThat(echo.usage().instances()).isEqualTo(1);
    assertThat(echo.statistics("u"))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.calls()).isEqualTo(3);
              assertThat(s.rows()).isEqualTo(2);
              assertThat(s.errors()).isEqualTo(1);
            });
    batch = batchOf(list);
    echo.bytes(CallParameters.NONE, batch);
    assertThat(batch.failure()).isNull();
    assertThat(batch.result(3)).isEqualTo(new byte[] {'x', (byte) 0xff});
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void trap_isItsRowsError_andTheNextBatchIsAsGoodAsTheFirst(String engine) {
    byte[] module =
        Guests.transform(
            """
            (if (i32.eqz (local.get $len)) (then (unreachable)))
            (i64.or
              (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
              (i64.extend_i32_u (local.get $len)))
            """);
    UdfFunction function = runtime.plugin(engine, module);
    for (int i = 0; i < 3; i++) {
      UdfBatch batch = batchOf(texts("a", null, "", "b"));
      function.texts(CallParameters.NONE, batch);
      assertThat(results(batch)).containsExactly("a", null);
      assertThat(failureOf(batch).error()).isEqualTo(UdfError.TRAP);
      assertThat(function.usage().instances()).isZero();
      batch = batchOf(texts("c", "d"));
      function.texts(CallParameters.NONE, batch);
      assertThat(results(batch)).containsExactly("c", "d");
    }
  }

  /** Answers one input after another, however often a used instance says 0. */
  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void refusalOfAUsedInstance_isAskedOfAFreshOne(String engine) {
    byte[] module =
        Guests.wat(
            """
            (module
              (memory (export "memory") 1)
              (global $left (mut i32) (i32.const 3))
              (func (export "alloc") (param i32) (result i32) (i32.const 1024))
              (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
                (if (i32.eq (local.get $len) (i32.const 5)) (then (return (i64.const 0))))
                (if (i32.eqz (global.get $left)) (then (return (i64.const 0))))
                (global.set $left (i32.sub (global.get $left) (i32.const 1)))
                (i64.or
                  (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
                  (i64.extend_i32_u (local.get $len)))))
            """);
    UdfFunction function = runtime.plugin(engine, module);
    UdfBatch batch = batchOf(texts("a", "b", "c", "d", null, "e", "f", "g", "h"));
    function.texts(CallParameters.NONE, batch);
    assertThat(results(batch)).containsExactly("a", "b", "c", "d", null, "e", "f", "g", "h");

    batch = batchOf(texts("a", "b", "five!", "c"));
    function.texts(CallParameters.NONE, batch);
    assertThat(results(batch)).containsExactly("a", "b");
    assertThat(failureOf(batch).error()).isEqualTo(UdfError.REFUSED);
    assertThat(batch.failure()).hasMessageContaining("transform answered 0");
  }

  /** 400 rows of 64 KiB in a memory of 2 MiB, none of which is ever given back. */
  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void guestThatNeverFrees_isReplacedBeforeItIsFull(String engine) {
    UdfFunction identity =
        runtime.plugin(engine, KEEPING, "{\"limits\":{\"memoryBytes\":2097152}}");
    List<byte @Nullable []> list = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 400; i++) {
      byte[] row = new byte[65_536];
      random.nextBytes(row);
      list.add(row);
    }
    UdfBatch batch = batchOf(list);
    for (int at = 0; at < 400; at += batch.done(), batch = batch.rest(batch.done())) {
      identity.bytes(CallParameters.NONE, batch);
      assertThat(batch.failure()).isNull();
      assertThat(batch.done()).isPositive();
      for (int i = 0; i < batch.done(); i++) {
        assertThat(batch.result(i)).isEqualTo(list.get(at + i));
      }
    }
    assertThat(identity.usage().instances()).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void rowThatDoesNotFit_isAnErrorOfItsOwn(String engine) {
    UdfFunction identity =
        runtime.plugin(engine, KEEPING, "{\"limits\":{\"memoryBytes\":2097152}}");
    UdfBatch batch = new UdfBatch(4);
    batch.add(new byte[10]);
    batch.add(new byte[1_000_000]);
    batch.add(new byte[4_000_000]);
    batch.add(new byte[10]);
    identity.bytes(CallParameters.NONE, batch);
    assertThat(batch.done()).isEqualTo(2);
    assertThat(failureOf(batch).error()).isIn(UdfError.MEMORY_LIMIT, UdfError.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void cancelledStatement_endsABatchAtItsNextRow(String engine) {
    CancelSignal signal = () -> "enough";
    UdfSession session =
        runtime
            .get()
            .openSession(RuntimePolicy.DEFAULT.withEngine(engine), SessionOwner.NOBODY, signal);
    byte[] module = Guests.transform("(loop $l (br $l)) (i64.const 0)");
    PluginRecord plugin = new PluginRecord("p", 1, ModuleImage.of(module).sha256(), "{}");
    UdfFunction function = session.function(plugin, record -> module.clone());
    UdfBatch batch = batchOf(texts(null, "a", "b"));
    function.texts(CallParameters.NONE, batch);
    assertThat(batch.done()).isEqualTo(1);
    assertThat(failureOf(batch).error()).isEqualTo(UdfError.CANCELLED);
    assertThat(batch.failure()).hasMessageContaining("enough");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void parameters_precedeEachRow(String engine) {
    UdfFunction echo = runtime.plugin(engine, Guests.echo());
    UdfBatch batch = batchOf(texts("a", "", "bc"));
    echo.bytes(CallParameters.of("{}"), batch);
    assertThat(batch.result(0)).isEqualTo(new byte[] {2, 0, 0, 0, '{', '}', 'a'});
    assertThat(batch.result(1)).isEqualTo(new byte[] {2, 0, 0, 0, '{', '}'});
    assertThat(batch.result(2)).isEqualTo(new byte[] {2, 0, 0, 0, '{', '}', 'b', 'c'});
  }
}
