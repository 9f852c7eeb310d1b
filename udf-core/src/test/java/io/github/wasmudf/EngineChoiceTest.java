package io.github.wasmudf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that go from one engine to the other, by rules under which every challenger wins. */
@Timeout(120)
class EngineChoiceTest {
  private static final TrialRules ALWAYS_CHANGE =
      new TrialRules(0, 1, Double.POSITIVE_INFINITY, 1_000_000);

  /** Traps on {@code !}, refuses on {@code ?}, answers no text on {@code #}, else its input. */
  private static final byte[] MOODY =
      Guests.transform(
          """
          (local $first i32)
          (local.set $first (i32.load8_u (local.get $ptr)))
          (if (i32.eq (local.get $first) (i32.const 33)) (then (unreachable)))
          (if (i32.eq (local.get $first) (i32.const 63)) (then (return (i64.const 0))))
          (if (i32.eq (local.get $first) (i32.const 35))
            (then (i32.store8 (local.get $ptr) (i32.const 255))))
          (i64.or
            (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
            (i64.extend_i32_u (local.get $len)))
          """);

  /** Recurses as deep as its input is long, times 100; answers its input. */
  private static final byte[] DEEP =
      Guests.wat(
          """
          (module
            (memory (export "memory") 2)
            (func (export "alloc") (param i32) (result i32) (i32.const 1024))
            (func $deeper (param i32) (result i32)
              (if (result i32) (local.get 0)
                (then
                  (i32.add
                    (i32.const 1)
                    (call $deeper (i32.sub (local.get 0) (i32.const 1)))))
                (else (i32.const 0))))
            (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
              (drop (call $deeper (i32.mul (local.get $len) (i32.const 100))))
              (i64.or
                (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
                (i64.extend_i32_u (local.get $len)))))
          """);

  private static final byte[] SIMD =
      Guests.transform(
          """
          (drop (i8x16.add (v128.load (i32.const 0)) (v128.load (i32.const 0))))
          (i64.or
            (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
            (i64.extend_i32_u (local.get $len)))
          """);

  @RegisterExtension final OwnRuntime runtime = new OwnRuntime(new UdfRuntime(ALWAYS_CHANGE));

  private static byte[] input(Random random) {
    String moods = "abcdefghijklmnopqrstuvwxyz!?#";
    return (moods.charAt(random.nextInt(moods.length())) + "x".repeat(random.nextInt(40)))
        .getBytes(UTF_8);
  }

  private static String outcome(Callable<Object> call) throws Exception {
    try {
      return String.valueOf(call.call());
    } catch (UdfException failed) {
      return failed.error() + ": " + failed.getMessage();
    }
  }

  private static void callUntil(UdfFunction function, BooleanSupplier end) {
    while (!end.getAsBoolean()) {
      function.text(CallParameters.NONE, new byte[] {'a'});
    }
  }

  @Test
  void rowsAnswerAsOnOneEngine_whileTheyChangeBetweenTwo() throws Exception {
    UdfFunction pinned = runtime.plugin("endive", MOODY);
    UdfFunction chosen = runtime.plugin("auto", MOODY);
    Random random = new Random(5);
    Set<String> engines = new HashSet<>();
    for (int i = 0; i < 20_000 || engines.size() < 2; i++) {
      byte[] input = input(random);
      assertThat(outcome(() -> chosen.text(CallParameters.NONE, input)))
          .isEqualTo(outcome(() -> pinned.text(CallParameters.NONE, input)));
      engines.add(chosen.usage().engine());
    }
    assertThat(chosen.usage().reason()).contains("times as long on the same calls");
    assertThat(chosen.statistics("me")).hasSize(1);
    assertThat(chosen.statistics("me").get(0).errors())
        .isEqualTo(pinned.statistics("me").get(0).errors());
    assertThat(chosen.statistics("me").get(0).rows())
        .isEqualTo(pinned.statistics("me").get(0).rows());
  }

  @Test
  void batchesAnswerAsOnOneEngine_whileTheyChangeBetweenTwo() {
    UdfFunction pinned = runtime.plugin("endive", MOODY);
    UdfFunction chosen = runtime.plugin("auto", MOODY);
    Random random = new Random(6);
    Set<String> engines = new HashSet<>();
    for (int i = 0; i < 2_000 || engines.size() < 2; i++) {
      UdfBatch one = new UdfBatch(20);
      UdfBatch other = new UdfBatch(20);
      for (int row = random.nextInt(20); row >= 0; row--) {
        byte[] input = random.nextInt(8) == 0 ? null : input(random);
        one.add(input);
        other.add(input);
      }
      pinned.texts(CallParameters.NONE, one);
      chosen.texts(CallParameters.NONE, other);
      assertThat(outcomes(other)).isEqualTo(outcomes(one));
      engines.add(chosen.usage().engine());
    }
  }

