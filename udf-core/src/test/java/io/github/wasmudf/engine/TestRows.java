package io.github.wasmudf.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch that keeps its results as bytes, and may want no more after some of them. */
class TestRows implements RowBatch {
  final List<byte[]> results = new ArrayList<>();
  private final List<byte @Nullable []> inputs;
  private final int wanted;

  TestRows(List<byte @Nullable []> inputs) {
    this(inputs, Integer.MAX_VALUE);
  }

  TestRows(List<byte @Nullable []> inputs, int wanted) {
    this.inputs = inputs;
    this.wanted = wanted;
    skip();
  }

  static TestRows of(byte[] @Nullable ... inputs) {
    return new TestRows(Arrays.asList(inputs));
  }

  /** Results so far, with null for a row that has no input. */
  private void skip() {
    while (results.size() < inputs.size() && inputs.get(results.size()) == null) {
      results.add(null);
    }
  }

  @Override
  public int size() {
    return inputs.size();
  }

  @Override
  public int done() {
    return results.size();
  }

  @Override
  public byte @Nullable [] input(int row) {
    return inputs.get(row);
  }

  @Override
  public boolean answer(byte[] bytes, int offset, int length) {
    return answer(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public boolean answer(byte[] bytes) {
    results.add(bytes);
    skip();
    return results.size() < Math.min(wanted, inputs.size());
  }
}
