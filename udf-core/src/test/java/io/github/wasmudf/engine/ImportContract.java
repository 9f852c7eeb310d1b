package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import org.junit.jupiter.api.Test;

/** Imports that nobody provides, and functions of other forms than the usual one. */
interface ImportContract {
  WasmEngine engine();

  /** Its imports are of every number's type, in two modules, around one of WASI. */
  String STRANGER =
      """
      (module
        (import "env" "first" (func $first (param i32 i64 f32 f64) (result i64)))
        (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
        (import "elsewhere" "second" (func $second (result f64)))
        (import "env" "third" (func $third (result i32 i64)))
        (memory (export "memory") 1)
        (func (export "first") (result i64)
          (call $first (i32.const 1) (i64.const 2) (f32.const 3) (f64.const 4)))
        (func (export "second") (result f64) (call $second))
        (func (export "third") (call $third) (drop) (drop))
        (func (export "yield") (result i32) (call $yield)))
      """;

  private WasmInstance trapping(CompiledModule module) {
    GuestImports imports = GuestImports.of(module.outline(), ImportOffers.NONE, true);
    return module.instantiate(Limits.DEFAULT, WasiAccess.NONE, imports, CancelSignal.NEVER);
  }

  @Test
  default void unknownImport_boundToATrap_isNamedWhenItIsCalled() {
    try (CompiledModule module = engine().compile(Guest.image(STRANGER), Limits.DEFAULT)) {
      for (String name : new String[] {"env.first", "elsewhere.second", "env.third"}) {
        try (WasmInstance instance = trapping(module)) {
          assertThat(instance.call("yield")).isZero();
          String export = name.substring(name.indexOf('.') + 1);
          assertThatThrownBy(() -> instance.call(export))
              .isInstanceOfSatisfying(
                  UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.TRAP))
              .hasMessageContaining("the import " + name + ", which nothing here provides");
          assertThat(instance.isUsable()).isFalse();
        }
      }
    }
  }

  @Test
  default void unknownImport_withoutATrap_isRefused() {
    ModuleOutline guest = Guest.image(STRANGER).outline();
    assertThatThrownBy(() -> GuestImports.ofWasi(guest))
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_IMPORT))
        .hasMessageContaining("unknown import env.first of type (i32, i64, f32, f64) -> i64");
  }

  @Test
  default void importOfVectorsOrMemories_isRefusedEvenWithTraps() {
    for (String imported :
        new String[] {"(func (param v128))", "(func (result externref))", "(memory 1)"}) {
      ModuleOutline guest =
          Guest.image("(module (import \"env\" \"odd\" " + imported + "))").outline();
      assertThatThrownBy(() -> GuestImports.of(guest, ImportOffers.NONE, true))
          .isInstanceOfSatisfying(
              UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_IMPORT))
          .hasMessageContaining("env.odd");
    }
  }

  @Test
  default void mistypedWasi_isRefusedEvenWithTraps() {
    ModuleOutline guest =
        Guest.image("(module (import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i64))))")
            .outline();
    assertThatThrownBy(() -> GuestImports.of(guest, ImportOffers.NONE, true))
        .hasMessageContaining("fd_write has type (i64) -> ()");
  }

  @Test
  default void lengthHigh_isReadTheOtherWayRound() {
    String swapped = "(i64.rotl " + Guest.INPUT + " (i64.const 32))";
    try (Guest guest = Guest.open(engine(), Guest.transforming(swapped))) {
      BytesCall call =
          guest
              .instance()
              .bind(new BytesProtocol("alloc", "transform", null, BytesProtocol.Form.LENGTH_HIGH));
      assertThat(call.call(new byte[0], new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
      assertThat(call.callText(new byte[0], new byte[0])).isEmpty();
    }
  }

  /** Answers the range of its parameters, or of its data when the first parameter is an x. */
  String SPLITTING =
      "(module "
          + Guest.ALLOCATOR
          + """
            (func (export "split") (param $p i32) (param $n i32) (param $q i32) (param $m i32)
              (result i64)
              (if (i32.eq (i32.load8_u (local.get $q)) (i32.const 120))
                (then (return (i64.rotl %s (i64.const 32)))))
              (i64.rotl %s (i64.const 32))))
            """
              .formatted(
                  Guest.packed("(local.get $p)", "(local.get $n)"),
                  Guest.packed("(local.get $q)", "(local.get $m)"));

  @Test
  default void parametersApart_areTheTwoPartsOfTheInput() {
    try (Guest guest = Guest.open(engine(), SPLITTING)) {
      BytesCall call =
          guest
              .instance()
              .bind(new BytesProtocol("alloc", "split", null, BytesProtocol.Form.WITH_PARAMETERS));
      byte[] head = {2, 0, 0, 0, 'x', 'y'};
      assertThat(call.callText(head, new byte[] {'d', 'a', 't', 'a'})).isEqualTo("data");
      head[4] = 'w';
      assertThat(call.callText(head, new byte[] {'d', 'a', 't', 'a'})).isEqualTo("wy");
      assertThat(call.callText(head, new byte[0])).isEqualTo("wy");
    }
  }

  @Test
  default void parametersApart_thatTheGuestAnswersWrongly_isABadPointer() {
    String wild =
        "(module "
            + Guest.ALLOCATOR
            + "(func (export \"split\") (param i32 i32 i32 i32) (result i64) (i64.const -1)))";
    try (Guest guest = Guest.open(engine(), wild)) {
      BytesCall call =
          guest
              .instance()
              .bind(new BytesProtocol("alloc", "split", null, BytesProtocol.Form.WITH_PARAMETERS));
      assertThatThrownBy(() -> call.call(new byte[] {0, 0, 0, 0}, new byte[3]))
          .isInstanceOfSatisfying(
              UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_POINTER));
    }
  }
}
