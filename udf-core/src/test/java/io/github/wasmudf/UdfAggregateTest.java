package io.github.wasmudf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.AggregateState.Form;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.Guests;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** States of aggregates in a session, on both engines. */
@Timeout(120)
class UdfAggregateTest {
  private final UdfRuntime runtime = new UdfRuntime();
  private final long liveBefore = Engines.installed().liveInstances();

  private static final String SUMMING = Guests.summing("agg", "", "", "");

  @AfterEach
  void leavesNothing() {
    runtime.close();
    assertThat(Engines.installed().liveInstances()).isEqualTo(liveBefore);
  }

  private UdfFunction function(String engine, String wat, String options) {
    byte[] module = Guests.wat(wat);
    UdfSession session = runtime.openSession(RuntimePolicy.DEFAULT.withEngine(engine));
    PluginRecord plugin =
        new PluginRecord("p", 1, ModuleImage.of(module.clone()).sha256(), options);
    return session.function(plugin, record -> module.clone());
  }

  private UdfAggregate aggregate(String engine, String wat) {
    return function(engine, wat, "{}").binaryAggregate();
  }

  private static void add(AggregateState state, int... bytes) {
    byte[] row = new byte[bytes.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (byte) bytes[i];
    }
    state.add(Form.BINARY, row);
  }

  private static @Nullable Long sum(AggregateState state) {
    byte[] result = state.bytes();
    return result == null ? null : little(result).getLong();
  }

