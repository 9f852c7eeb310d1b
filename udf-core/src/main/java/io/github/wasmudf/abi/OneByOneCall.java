package io.github.wasmudf.abi;

import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.host.UntrustedReader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that has a conversation with the host around it or in its middle, or keeps something for
 * the next: a run is one row, whatever comes behind it.
 */
interface OneByOneCall extends BytesCall {
  @Override
  default @Nullable String callText(byte[] head, byte[] data) {
    byte[] answer = call(head, data);
    return answer == null ? null : UntrustedReader.text("result", answer);
  }

  @Override
  default boolean callRows(byte[] head, RowBatch rows, long memoryBound) {
    byte[] answer = call(head, Objects.requireNonNull(rows.input(rows.done())));
    if (answer != null) {
      rows.answer(answer);
    }
    return answer == null;
  }
}
