package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ImportOffers.OfCompanion;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Calls that talk with the host through the memory of a companion, here that of Extism's kernel.
 */
interface HostedContract {
  WasmEngine engine();

  String KERNEL =
      """
      (import "kernel" "alloc" (func $alloc (param i64) (result i64)))
      (import "kernel" "free" (func $free (param i64)))
      (import "kernel" "length" (func $length (param i64) (result i64)))
      (import "kernel" "memory_bytes" (func $memory_bytes (result i64)))
      """;

  /** Where the host of these tests lets blocks begin. */
  int HEAP = 1_024;

  /** Lays out nothing but room for blocks, and hands the result on. */
  record Plain(Consumer<CompanionMemory> before, Consumer<Long> after) implements Exchange {
    @Override
    public void prepare(CompanionMemory memory) {
      memory.put(0, new byte[128]);
      memory.put(0, new byte[] {0, 4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 1});
      before.accept(memory);
    }

    @Override
    public void finish(CompanionMemory memory, long result) {
      after.accept(result);
    }
  }

  private void call(String body, Exchange exchange, Consumer<WasmInstance> then) {
    call(body, Limits.DEFAULT, exchange, then);
  }

  private void call(String body, Limits limits, Exchange exchange, Consumer<WasmInstance> then) {
    String wat =
        "(module "
            + KERNEL
            + "(func (export \"run\") (result i64) (local $a i64) (local $b i64)"
            + body
            + "))";
    try (CompiledModule module = engine().compile(Guest.image(wat), limits);
        WasmInstance instance =
            module.instantiate(
                limits,
                WasiAccess.NONE,
                GuestImports.of(
                    module.outline(),
                    i -> new OfCompanion(CompanionModule.EXTISM, i.name()),
                    false),
                CancelSignal.NEVER)) {
      instance.bind("run", CompanionModule.EXTISM, exchange).run();
      then.accept(instance);
    }
  }

  private long result(String body) {
    long[] result = new long[1];
    call(body, new Plain(memory -> {}, r -> result[0] = r), instance -> {});
    return result[0];
  }