  private static int live(AggregateState state) {
    return little(Objects.requireNonNull(state.bytes())).getInt(8);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static UdfException failure(Runnable action) {
    return catchThrowableOfType(UdfException.class, action::run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void groups_whoseRowsComeInterleaved_areApart(String engine) {
    UdfAggregate aggregate = aggregate(engine, SUMMING);
    Random random = new Random(6);
    List<AggregateState> states = new ArrayList<>();
    long[] expected = new long[100];
    for (int group = 0; group < expected.length; group++) {
      states.add(aggregate.open(this));
    }
    for (int row = 0; row < 20_000; row++) {
      int group = random.nextInt(expected.length - 1);
      byte[] input = new byte[random.nextInt(20)];
      random.nextBytes(input);
      for (byte each : input) {
        expected[group] += each & 0xff;
      }
      states.get(group).add(Form.BINARY, input);
    }
    for (int group = 0; group < expected.length - 1; group++) {
      assertThat(sum(states.get(group))).as("group %d", group).isEqualTo(expected[group]);
    }
    assertThat(sum(states.get(expected.length - 1))).isNull();
    assertThat(aggregate.counter().calls()).isEqualTo(20_000);
    assertThat(aggregate.counter().answered()).isEqualTo(20_000);
    assertThat(live(states.get(0))).isEqualTo(100);
    states.forEach(AggregateState::close);
    AggregateState fresh = aggregate.open(this);
    add(fresh, 5);
    assertThat(live(fresh)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void params_comeBeforeEachRow(String engine) {
    DeclaredFunction declared =
        DeclaredFunction.of(
            "test",
            "{\"name\":\"f\",\"kind\":\"aggregate\",\"returns\":\"VARBINARY\","
                + "\"args\":[{\"name\":\"x\",\"type\":\"VARBINARY\"}],\"params\":{\"a\":1}}");
    TypedAggregate aggregate =
        function(engine, SUMMING, "{}")
            .typedAggregate(new CreatedFunction("F", "p", declared, false));
    long header = 7;
    for (byte each : "{\"a\":1}".getBytes(UTF_8)) {
      header += each;
    }
    try (TypedState state = aggregate.open(this)) {
      state.add(new byte[] {1, 2});
      state.add(new byte[] {3});
      byte[] result = (byte[]) Objects.requireNonNull(state.result());
      assertThat(little(result).getLong()).isEqualTo(2 * header + 6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void merge_ofAnInputSplitAtEveryPoint_isTheWhole(String engine) {
    UdfAggregate aggregate = aggregate(engine, SUMMING);
    int[] rows = new Random(7).ints(60, 0, 256).toArray();
    long whole = 0;
    for (int row : rows) {
      whole += row;
    }
    for (int split = 0; split <= rows.length; split++) {
      AggregateState left = aggregate.open(this);
      AggregateState right = aggregate.open(this);
      for (int row = 0; row < rows.length; row++) {
        add(row < split ? left : right, rows[row]);
      }
      left.merge(right.state());
      assertThat(sum(left)).isEqualTo(whole);
      left.close();
      right.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void answeredStates_areParked_whereAPluginHasNoRoomForThemAll(String engine) {
    UdfAggregate aggregate = aggregate(engine, SUMMING);
    List<AggregateState> frames = new ArrayList<>();
    for (int frame = 0; frame < 5_000; frame++) {
      AggregateState state = aggregate.open(this);
      frames.add(state);
      add(state, 1, frame % 200);
      assertThat(sum(state)).isEqualTo(1 + frame % 200);
    }
    assertThat(live(frames.get(4_999))).isLessThanOrEqualTo(1_024);
    add(frames.get(7), 100);
    assertThat(sum(frames.get(7))).isEqualTo(108);
    assertThat(sum(frames.get(8))).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void statementChanged_freesWhatHasAnswered_andKeepsWhatHasNot(String engine) {
    UdfFunction function = function(engine, SUMMING, "{}");
    UdfAggregate aggregate = function.binaryAggregate();
    AggregateState answered = aggregate.open(this);
    AggregateState open = aggregate.open(this);
    add(answered, 1);
    add(open, 2);
    assertThat(live(answered)).isEqualTo(2);
    function.statementChanged();
    add(open, 3);
    assertThat(sum(open)).isEqualTo(5);
    assertThat(live(open)).isEqualTo(1);
    assertThat(failure(() -> add(answered, 1)).error()).isEqualTo(UdfError.INTERNAL);
    function.statementChanged();
    assertThat(function.usage().instances()).isEqualTo(1);
    function.dropIdle();
    assertThat(function.usage().instances()).as("was given back").isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void statesThatNobodyRefersTo_areFreed(String engine) throws InterruptedException {
    UdfAggregate aggregate = aggregate(engine, SUMMING);
    AggregateState kept = aggregate.open(this);
    add(kept, 1);
    WeakReference<AggregateState> abandoned = abandon(aggregate);
    while (abandoned.get() != null) {
      System.gc();
      Thread.sleep(10);
    }
    for (int i = 0; live(kept) > 2; i++) {
      // The reference is cleared a moment before it is in its queue.
      Thread.sleep(10);
      AggregateState next = aggregate.open(this);
      add(next, 1);
      assertThat(sum(next)).isEqualTo(1);
      next.close();
      assertThat(i).isLessThan(1_000);
    }
    assertThat(live(kept)).isEqualTo(1);
  }

  private WeakReference<AggregateState> abandon(UdfAggregate aggregate) {
    AggregateState state = aggregate.open(this);
    add(state, 1);
    assertThat(live(state)).isEqualTo(2);
    AggregateState unanswered = aggregate.open(this);
    for (int i = 0; i < 40; i++) {
      add(unanswered, 1);
    }
    return new WeakReference<>(unanswered);
  }

  @ParameterizedTest
  @CsvSource({
    "endive, (unreachable), TRAP",
    "wasmtime, (unreachable), TRAP",
    "endive, (loop $l (br $l)), TIME_LIMIT",
    "wasmtime, (loop $l (br $l)), TIME_LIMIT",
  })
  void add_thatFails_losesAllStates_andTheNextBeginsAnew(
      String engine, String failing, UdfError error) {
    String add = "(if (i32.eq (i32.load8_u (local.get $p)) (i32.const 99)) (then " + failing + "))";
    String options = error == UdfError.TIME_LIMIT ? "{\"limits\":{\"timeMillis\":500}}" : "{}";
    UdfAggregate aggregate =
        function(engine, Guests.summing("agg", add, "", ""), options).binaryAggregate();
    AggregateState other = aggregate.open(this);
    AggregateState state = aggregate.open(this);
    add(other, 1);
    add(state, 99);
    assertThat(failure(() -> sum(state)).error()).isEqualTo(error);
    assertThat(failure(() -> sum(other)))
        .hasMessageContaining("is lost")
        .extracting("error")
        .isEqualTo(error);
    assertThat(failure(() -> add(state, 1)).error()).isEqualTo(error);
    other.close();
    AggregateState next = aggregate.open(this);
    add(next, 3);
    assertThat(sum(next)).isEqualTo(3);
    assertThat(live(next)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void add_thatRefuses_spoilsItsOwnStateOnly(String engine) {
    String add =
        "(if (i32.eq (i32.load8_u (local.get $p)) (i32.const 99)) (then (return (i32.const 5))))";
    UdfAggregate aggregate = aggregate(engine, Guests.summing("agg", add, "", ""));
    AggregateState other = aggregate.open(this);
    AggregateState state = aggregate.open(this);
    add(state, 99);
    add(other, 1);
    add(state, 2);
    assertThat(sum(other)).isEqualTo(1);
    UdfException refused = failure(() -> sum(state));
    assertThat(refused.error()).isEqualTo(UdfError.REFUSED);
    assertThat(refused).hasMessageContaining("plugin p version 1").hasMessageContaining("agg_add");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void statementThatFailed_givesBackAllItsStates(String engine) {
    String add =
        "(if (i32.eq (i32.load8_u (local.get $p)) (i32.const 99)) (then (return (i32.const 5))))";
    UdfFunction function = function(engine, Guests.summing("agg", add, "", ""), "{}");
    AggregateState ofAnother = function.binaryAggregate().open("another statement");
    AggregateState unanswered = function.binaryAggregate().open(this);
    AggregateState state = function.binaryAggregate().open(this);
    add(ofAnother, 1);
    add(unanswered, 1);
    add(state, 99);
    assertThat(failure(() -> sum(state)).error()).isEqualTo(UdfError.REFUSED);
    function.statementChanged();
    assertThat(live(ofAnother)).isEqualTo(1);
    function.dropIdle();
    assertThat(function.usage().instances()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void stateThatIsInUse_answeredAgain_isRefused(String engine) {
    UdfAggregate aggregate =
        aggregate(
            engine,
            Guests.summing("agg", "", "(if (i32.const 1) (then (return (i32.const 65536))))", ""));
    AggregateState first = aggregate.open(this);
    add(first, 1);
    assertThat(sum(first)).isEqualTo(1);
    AggregateState second = aggregate.open(this);
    assertThat(failure(() -> add(second, 1)).error()).isEqualTo(UdfError.BAD_POINTER);
    assertThat(sum(first)).isEqualTo(1);
    first.close();
    add(second, 1);
    assertThat(sum(second)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void noRoomForAnotherState_isRefused(String engine) {
    UdfAggregate aggregate = aggregate(engine, SUMMING);
    List<AggregateState> states = new ArrayList<>();
    UdfException full = null;
    while (full == null) {
      AggregateState state = aggregate.open(this);
      states.add(state);
      full = failure(() -> add(state, 1));
    }
    assertThat(full.error()).isEqualTo(UdfError.REFUSED);
    assertThat(full).hasMessageContaining("agg_new answered 0");
    // Instances of 2,000 states each, as many as a connection may have.
    assertThat(states).hasSize(Limits.DEFAULT.instances() * 2_000 + 1);
    assertThat(sum(states.get(0))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void free_thatTraps_isNobodysError(String engine) {
    UdfAggregate aggregate = aggregate(engine, Guests.summing("agg", "", "", "(unreachable)"));
    AggregateState state = aggregate.open(this);
    add(state, 1);
    assertThat(sum(state)).isEqualTo(1);
    state.close();
    AggregateState next = aggregate.open(this);
    add(next, 2);
    assertThat(sum(next)).isEqualTo(2);
  }

  @Test
  void cancelledStatement_endsAtTheNextCrossing_andTheNextOneWorks() {
    AtomicReference<@Nullable String> reason = new AtomicReference<>();
    UdfSession session =
        runtime.openSession(
            RuntimePolicy.DEFAULT.withEngine("endive"),
            SessionOwner.NOBODY,
            () -> reason.getAndSet(null));
    byte[] module = Guests.wat(SUMMING);
    PluginRecord plugin = new PluginRecord("p", 1, ModuleImage.of(module.clone()).sha256(), "{}");
    UdfAggregate aggregate = session.function(plugin, record -> module.clone()).binaryAggregate();
    AggregateState state = aggregate.open(this);
    UdfException cancelled = null;
    while (cancelled == null) {
      reason.set("enough");
      cancelled = failure(() -> add(state, 1));
    }
    assertThat(cancelled.error()).isEqualTo(UdfError.CANCELLED);
    reason.set(null);
    AggregateState next = aggregate.open(this);
    add(next, 2);
    assertThat(sum(next)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void pluginWithoutStates_getsAllInputsAtOnce(String engine) {
    byte[] echo = Guests.echo();
    UdfSession session = runtime.openSession(RuntimePolicy.DEFAULT.withEngine(engine));
    PluginRecord plugin =
        new PluginRecord(
            "p", 1, ModuleImage.of(echo.clone()).sha256(), "{\"limits\":{\"resultBytes\":100}}");
    UdfAggregate aggregate = session.function(plugin, record -> echo.clone()).textAggregate();
    AggregateState state = aggregate.open(this);
    assertThat(state.text()).isEqualTo("[]");
    state.add(Form.TEXT, "ä\"\n".getBytes(UTF_8));
    state.add(Form.BINARY, new byte[] {1, 2});
    AggregateState other = aggregate.open(this);
    other.add(Form.JSON, "{\"a\":1}".getBytes(UTF_8));
    state.merge(other.state());
    state.merge(aggregate.open(this).state());
    assertThat(state.text()).isEqualTo("[\"ä\\\"\\n\",\"AQI=\",{\"a\":1}]");
    UdfException tooMany = failure(() -> state.add(Form.TEXT, new byte[90]));
    assertThat(tooMany.error()).isEqualTo(UdfError.MEMORY_LIMIT);
    assertThat(tooMany).hasMessageContaining("agg_new");
  }

  @Test
  void aggregateOfAnotherName_isTheOneThatAModuleHas() {
    UdfAggregate aggregate = aggregate("endive", Guests.summing("total", "", "", ""));
    AggregateState state = aggregate.open(this);
    add(state, 4);
    assertThat(sum(state)).isEqualTo(4);
  }

  @Test
  void moduleThatLacksAnExport_saysWhich() {
    String lacking = SUMMING.replace("\"agg_merge\"", "\"agg_merged\"");
    UdfException refused = failure(() -> aggregate("endive", lacking));
    assertThat(refused.error()).isEqualTo(UdfError.UNKNOWN_ABI);
    assertThat(refused)
        .hasMessageContaining("the function \"agg_merge\" (i32, i32, i32) -> i32 is missing");
  }

  @Test
  void moduleWithTransformThatLacksAnExport_saysWhichWhenAsked() {
    String lacking =
        SUMMING
            .replace("\"agg_free\"", "\"agg_freed\"")
            .replace(
                "(global $live",
                "(func (export \"transform\") (param i32 i32) (result i64) (i64.const 0))(global $live");
    UdfException refused = failure(() -> aggregate("endive", lacking));
    assertThat(refused.error()).isEqualTo(UdfError.NOT_FOUND);
    assertThat(refused).hasMessageContaining("the function \"agg_free\" (i32) -> () is missing");
  }
}
