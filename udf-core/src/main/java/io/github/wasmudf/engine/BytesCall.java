package io.github.wasmudf.engine;

import io.github.wasmudf.UdfException;
import org.jspecify.annotations.Nullable;

/**
 * The {@link BytesProtocol} bound to one instance; its exports were resolved when it was made.
 *
 * <p>Used by the one thread that has the instance. An exception means that the instance is used up:
 * the caller closes it. A refusal (null) leaves it as it is.
 */
public interface BytesCall {
  /** Which of the two may answer 0. */
  enum Refusal {
    /** The guest had no room for the input. */
    ALLOCATE,
    /** The function refused. */
    FUNCTION
  }

  /**
   * One row.
   *
   * @param head bytes that precede the data in the same buffer (a parameters header); often empty
   * @param data not changed, and not kept after the call
   * @return the result in an array of its own, or null when the guest refused
   * @throws UdfException a trap, a limit, or a pointer outside memory
   */
  byte @Nullable [] call(byte[] head, byte[] data);

  /**
   * The same for a guest that answers text.
   *
   * @throws UdfException also when the result is not valid UTF-8; only then is the instance still
   *     good, and {@code isUsable} of the instance says so
   */
  @Nullable String callText(byte[] head, byte[] data);

  /**
   * Rows of a batch from the one that is due on, as far as one run leads: to the end of the batch,
   * or to a row after which the caller shall look after things, because the guest's memory has
   * grown, much was printed, or many bytes have come together. Rows that are done keep their
   * results, whatever becomes of the next.
   *
   * <p>The time limit is that of each row. The guest's clocks stand as they do within one call.
   *
   * @param head precedes each row's data
   * @param memoryBound a guest whose memory is larger, in bytes, after a row gets no further one
   * @return whether the row that is due now was refused; if not, it may be called on, by another
   *     instance where this one is used up
   * @throws UdfException about the row that is due now, as {@link #call} does
   */
  boolean callRows(byte[] head, RowBatch rows, long memoryBound);

  /** Who refused, when the last call answered null or the last run a refusal. */
  Refusal refusal();
}
