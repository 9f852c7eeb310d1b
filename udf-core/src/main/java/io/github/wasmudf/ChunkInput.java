package io.github.wasmudf;

import java.io.InputStream;
import java.util.Iterator;

/**
 * Chunks of bytes as one stream. A chunk is asked for when all before it have been read. Counts
 * what was read since the last row began, so that a row without end is noticed.
 */
final class ChunkInput extends InputStream {
  private final Iterator<byte[]> chunks;
  private final long rowLimit;
  private byte[] chunk = {};
  private int at;
  private long ofRow;

  /** A stream of which one row may take so many bytes. */
  ChunkInput(Iterator<byte[]> chunks, long rowLimit) {
    this.chunks = chunks;
    this.rowLimit = rowLimit;
  }

  /** A row begins; what was read ahead of it is forgiven. */
  void beginRow() {
    ofRow = 0;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    while (at == chunk.length) {
      if (!chunks.hasNext()) {
        return -1;
      }
      chunk = chunks.next();
      at = 0;
    }
    int count = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, target, offset, count);
    at += count;
    ofRow += count;
    if (ofRow - count > rowLimit) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, "row size in bytes", rowLimit, 0, ofRow);
    }
    return count;
  }
}
