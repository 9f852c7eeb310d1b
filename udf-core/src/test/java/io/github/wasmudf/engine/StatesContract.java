package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesProtocol.Form;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions on states in the guest: each row has a state of its own. */
interface StatesContract {
  byte[] NO_HEAD = {};
  Limits SHORT = Limits.DEFAULT.withTimeMillis(200);

  WasmEngine engine();

  /** A state is an address: a sum of lengths is kept there, and its double is the result. */
  private static String guest(String add) {
    return "(module "
        + Guest.ALLOCATOR
        + "(func (export \"add\") (param $s i32) (param $p i32) (param $n i32) (result i32)"
        + add
        + " (i32.store (local.get $s) (i32.add (i32.load (local.get $s)) (local.get $n)))"
        + " (i32.const 0))"
        + "(func (export \"result\") (param $s i32) (result i64)"
        + "  (if (i32.eq (local.get $s) (i32.const 12)) (then (return (i64.const 0))))"
        + "  (if (i32.eq (local.get $s) (i32.const 16)) (then (return (i64.const -1))))"
        + Guest.packed("(local.get $s)", "(i32.const 4)")
        + ")"
        + "(func (export \"end\") (param $s i32)"
        + "  (i32.store (local.get $s) (i32.const -1))))";
  }

  private static BytesProtocol protocol(String function, Form form) {
    return new BytesProtocol("alloc", function, null, form);
  }

  private static TestRows rows(int[] states, byte[]... inputs) {
    List<byte[]> list = new ArrayList<>(List.of(inputs));
    while (list.size() < states.length) {
      list.add(new byte[0]);
    }
    return new TestRows(new ArrayList<>(list)) {
      @Override
      public int state(int row) {
        return states[row];
      }
    };
  }

  private static byte[] bytes(int length) {
    return new byte[length];
  }

  @Test
  default void states_ofTheRowsOfOneRun_areApart() {
    try (Guest guest = Guest.open(engine(), guest(""))) {
      WasmInstance instance = guest.instance();
      TestRows added = rows(new int[] {4, 8, 4}, bytes(1), bytes(70_000), bytes(2));
      assertThat(instance.bind(protocol("add", Form.INTO_STATE)).callRows(NO_HEAD, added, 1L << 40))
          .isFalse();
      assertThat(added.results).containsExactly(bytes(0), bytes(0), bytes(0));
      TestRows asked = rows(new int[] {8, 4});
      BytesCall result = instance.bind(protocol("result", Form.OF_STATE));
      assertThat(result.callRows(NO_HEAD, asked, 1L << 40)).isFalse();
      assertThat(asked.results)
          .containsExactly(new byte[] {0x70, 0x11, 1, 0}, new byte[] {3, 0, 0, 0});
      TestRows large = rows(new int[] {12, 4}, bytes(70_000), bytes(1));
      BytesCall add = instance.bind(protocol("add", Form.INTO_STATE));
      while (large.done() < 2) {
        assertThat(add.callRows(NO_HEAD, large, 1L << 40)).isFalse();
      }
      TestRows grown = rows(new int[] {4, 8});
      assertThat(result.callRows(NO_HEAD, grown, 1L << 40)).isFalse();
      assertThat(grown.results)
          .containsExactly(new byte[] {4, 0, 0, 0}, new byte[] {0x70, 0x11, 1, 0});
      TestRows ended = rows(new int[] {4, 8});
      assertThat(instance.bind(protocol("end", Form.END_STATE)).callRows(NO_HEAD, ended, 1L << 40))
          .isFalse();
      assertThat(ended.results).containsExactly(bytes(0), bytes(0));
      TestRows after = rows(new int[] {4});
      assertThat(result.callRows(NO_HEAD, after, 1L << 40)).isFalse();
      assertThat(after.results).containsExactly(new byte[] {-1, -1, -1, -1});
    }
  }

  @Test
  default void add_thatAnswersOtherThan0_isRefused_andTheNextRowIsCalled() {
    String refusing = "(if (i32.eq (local.get $n) (i32.const 7)) (then (return (i32.const -3))))";
    try (Guest guest = Guest.open(engine(), guest(refusing))) {
      BytesCall add = guest.instance().bind(protocol("add", Form.INTO_STATE));
      TestRows rows = rows(new int[] {4, 4, 4}, bytes(1), bytes(7), bytes(2));
      assertThat(add.callRows(NO_HEAD, rows, 1L << 40)).isTrue();
      assertThat(rows.done()).isEqualTo(1);
      assertThat(add.refusal()).isEqualTo(BytesCall.Refusal.FUNCTION);
      rows.answer(bytes(0));
      assertThat(add.callRows(NO_HEAD, rows, 1L << 40)).isFalse();
      assertThat(rows.done()).isEqualTo(3);
    }
  }

  @Test
  default void result_of0_isRefused_andOneOutsideMemoryIsAnError() {
    try (Guest guest = Guest.open(engine(), guest(""))) {
      BytesCall result = guest.instance().bind(protocol("result", Form.OF_STATE));
      assertThat(result.callRows(NO_HEAD, rows(new int[] {12}), 1L << 40)).isTrue();
      UdfException outside =
          catchThrowableOfType(
              UdfException.class, () -> result.callRows(NO_HEAD, rows(new int[] {16}), 1L << 40));
      assertThat(outside.error()).isEqualTo(UdfError.BAD_POINTER);
      assertThat(guest.instance().isUsable()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"(unreachable), TRAP", "(loop $l (br $l)), TIME_LIMIT"})
  default void add_thatFailsInTheMiddle_keepsTheRowsBefore(String failing, UdfError error) {
    String add = "(if (i32.eq (local.get $n) (i32.const 7)) (then " + failing + "))";
    Limits limits = error == UdfError.TIME_LIMIT ? SHORT : Limits.DEFAULT;
    try (Guest guest = Guest.open(engine(), guest(add), limits, WasiAccess.NONE)) {
      BytesCall call = guest.instance().bind(protocol("add", Form.INTO_STATE));
      TestRows rows = rows(new int[] {4, 8, 4}, bytes(1), bytes(2), bytes(7));
      UdfException failed =
          catchThrowableOfType(UdfException.class, () -> call.callRows(NO_HEAD, rows, 1L << 40));
      assertThat(failed.error()).isEqualTo(error);
      assertThat(rows.done()).isEqualTo(2);
      assertThat(guest.instance().isUsable()).isFalse();
    }
  }
}
