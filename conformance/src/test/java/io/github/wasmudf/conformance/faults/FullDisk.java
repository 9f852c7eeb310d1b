package io.github.wasmudf.conformance.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of H2 ({@code jdbc:h2:full:/..}) with so much room and no more: real files, which
 * can grow by so many bytes together before a write fails as on a full disk. Public because H2
 * makes its objects.
 */
public final class FullDisk extends FilePathWrapper {
  private static final String SCHEME = "full";
  private static final AtomicLong ROOM = new AtomicLong();

  /** For H2. */
  public FullDisk() {}

  /** Has H2 know the file system, with all the room of the disk. */
  static void install() {
    setRoom(Long.MAX_VALUE / 2);
    FilePath.register(new FullDisk());
  }

  /** How many bytes its files can grow by from now on. */
  static void setRoom(long bytes) {
    ROOM.set(bytes);
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(getBase().open(mode));
  }

  private static final class Channel extends FileBaseDefault {
    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    /** Like a disk, it writes what still has room before it fails. */
    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      long growth = Math.max(0, position + source.remaining() - file.size());
      long granted = Math.min(growth, ROOM.getAndUpdate(room -> Math.max(0, room - growth)));
      if (granted == growth) {
        return file.write(source, position);
      }
      long fits = Math.max(0, source.remaining() - (growth - granted));
      if (fits > 0) {
        ByteBuffer part = source.slice();
        part.limit((int) fits);
        file.write(part, position);
      }
      throw new IOException("No space left on device");
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      file.force(metaData);
    }

    @Override
    public synchronized FileLock tryLock(long position, long size, boolean shared)
        throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
