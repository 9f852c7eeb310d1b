package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.testing.Guests;
import org.junit.jupiter.api.Test;

class CodeReaderTest {
  private static ModuleOutline.CodeSize sizeOf(String body) {
    byte[] module =
        Guests.wat(
            """
            (module
              (memory 1) (table 2 funcref) (global $g (mut i64) (i64.const 0)) (data $d "x")
              (type $t (func (param i32) (result i32)))
              (elem $e func $f)
              (func $f (local i32 i64) %s))
            """
                .formatted(body));
    return ModuleImage.of(module).outline().code();
  }

  /** An instruction that is skipped wrongly hides the table behind it, or makes one up. */
  @Test
  void branchTable_behindInstructionsOfEveryForm_isCounted() {
    String table = "(block (block (br_table 0 1 0 (i32.const 1))))";
    for (String before :
        new String[] {
          "",
          "(i32.store offset=300 (i32.const 14) (i32.const -1))",
          "(global.set $g (i64.const 0x0e0e0e0e0e0e0e0e))",
          "(drop (f32.const 0x1.0e0e0ep1)) (drop (f64.const 1e14))",
          "(drop (v128.const i32x4 0x0e0e0e0e 0x0e0e0e0e 0x0e0e0e0e 0x0e0e0e0e))",
          "(drop (i8x16.extract_lane_u 14 (v128.load offset=14 (i32.const 14))))",
          "(drop (v128.load8_lane 14 (i32.const 14) (v128.load (i32.const 14))))",
          "(drop (i8x16.shuffle 14 14 14 14 14 14 14 14 14 14 14 14 14 14 14 14"
              + " (v128.load (i32.const 0)) (v128.load (i32.const 0))))",
          "(memory.init $d (i32.const 14) (i32.const 0) (i32.const 0)) (data.drop $d)",
          "(memory.copy (i32.const 14) (i32.const 14) (i32.const 14))",
          "(memory.fill (i32.const 14) (i32.const 14) (i32.const 14))",
          "(table.init $e (i32.const 14) (i32.const 14) (i32.const 14)) (elem.drop $e)",
          "(drop (call_indirect (type $t) (i32.const 14) (i32.const 14)))",
          "(drop (ref.is_null (ref.null func))) (drop (ref.func $f))",
          "(drop (select (result i64) (i64.const 14) (i64.const 14) (i32.const 14)))",
          "(drop (i64.trunc_sat_f64_u (f64.const 14)))",
          "(drop (block (result i32) (if (result i32) (i32.const 14)"
              + " (then (i32.const 14)) (else (i32.const 14)))))"
        }) {
      assertThat(sizeOf(before + table).branchTargets()).as(before).isEqualTo(2);
    }
  }

  @Test
  void moduleOfManyLocals_isRefusedBeforeAnythingIsMadeOfThem() {
    byte[] module = {0, 'a', 's', 'm', 1, 0, 0, 0, 10, 10, 1, 8, 1, -1, -1, -1, -1, 15, 0x7f, 0x0b};
    assertThatThrownBy(() -> ModuleImage.of(module))
        .isInstanceOf(UdfException.class)
        .hasMessage(
            "local variables of one function: limit 50,000, current 0, requested 4,294,967,295");
  }
}
