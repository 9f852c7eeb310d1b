package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers, memory and the life of an instance. */
interface CallContract {
  WasmEngine engine();

  @Test
  default void unavailable_isNullWhereTheEngineRuns() {
    assertThat(engine().unavailable()).isNull();
  }

  @Test
  default void call_carriesEveryTypeOfNumberAsBits() {
    String wat =
        """
        (module
          (func (export "i32") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
          (func (export "i64") (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))
          (func (export "f32") (param f32) (result f32) (f32.add (local.get 0) (f32.const 0.5)))
          (func (export "f64") (param f64) (result f64) (f64.add (local.get 0) (f64.const 0.5)))
          (func (export "none")))
        """;
    try (Guest guest = Guest.open(engine(), wat)) {
      WasmInstance instance = guest.instance();
      assertThat((int) instance.call("i32", 0xffff_fffeL)).isEqualTo(-1);
      assertThat(instance.call("i64", Long.MAX_VALUE)).isEqualTo(Long.MIN_VALUE);
      assertThat(Float.intBitsToFloat((int) instance.call("f32", Float.floatToIntBits(1))))
          .isEqualTo(1.5f);
      assertThat(Double.longBitsToDouble(instance.call("f64", Double.doubleToLongBits(1))))
          .isEqualTo(1.5);
      assertThat(instance.call("none")).isZero();
    }
  }

  @Test
  default void call_ofAMissingExport_isNotFoundAndHarmless() {
    try (Guest guest = Guest.open(engine(), "(module (func (export \"f\")))")) {
      assertThatThrownBy(() -> guest.instance().call("g"))
          .isInstanceOfSatisfying(
              UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.NOT_FOUND));
      assertThat(guest.instance().isUsable()).isTrue();
    }
  }

  @Test
  default void call_ofAnExportWithAnUnusualName() {
    String wat = "(module (func (export \"a\\00\\n\\f0\\9f\\a6\\80\") (result i32) (i32.const 5)))";
    try (Guest guest = Guest.open(engine(), wat)) {
      assertThat(guest.instance().call("a\0\n\uD83E\uDD80")).isEqualTo(5);
    }
  }

  @Test
  default void call_withTheWrongNumberOfArguments_isAnErrorAndHarmless() {
    try (Guest guest = Guest.open(engine(), "(module (func (export \"f\") (param i32)))")) {
      assertThatThrownBy(() -> guest.instance().call("f")).isInstanceOf(UdfException.class);
      assertThat(guest.instance().call("f", 1)).isZero();
    }
  }

  @Test
  default void read_copiesWhatLiesInMemoryAndNothingElse() {
    String wat = "(module (memory (export \"memory\") 1) (data (i32.const 65533) \"end\"))";
    try (Guest guest = Guest.open(engine(), wat)) {
      WasmInstance instance = guest.instance();
      assertThat(instance.read(65_533, 3)).isEqualTo(new byte[] {'e', 'n', 'd'});
      assertThat(instance.read(65_536, 0)).isEmpty();
      for (long[] outside : new long[][] {{65_533, 4}, {65_536, 1}, {4L << 30, 1}, {-1, 1}}) {
        assertThatThrownBy(() -> instance.read(outside[0], outside[1]))
            .isInstanceOfSatisfying(
                UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_POINTER));
      }
    }
  }

  @Test
  default void memoryBytes_followsTheGuest() {
    String wat =
        "(module (memory (export \"memory\") 1) (func (export \"grow\") (param i32) (result i32)"
            + " (memory.grow (local.get 0))))";
    try (Guest guest = Guest.open(engine(), wat)) {
      assertThat(guest.instance().memoryBytes()).isEqualTo(Limits.PAGE_BYTES);
      assertThat(guest.instance().call("grow", 2)).isEqualTo(1);
      assertThat(guest.instance().memoryBytes()).isEqualTo(3 * Limits.PAGE_BYTES);
    }
  }

  @Test
  default void startFunction_runsOnceBeforeTheFirstCall() {
    String wat =
        """
        (module
          (memory (export "memory") 1)
          (func $start (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 7))))
          (start $start)
          (func (export "get") (result i32) (i32.load (i32.const 8))))
        """;
    try (Guest guest = Guest.open(engine(), wat)) {
      assertThat(guest.instance().call("get")).isEqualTo(7);
    }
  }

  @Test
  default void close_isHarmlessTwice_andEndsAllUse() {
    Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT));
    BytesCall transform = guest.transform();
    guest.close();
    guest.close();
    assertThat(guest.instance().isUsable()).isFalse();
    assertThatThrownBy(() -> guest.instance().call("alloc", 1)).isInstanceOf(UdfException.class);
    assertThatThrownBy(() -> guest.instance().read(0, 1)).isInstanceOf(UdfException.class);
    assertThatThrownBy(guest::transform).isInstanceOf(UdfException.class);
    assertThatThrownBy(() -> transform.call(new byte[0], new byte[1]))
        .isInstanceOf(UdfException.class);
  }

  @Test
  default void instantiate_afterClose_isAnError() {
    CompiledModule module =
        engine().compile(Guest.image("(module (func (export \"f\")))"), Limits.DEFAULT);
    module.close();
    module.close();
    assertThatThrownBy(() -> module.instantiate(Limits.DEFAULT, WasiAccess.NONE))
        .isInstanceOf(UdfException.class);
  }

  @Test
  default void close_fromAnotherThread_duringACall_waitsOrEndsIt() throws InterruptedException {
    Limits limits = Limits.DEFAULT.withTimeMillis(300);
    String wat = "(module (func (export \"spin\") (loop (br 0))))";
    Guest guest = Guest.open(engine(), wat, limits, WasiAccess.NONE);
    List<Throwable> thrown = new ArrayList<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                guest.instance().call("spin");
              } catch (RuntimeException expected) {
                thrown.add(expected);
              }
            });
    caller.start();
    Thread.sleep(50);
    guest.close();
    caller.join();
    assertThat(thrown).hasSize(1).allMatch(e -> e instanceof UdfException);
  }

  @Test
  default void instances_manyAtOnce_haveMemoriesOfTheirOwn() {
    long before = engine().liveInstances();
    ModuleImage image =
        Guest.image(
            """
            (module
              (memory (export "memory") 1)
              (func (export "add") (param i32) (result i32)
                (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (local.get 0)))
                (i32.load (i32.const 0))))
            """);
    List<WasmInstance> instances = new ArrayList<>();
    try (CompiledModule module = engine().compile(image, Limits.DEFAULT)) {
      for (int i = 0; i < 64; i++) {
        instances.add(module.instantiate(Limits.DEFAULT, WasiAccess.NONE));
        instances.get(i).call("add", i);
      }
      assertThat(engine().liveInstances()).isEqualTo(before + 64);
      for (int i = 0; i < 64; i++) {
        assertThat(instances.get(i).call("add", 1)).isEqualTo(i + 1);
      }
      instances.forEach(WasmInstance::close);
    }
    assertThat(engine().liveInstances()).isEqualTo(before);
  }
}
