package io.github.wasmudf.calcite;

import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfBatch;
import io.github.wasmudf.UdfException;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/** A call of {@code WASM_TRANSFORM}, {@code WASM_CALL} and the like on one column. */
final class PluginColumn implements CallColumn {
  /**
   * A call for each row.
   *
   * @param input the column that is the call's input
   * @param export null for the one that a call which names none means
   * @param text whether text comes out, not bytes
   */
  record Planned(
      int input, Constant name, @Nullable Constant export, Constant parameters, boolean text)
      implements CallColumn.Planned {
    @Override
    public CallColumn in(RunningStatement statement, DataContext root) {
      return new PluginColumn(statement, root, this);
    }
  }

  private final RunningStatement statement;
  private final int input;
  private final @Nullable String plugin;
  private final @Nullable String export;
  private final @Nullable String parameters;
  private final boolean text;
  private UdfBatch batch = new UdfBatch(1);
  private int capacity = 1;

  /** The first row that is to be called, or -1. */
  private int firstDue = -1;

  private int failed;

  /** The row that is the batch's first. */
  private int base;

  private PluginColumn(RunningStatement statement, DataContext root, Planned call) {
    String named = call.export() == null ? null : call.export().in(root);
    this.statement = statement;
    this.input = call.input();
    this.plugin = call.export() != null && named == null ? null : call.name().in(root);
    this.export = named;
    this.parameters = call.parameters().in(root);
    this.text = call.text();
  }

  @Override
  public void begin(int rows) {
    if (rows > capacity) {
      batch = new UdfBatch(rows);
      capacity = rows;
    } else {
      batch.clear();
    }
    firstDue = -1;
    base = 0;
  }

  @Override
  public @Nullable UdfException resume(int row) {
    UdfException known = batch.failure();
    if (known != null || done() > row) {
      return known;
    }
    batch = batch.rest(row - base);
    capacity = batch.size();
    base = row;
    return run();
  }

  @Override
  public int done() {
    return plugin == null || firstDue < 0 ? Integer.MAX_VALUE : base + batch.done();
  }

  @Override
  public int add(Row row, RuntimePolicy policy) {
    Object value = row.column(input);
    if (value == null || plugin == null) {
      batch.add(null);
      return 0;
    }
    byte[] bytes = bytes(plugin, value, policy);
    if (firstDue < 0) {
      firstDue = batch.size();
    }
    batch.add(bytes);
    return bytes.length;
  }

  private byte[] bytes(String name, Object value, RuntimePolicy policy) {
    try {
      return value instanceof String string
          ? SqlValues.bytes(string)
          : SqlValues.bytes(value, policy);
    } catch (UdfException unusable) {
      throw unusable.about(statement.plugin(name).label());
    }
  }

  @Override
  public @Nullable UdfException run() {
    if (plugin == null || firstDue < 0) {
      return null;
    }
    try {
      statement.call(plugin, export, batch, parameters, text);
      failed = base + batch.done();
      return batch.failure();
    } catch (UdfException unusable) {
      failed = Math.max(firstDue, base);
      return unusable;
    }
  }

  @Override
  public int failed() {
    return failed;
  }

  @Override
  public @Nullable Object result(int row) {
    Object result = batch.result(row - base);
    return text || result == null ? result : new ByteString((byte[]) result);
  }
}
