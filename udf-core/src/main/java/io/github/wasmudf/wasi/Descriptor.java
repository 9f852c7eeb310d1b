package io.github.wasmudf.wasi;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a guest has open. */
sealed interface Descriptor {
  /** What WASI calls the types of files. */
  byte CHARACTER_DEVICE = 2;

  byte DIRECTORY = 3;
  byte REGULAR_FILE = 4;
  byte LINK = 7;

  /** Rights, as WASI numbers them: to read, to seek, to tell, and to ask for attributes. */
  long READ = 1 << 1 | 1 << 2 | 1 << 5 | 1 << 21;

  /** To open what is in a directory, to list it and to ask for attributes of what is in it. */
  long LIST = 1 << 13 | 1 << 14 | 1 << 18 | 1 << 21;

  byte type();

  /** What may be done with it. */
  long rights();

  /** What may be done with what is opened in it. */
  long inherited();

  /** Its attributes as they were when it was opened. */
  Attributes attributes() throws IOException;

  void close() throws IOException;

  /**
   * What a guest hears of a file.
   *
   * @param number the same for the same file, and nothing of the machine's
   */
  record Attributes(
      long number, byte type, long bytes, long accessed, long modified, long changed) {
    static Attributes of(DirectoryPath path, BasicFileAttributes found) {
      byte type =
          found.isRegularFile()
              ? REGULAR_FILE
              : found.isDirectory() ? DIRECTORY : found.isSymbolicLink() ? LINK : 0;
      long modified = nanos(found.lastModifiedTime());
      return new Attributes(
          numberOf(path.names()),
          type,
          type == REGULAR_FILE ? found.size() : 0,
          nanos(found.lastAccessTime()),
          modified,
          modified);
    }

    private static long nanos(FileTime time) {
      return Math.max(0, time.to(TimeUnit.NANOSECONDS));
    }

    /** Never 0, which some libraries take for unknown. */
    static long numberOf(List<String> names) {
      long hash = 0xcbf29ce484222325L;
      for (String name : names) {
        for (int i = 0; i <= name.length(); i++) {
          hash = (hash ^ (i == name.length() ? '/' : name.charAt(i))) * 0x100000001b3L;
        }
      }
      return hash == 0 ? 1 : hash;
    }
  }

  /** A standard stream. */
  record Stream(int number) implements Descriptor {
    @Override
    public byte type() {
      return CHARACTER_DEVICE;
    }

    @Override
    public long rights() {
      return number == 0 ? 1 << 1 : 1 << 6;
    }

    @Override
    public long inherited() {
      return 0;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(0, CHARACTER_DEVICE, 0, 0, 0, 0);
    }

    @Override
    public void close() {}
  }

  /** A directory. */
  final class Directory implements Descriptor {
    private final DirectoryPath path;
    private final @Nullable String granted;
    private List<String> listing = List.of();

    /**
     * @param granted the guest's name for it, where it was open from the beginning
     */
    Directory(DirectoryPath path, @Nullable String granted) {
      this.path = path;
      this.granted = granted;
    }

    DirectoryPath path() {
      return path;
    }

    @Nullable String granted() {
      return granted;
    }

    /** What {@link #list} was given last. */
    List<String> listing() {
      return listing;
    }

    /** Keeps what is in it, so that whoever lists it piece by piece sees each name once. */
    void list(List<String> names) {
      listing = names;
    }

    @Override
    public byte type() {
      return DIRECTORY;
    }

    @Override
    public long rights() {
      return LIST;
    }

    @Override
    public long inherited() {
      return LIST | READ;
    }

    @Override
    public Attributes attributes() throws IOException {
      try {
        return Attributes.of(path, path.attributes());
      } catch (WasiException gone) {
        throw new IOException(gone);
      }
    }

    @Override
    public void close() {}
  }

  /** A regular file. */
  record File(SeekableByteChannel channel, Attributes attributes) implements Descriptor {
    @Override
    public byte type() {
      return REGULAR_FILE;
    }

    @Override
    public long rights() {
      return READ;
    }

    @Override
    public long inherited() {
      return 0;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
