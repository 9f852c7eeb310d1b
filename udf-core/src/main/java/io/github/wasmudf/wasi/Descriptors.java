package io.github.wasmudf.wasi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one instance has open, by number. Of the instance's thread; only {@link #close} may come
 * from another.
 */
final class Descriptors implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(Descriptors.class.getName());

  /** Files and directories that a guest has opened itself. */
  private static final int MOST = 64;

  private static final int STREAMS = 3;

  private final List<@Nullable Descriptor> open = new ArrayList<>();
  private final int most;
  private boolean closed;

  /** The standard streams, and then what was granted. */
  Descriptors(ReadableDirectories granted) {
    for (int i = 0; i < STREAMS; i++) {
      open.add(new Descriptor.Stream(i));
    }
    granted
        .entries()
        .forEach(
            (name, entry) -> open.add(new Descriptor.Directory(DirectoryPath.of(entry), name)));
    most = open.size() + MOST;
  }

  /**
   * What stands behind a number.
   *
   * @throws WasiException {@code BAD_DESCRIPTOR} for one that stands for nothing
   */
  synchronized Descriptor get(long number) throws WasiException {
    Descriptor found = number < open.size() ? open.get((int) number) : null;
    if (found == null) {
      throw new WasiException(Errno.BAD_DESCRIPTOR);
    }
    return found;
  }

  /**
   * Whether there is room for another.
   *
   * @throws WasiException {@code TOO_MANY_OPEN} when there is none
   */
  synchronized void requireRoom() throws WasiException {
    if (open.size() >= most && !open.contains(null)) {
      throw new WasiException(Errno.TOO_MANY_OPEN);
    }
  }

  /** Takes over what was opened, and answers the lowest number that is free. */
  synchronized int add(Descriptor opened) throws IOException {
    if (closed) {
      opened.close();
    }
    int free = open.indexOf(null);
    if (free < 0) {
      open.add(opened);
      return open.size() - 1;
    }
    open.set(free, opened);
    return free;
  }

  /** Closes one. */
  void close(long number) throws WasiException, IOException {
    Descriptor found = get(number);
    if (number >= STREAMS) {
      synchronized (this) {
        open.set((int) number, null);
      }
      found.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Descriptor each : open) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (IOException broken) {
        LOGGER.log(Level.DEBUG, "a file that a plugin had open cannot be closed", broken);
      }
    }
  }
}
