package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;

/**
 * Refuses what would find no row without a word: a row that a function answers, beside one of
 * Calcite's own, whose values are arrays and equal to nothing else.
 */
final class RowComparisons extends RexShuttle {
  private static final RowComparisons NONE = new RowComparisons();

  private RowComparisons() {}

  /**
   * Looks at a finished plan, in which subqueries are joins.
   *
   * @throws UdfException {@code NOT_SUPPORTED} that says how to compare instead
   */
  static void refuse(RelNode finished) {
    finished.accept(NONE);
    finished.getInputs().forEach(RowComparisons::refuse);
  }

  @Override
  public RexNode visitCall(RexCall call) {
    List<RelDataType> types = call.getOperands().stream().map(RexNode::getType).toList();
    boolean isMixed =
        call.isA(SqlKind.CAST)
            ? areMixed(List.of(call.getType(), types.get(0)))
            : isComparison(call) && areMixed(types);
    if (isMixed) {
      throw new UdfException(
          UdfError.NOT_SUPPORTED,
          "a ROW that a function answers cannot be compared with ROW(..): compare its fields, as in"
              + " f(x).a = 1 AND f(x).b = 2");
    }
    return super.visitCall(call);
  }

  private static boolean isComparison(RexCall call) {
    return call.isA(SqlKind.COMPARISON)
        || call.isA(SqlKind.IS_DISTINCT_FROM)
        || call.isA(SqlKind.IS_NOT_DISTINCT_FROM);
  }

  private static boolean areMixed(List<RelDataType> types) {
    return types.stream().anyMatch(type -> type instanceof RowResultType)
        && types.stream().anyMatch(type -> type.isStruct() && !(type instanceof RowResultType));
  }
}