  private static List<String> outcomes(UdfBatch batch) {
    List<String> outcomes = new ArrayList<>();
    for (int row = 0; row < batch.done(); row++) {
      outcomes.add(String.valueOf(batch.result(row)));
    }
    UdfException failure = batch.failure();
    outcomes.add(failure == null ? "" : failure.error() + ": " + failure.getMessage());
    return outcomes;
  }

  @Test
  void engineThatFailsWhereTheFirstAnswers_isNotAskedAgain() throws Exception {
    FutureTask<Void> calls =
        new FutureTask<>(
            () -> {
              UdfFunction chosen = runtime.plugin("auto", DEEP);
              assertThat(chosen.usage().engine()).isEqualTo("endive");
              callUntil(chosen, () -> chosen.usage().engine().equals("wasmtime"));
              // Too deep for the stack that wasmtime has, and not for this thread's.
              byte[] deep = "x".repeat(1000).getBytes(UTF_8);
              assertThat(chosen.bytes(CallParameters.NONE, deep)).isEqualTo(deep);
              assertThat(chosen.usage().engine()).isEqualTo("endive");
              assertThat(chosen.usage().reason())
                  .startsWith("auto: wasmtime failed on a call that this engine answered: ")
                  .contains("call stack exhausted");
              for (int i = 0; i < 1_000; i++) {
                chosen.bytes(CallParameters.NONE, new byte[] {'a'});
                assertThat(chosen.usage().engine()).isEqualTo("endive");
              }
              return null;
            });
    new Thread(null, calls, "large-stack", 1L << 30).start();
    calls.get();
  }

  @Test
  void engineThatFailsInItsTrial_isNotAskedAgain() throws Exception {
    FutureTask<Void> calls =
        new FutureTask<>(
            () -> {
              UdfFunction rows = runtime.plugin("auto", DEEP);
              byte[] deep = "x".repeat(1000).getBytes(UTF_8);
              while (!rows.usage().reason().contains("failed on a call")) {
                assertThat(rows.bytes(CallParameters.NONE, deep)).isEqualTo(deep);
              }
              UdfFunction batches = runtime.plugin("auto", DEEP);
              while (!batches.usage().reason().contains("failed on a call")) {
                UdfBatch batch = new UdfBatch(2);
                batch.add(new byte[] {'a'});
                batch.add(deep);
                batches.bytes(CallParameters.NONE, batch);
                assertThat(batch.failure()).isNull();
                assertThat(batch.result(1)).isEqualTo(deep);
              }
              return null;
            });
    new Thread(null, calls, "large-stack", 1L << 30).start();
    calls.get();
  }

  @Test
  void moduleThatOneEngineRefuses_staysOnTheOther() {
    UdfFunction chosen = runtime.plugin("auto", SIMD);
    callUntil(chosen, () -> chosen.usage().reason().contains("does not run it"));
    assertThat(chosen.usage().engine()).isEqualTo("wasmtime");
    callUntil(chosen, () -> chosen.statistics("me").get(0).calls() > 1_000);
    assertThat(chosen.usage().engine()).isEqualTo("wasmtime");
  }

  @Test
  void namedEngineIsNeverChallenged() {
    UdfFunction pinned = runtime.plugin("wasmtime", MOODY);
    callUntil(
        pinned,
        () -> !pinned.statistics("me").isEmpty() && pinned.statistics("me").get(0).calls() > 5_000);
    assertThat(pinned.usage().engine()).isEqualTo("wasmtime");
    assertThat(pinned.usage().reason()).isEqualTo("named by the database's policy");
  }

  @Test
  void sessionsMayCloseAtAnyMoment() throws InterruptedException {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      UdfFunction chosen = runtime.plugin("auto", MOODY);
      for (int call = random.nextInt(300); call >= 0; call--) {
        chosen.text(CallParameters.NONE, new byte[] {'a'});
      }
      runtime.get().close();
    }
    // What was still loading is given back when it is loaded.
    for (int i = 0; i < 1_200 && Engines.installed().liveInstances() > runtime.liveBefore(); i++) {
      Thread.sleep(50);
    }
  }
}