  private static void assertError(UdfError error, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(UdfException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  @Test
  default void blocks_haveTheirLength_andLieOneBehindTheOther() {
    assertThat(result("(call $alloc (i64.const 5))")).isEqualTo(HEAP + 16);
    assertThat(result("(drop (call $alloc (i64.const 5))) (call $alloc (i64.const 17))"))
        .isEqualTo(HEAP + 48);
    for (long length : new long[] {1, 15, 16, 17, 65_535, 65_536, 65_537, 1_000_000, 16_000_000}) {
      assertThat(result("(call $length (call $alloc (i64.const " + length + ")))"))
          .isEqualTo(length);
    }
    assertThat(result("(call $length (i64.add (call $alloc (i64.const 99)) (i64.const 16)))"))
        .isZero();
  }

  @Test
  default void noRoom_isNoBlock() {
    for (String length : new String[] {"0", "-1", "16777216", "0xffff_ffff", "0x1_0000_0001"}) {
      assertThat(result("(call $alloc (i64.const " + length + "))")).as(length).isZero();
    }
    assertThat(result("(call $memory_bytes)")).isEqualTo(65_536);
  }

  @Test
  default void freedBlock_isUsedAgain_andOnlyOnce() {
    String freed =
        """
        (local.set $a (call $alloc (i64.const 100)))
        (local.set $b (call $alloc (i64.const 100)))
        (call $free (local.get $a))
        (call $free (local.get $a))
        """;
    assertThat(result(freed + "(i64.sub (call $alloc (i64.const 101)) (local.get $a))")).isZero();
    assertThat(
            result(
                freed
                    + "(drop (call $alloc (i64.const 100)))"
                    + "(i64.sub (call $alloc (i64.const 100)) (local.get $b))"))
        .isEqualTo(144);
    assertThat(result(freed + "(call $length (local.get $a))")).isZero();
  }

  @Test
  default void lastBlock_isGivenBackWhole_soThatALoopNeedsNoRoom() {
    String loop =
        """
        (loop $again
          (call $free (call $alloc (i64.const 9000000)))
          (local.set $a (i64.add (local.get $a) (i64.const 1)))
          (br_if $again (i64.lt_u (local.get $a) (i64.const 1000))))
        (call $alloc (i64.const 9000000))
        """;
    assertThat(result(loop)).isEqualTo(HEAP + 16);
  }

  @Test
  default void memory_isCheckedWhateverTheAddress() {
    for (long at : new long[] {-1, 65_533, 65_536, 1L << 32, Long.MAX_VALUE}) {
      assertError(
          UdfError.BAD_POINTER,
          () -> call("(i64.const 0)", new Plain(m -> m.getInt(at), r -> {}), instance -> {}));
      assertError(
          UdfError.BAD_POINTER,
          () -> call("(i64.const 0)", new Plain(m -> m.get(at, 4), r -> {}), instance -> {}));
      assertError(
          UdfError.BAD_POINTER,
          () -> call("(i64.const 0)", new Plain(m -> m.put(at, new byte[4]), r -> {}), i -> {}));
    }
    assertError(
        UdfError.BAD_POINTER,
        () -> call("(i64.const 0)", new Plain(m -> m.get(8, -1), r -> {}), instance -> {}));
  }

  @Test
  default void memory_growsWhenItIsReserved_upToTheLimit() {
    Exchange large =
        new Plain(
            memory -> {
              memory.reserve(1_000_000);
              assertThat(memory.bytes()).isEqualTo(16 * Limits.PAGE_BYTES);
              memory.put(999_996, new byte[] {1, 2, 3, 4});
              assertThat(memory.getInt(999_996)).isEqualTo(0x04030201);
            },
            r -> assertThat(r).isEqualTo(16 * Limits.PAGE_BYTES));
    call("(call $memory_bytes)", large, i -> assertThat(i.isUsable()).isTrue());
    for (long bytes : new long[] {Limits.DEFAULT.memoryBytes() + 1, Long.MAX_VALUE}) {
      assertError(
          UdfError.MEMORY_LIMIT,
          () -> call("(i64.const 0)", new Plain(m -> m.reserve(bytes), r -> {}), i -> {}));
    }
  }

  @Test
  default void growthByTheGuest_isSeenAfterwards() {
    long[] bytes = new long[1];
    Exchange exchange =
        new Exchange() {
          @Override
          public void prepare(CompanionMemory memory) {
            new Plain(m -> {}, r -> {}).prepare(memory);
          }

          @Override
          public void finish(CompanionMemory memory, long block) {
            bytes[0] = memory.get(block, 10_000_000).length;
          }
        };
    call("(call $alloc (i64.const 10000000))", exchange, instance -> {});
    assertThat(bytes[0]).isEqualTo(10_000_000);
  }

  @Test
  default void traps_andEndlessLoopsOfHostCalls_areWhatTheyAreElsewhere() {
    Exchange nothing = new Plain(m -> {}, r -> {});
    assertError(UdfError.TRAP, () -> call("unreachable", nothing, i -> {}));
    assertError(
        UdfError.TIME_LIMIT,
        () ->
            call(
                "(loop $ever (drop (call $memory_bytes)) (br $ever)) (i64.const 0)",
                Limits.DEFAULT.withTimeMillis(100),
                nothing,
                i -> {}));
  }

  @Test
  default void exceptionOfTheExchange_comesThrough_andUsesTheInstanceUp() {
    Exchange refusing =
        new Plain(
            m -> {},
            r -> {
              throw new UdfException(UdfError.REFUSED, "no");
            });
    String wat = "(module " + KERNEL + "(func (export \"run\") (result i64) (i64.const 0)))";
    try (CompiledModule module = engine().compile(Guest.image(wat), Limits.DEFAULT);
        WasmInstance instance =
            module.instantiate(
                Limits.DEFAULT,
                WasiAccess.NONE,
                GuestImports.of(
                    module.outline(),
                    i -> new OfCompanion(CompanionModule.EXTISM, i.name()),
                    false),
                CancelSignal.NEVER)) {
      HostedCall call = instance.bind("run", CompanionModule.EXTISM, refusing);
      assertError(UdfError.REFUSED, call::run);
      assertThat(instance.isUsable()).isFalse();
      assertThatThrownBy(call::run).isInstanceOf(UdfException.class);
    }
  }
}
