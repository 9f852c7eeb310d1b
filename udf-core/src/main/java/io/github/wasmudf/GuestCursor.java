package io.github.wasmudf;

import static java.util.Objects.requireNonNull;

import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.abi.TableExports;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of rows that a plugin answers one call of a table function with. Opened in the plugin
 * when the first is asked for, and closed there behind the last, after a failure, and by {@link
 * #close}. Used by the session's one thread.
 */
final class GuestCursor implements Iterator<byte[]>, AutoCloseable {
  private final GuestCursors cursors;
  private final TableExports exports;
  private final CallCounter counter;
  private byte[] head;
  private byte[] input;
  private CursorHome.@Nullable Place place;
  private byte @Nullable [] chunk;
  private boolean ended;

  /**
   * A cursor that is yet to be opened.
   *
   * @param head precedes the input in the same buffer
   * @param input not changed; kept until the cursor is opened
   * @param counter counts the call and its time
   */
  GuestCursor(
      GuestCursors cursors, TableExports exports, byte[] head, byte[] input, CallCounter counter) {
    this.cursors = cursors;
    this.exports = exports;
    this.head = head;
    this.input = input;
    this.counter = counter;
  }

  TableExports exports() {
    return exports;
  }

  byte[] head() {
    return head;
  }

  byte[] input() {
    return input;
  }

  /**
   * Whether there is another chunk, for which the plugin is called.
   *
   * @throws UdfException about the plugin; there are no more chunks behind it
   */
  @Override
  public boolean hasNext() {
    if (chunk == null && !ended) {
      chunk = fetched();
      if (chunk == null) {
        close();
      }
    }
    return chunk != null;
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    byte[] next = requireNonNull(chunk);
    chunk = null;
    return next;
  }

  private byte @Nullable [] fetched() {
    long began = System.nanoTime();
    boolean isOpen = place != null;
    long given = (long) head.length + input.length;
    try {
      byte[] fetched = next(opened());
      counter.moved(given, fetched == null ? 0 : fetched.length);
      counter.count(isOpen ? 0 : 1, null, System.nanoTime() - began, null);
      return fetched;
    } catch (UdfException failed) {
      if (isOpen) {
        counter.refused(failed.error());
      } else {
        counter.count(0, failed.error(), System.nanoTime() - began, null);
      }
      closeAfter(failed);
      throw failed;
    }
  }

  /** What fetching a chunk takes says where the time goes; opening is the same, once. */
  private byte @Nullable [] next(CursorHome.Place open) {
    CallSplit split = new CallSplit();
    PluginInstance instance = open.instance();
    long began = System.nanoTime();
    try {
      split.begin(instance);
      return open.next();
    } finally {
      split.end(instance);
      counter.split(System.nanoTime() - began, split);
    }
  }

  private CursorHome.Place opened() {
    CursorHome.Place opened = place;
    if (opened == null) {
      opened = cursors.open(this);
      place = opened;
      // What it was opened with is the plugin's now.
      head = CursorHome.NOTHING;
      input = CursorHome.NOTHING;
    }
    return opened;
  }

  private void closeAfter(UdfException failure) {
    try {
      close();
    } catch (UdfException cancelled) {
      failure.addSuppressed(cancelled);
    }
  }

  /**
   * Ends the cursor in the plugin; harmless when called again.
   *
   * @throws UdfException {@code CANCELLED} only: what else goes wrong with a cursor that nobody
   *     needs is nobody's error
   */
  @Override
  public void close() {
    ended = true;
    chunk = null;
    CursorHome.Place open = place;
    place = null;
    if (open != null) {
      cursors.close(open);
    }
  }
}
