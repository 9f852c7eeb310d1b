package io.github.wasmudf;

import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.ErrorRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An export of numbers that answers several: they are the columns of one row. */
final class NumericRowsCall implements RowsCall {
  private final NumericValues values;
  private final NumberBatch row;
  private final List<Column> columns;
  private final ErrorRule errors;
  private final CallCounter counter = new CallCounter();

  NumericRowsCall(NumericFunction function, DeclaredFunction declared) {
    this.values = new NumericValues(function, declared.errors());
    this.row = values.batch(1);
    this.columns = declared.signature().columns();
    this.errors = declared.errors();
  }

  @Override
  public UdfRows rows(@Nullable Object[] arguments) {
    try {
      return new NumericRow(columns, counter, values.call(counter, row, arguments));
    } catch (UdfException failed) {
      if (errors.forgives(failed)) {
        return new NumericRow(columns, counter, null);
      }
      throw failed;
    }
  }

  @Override
  public CallCounter counter() {
    return counter;
  }
}
