package io.github.wasmudf.h2;

import io.github.wasmudf.BatchSize;
import io.github.wasmudf.CallParameters;
import io.github.wasmudf.UdfBatch;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import org.h2.result.ResultInterface;
import org.h2.value.Value;
import org.h2.value.ValueNull;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query, before each what a plugin answers for its first value. The plugin is called
 * for many rows at a time; whoever reads them cannot tell: the order is that of the query, and a
 * failure, of the plugin or of the query, is thrown behind all rows before it.
 */
final class AnsweredRows {
  private final H2Session session;
  private final UdfFunction function;
  private final CallParameters parameters;
  private final ResultInterface query;
  private final boolean asText;
  private final BatchSize size = new BatchSize();
  private Value[][] rows = new Value[0][];
  private UdfBatch batch = new UdfBatch(0);

  /** The row of {@link #rows} that is the batch's first. */
  private int base;

  private int at;
  private boolean ended;
  private @Nullable RuntimeException failure;

  /**
   * Rows that are yet to be read.
   *
   * @param asText whether the plugin answers text, not bytes
   */
  AnsweredRows(
      H2Session session,
      UdfFunction function,
      CallParameters parameters,
      ResultInterface query,
      boolean asText) {
    this.session = session;
    this.function = function;
    this.parameters = parameters;
    this.query = query;
    this.asText = asText;
  }

  /** The next row, or null behind the last. */
  Value @Nullable [] next() {
    while (at == batch.done()) {
      UdfException failed = batch.failure();
      if (failed != null) {
        throw failed;
      }
      if (at < batch.size()) {
        // The results were large, and those before this row are read.
        batch = batch.rest(at);
        base += at;
        at = 0;
        call();
      } else if (failure != null) {
        throw failure;
      } else if (ended) {
        return null;
      } else {
        takeBatch();
      }
    }
    Value[] row = answered(rows[base + at], batch.result(at));
    at++;
    return row;
  }

  private void takeBatch() {
    read();
    long began = System.nanoTime();
    call();
    size.took(batch.size(), System.nanoTime() - began, resultLength());
  }

  private void read() {
    // What a plugin keeps between its calls is its storage: it must not run ahead of the reader.
    int wanted = function.isRepeatable() ? size.rows() : 1;
    batch = new UdfBatch(wanted);
    if (rows.length < wanted) {
      rows = new Value[wanted][];
    }
    base = 0;
    at = 0;
    try {
      while (batch.size() < wanted && !size.isFull(batch.inputBytes())) {
        if (!query.next()) {
          end();
          return;
        }
        Value[] row = query.currentRow();
        byte[] input = input(row[0]);
        rows[batch.size()] = row;
        batch.add(input);
      }
    } catch (RuntimeException failed) {
      failure = failed;
      end();
    }
  }

  private void end() {
    ended = true;
    query.close();
  }

  private byte @Nullable [] input(Value value) {
    if (value.getValueType() == Value.NULL) {
      return null;
    }
    try {
      return asText ? SqlValues.textBytes(value, session) : SqlValues.binaryBytes(value, session);
    } catch (UdfException unusable) {
      throw unusable.about(function.plugin().label());
    }
  }

  private void call() {
    if (asText) {
      function.texts(parameters, batch);
    } else {
      function.bytes(parameters, batch);
    }
  }

  private long resultLength() {
    long length = 0;
    for (int row = 0; row < batch.done(); row++) {
      Object result = batch.result(row);
      if (result != null) {
        length += asText ? ((String) result).length() : ((byte[]) result).length;
      }
    }
    return length;
  }

  private Value[] answered(Value[] row, @Nullable Object result) {
    int columns = query.getVisibleColumnCount();
    Value[] answered = new Value[columns + 1];
    answered[0] = result == null ? ValueNull.INSTANCE : value(result);
    System.arraycopy(row, 0, answered, 1, columns);
    return answered;
  }

  private Value value(Object result) {
    return asText
        ? ValueVarchar.get((String) result, session.castDataProvider())
        : ValueVarbinary.getNoCopy((byte[]) result);
  }
}
