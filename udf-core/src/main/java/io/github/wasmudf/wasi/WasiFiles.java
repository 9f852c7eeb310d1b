package io.github.wasmudf.wasi;

import static io.github.wasmudf.wasi.WasiMemory.numbers;
import static io.github.wasmudf.wasi.WasiMemory.unsigned;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallingGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What an instance does with files and directories. */
final class WasiFiles {
  private static final int CHUNK_BYTES = 65_536;
  private static final int MOST_ENTRIES = 100_000;
  private static final int ENTRY_BYTES = 24;

  /** Flags of {@code path_open}: to create, only a directory, to fail where it is, to truncate. */
  private static final int DIRECTORY = 2;

  private static final int CHANGING = 1 | 4 | 8;

  /** The rights to write and to allocate. */
  private static final long WRITING = 1 << 6 | 1 << 8;

  private static final int FOLLOW = 1;

  private final Descriptors descriptors;

  WasiFiles(Descriptors descriptors) {
    this.descriptors = descriptors;
  }

  private Descriptor.Directory directory(long number) throws WasiException {
    if (descriptors.get(unsigned(number)) instanceof Descriptor.Directory directory) {
      return directory;
    }
    throw new WasiException(Errno.NOT_DIRECTORY);
  }

  private Descriptor descriptorOfBytes(long number) throws WasiException {
    Descriptor found = descriptors.get(unsigned(number));
    if (found instanceof Descriptor.Directory) {
      throw new WasiException(Errno.IS_DIRECTORY);
    }
    return found;
  }

  private SeekableByteChannel channel(long number) throws WasiException {
    if (descriptorOfBytes(number) instanceof Descriptor.File file) {
      return file.channel();
    }
    throw new WasiException(Errno.NO_POSITION);
  }

  /** {@code path_open}. */
  void open(CallingGuest guest, long[] arguments) throws WasiException, IOException {
    DirectoryPath path =
        directory(arguments[0]).path().resolve(WasiMemory.path(guest, arguments[2], arguments[3]));
    if ((arguments[4] & CHANGING) != 0 || (arguments[5] & WRITING) != 0) {
      throw new WasiException(Errno.READ_ONLY);
    }
    descriptors.requireRoom();
    // Before anything is opened for a place that is none.
    guest.memory().getInt(unsigned(arguments[8]));
    BasicFileAttributes found = path.attributes();
    requireKind(found, (arguments[4] & DIRECTORY) != 0);
    Descriptor opened =
        found.isDirectory()
            ? new Descriptor.Directory(path, null)
            : new Descriptor.File(path.open(), Descriptor.Attributes.of(path, found));
    WasiMemory.putInt(guest, arguments[8], descriptors.add(opened));
  }

  /** A pipe or a device could block, or never end. */
  private static void requireKind(BasicFileAttributes found, boolean onlyDirectory)
      throws WasiException {
    if (found.isSymbolicLink()) {
      throw new WasiException(Errno.LINK);
    }
    if (onlyDirectory && !found.isDirectory()) {
      throw new WasiException(Errno.NOT_DIRECTORY);
    }
    if (!found.isDirectory() && !found.isRegularFile()) {
      throw new WasiException(Errno.ACCESS);
    }
  }

  /** {@code path_filestat_get}. */
  Descriptor.Attributes attributes(CallingGuest guest, long[] arguments)
      throws WasiException, IOException {
    DirectoryPath path =
        directory(arguments[0]).path().resolve(WasiMemory.path(guest, arguments[2], arguments[3]));
    BasicFileAttributes found = path.attributes();
    if (found.isSymbolicLink() && (arguments[1] & FOLLOW) != 0) {
      throw new WasiException(Errno.LINK);
    }
    return Descriptor.Attributes.of(path, found);
  }

  /** {@code fd_read} and, with a position as the fourth argument, {@code fd_pread}. */
  void read(CallingGuest guest, long[] arguments) throws WasiException, IOException {
    Descriptor from = descriptorOfBytes(arguments[0]);
    List<WasiMemory.Part> parts = WasiMemory.parts(guest, arguments[1], arguments[2]);
    boolean hasPosition = arguments.length == 5;
    long answerAt = arguments[arguments.length - 1];
    guest.memory().getInt(unsigned(answerAt));
    long total = 0;
    if (from instanceof Descriptor.File file) {
      total =
          hasPosition
              ? readAt(guest, file.channel(), arguments[3], parts)
              : read(guest, file.channel(), parts);
    } else if (hasPosition) {
      throw new WasiException(Errno.NO_POSITION);
    } else if (((Descriptor.Stream) from).number() != 0) {
      throw new WasiException(Errno.BAD_DESCRIPTOR);
    }
    WasiMemory.putInt(guest, answerAt, (int) total);
  }

  private static long readAt(
      CallingGuest guest, SeekableByteChannel file, long position, List<WasiMemory.Part> parts)
      throws IOException, WasiException {
    if (position < 0) {
      throw new WasiException(Errno.INVALID);
    }
    long before = file.position();
    try {
      return read(guest, file.position(position), parts);
    } finally {
      file.position(before);
    }
  }

  private static long read(
      CallingGuest guest, SeekableByteChannel file, List<WasiMemory.Part> parts)
      throws IOException {
    long total = 0;
    for (WasiMemory.Part part : parts) {
      long most = Math.min(part.length(), Integer.MAX_VALUE - total);
      long read = read(guest, file, part.at(), most);
      total += read;
      if (read < part.length()) {
        break;
      }
    }
    return total;
  }

  private static long read(CallingGuest guest, SeekableByteChannel file, long at, long length)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(length, CHUNK_BYTES));
    long total = 0;
    while (total < length) {
      requireTime(guest);
      int wanted = (int) Math.min(length - total, CHUNK_BYTES);
      int read = file.read(chunk.clear().limit(wanted));
      if (read <= 0) {
        break;
      }
      byte[] bytes = chunk.array();
      guest.memory().put(at + total, read == bytes.length ? bytes : Arrays.copyOf(bytes, read));
      total += read;
    }
    return total;
  }

  private static void requireTime(CallingGuest guest) {
    if (System.nanoTime() - guest.deadline() >= 0) {
      throw new UdfException(UdfError.TIME_LIMIT, "the plugin's time was over while it read files");
    }
  }

  /** {@code fd_seek}. */
  void seek(CallingGuest guest, long[] arguments) throws WasiException, IOException {
    SeekableByteChannel file = channel(arguments[0]);
    long from =
        switch ((int) arguments[2]) {
          case 0 -> 0;
          case 1 -> file.position();
          case 2 -> file.size();
          default -> throw new WasiException(Errno.INVALID);
        };
    long position = from + arguments[1];
    if (position < 0) {
      throw new WasiException(Errno.INVALID);
    }
    file.position(position);
    WasiMemory.putLong(guest, arguments[3], position);
  }

  /** {@code fd_tell}. */
  void tell(CallingGuest guest, long[] arguments) throws WasiException, IOException {
    WasiMemory.putLong(guest, arguments[1], channel(arguments[0]).position());
  }

  /** {@code fd_readdir}: as much as there is room for, the last entry perhaps in part. */
  void list(CallingGuest guest, long[] arguments) throws WasiException, IOException {
    Descriptor.Directory directory = directory(arguments[0]);
    long at = unsigned(arguments[1]);
    long room = unsigned(arguments[2]);
    guest.memory().getInt(unsigned(arguments[4]));
    long used =
        directory
            .path()
            .inDirectory(
                stream -> {
                  if (arguments[3] == 0) {
                    directory.list(names(guest, stream));
                  }
                  return putEntries(guest, directory, stream, arguments[3], at, room);
                });
    WasiMemory.putInt(guest, arguments[4], (int) used);
  }

  private static List<String> names(CallingGuest guest, SecureDirectoryStream<Path> directory)
      throws IOException, WasiException {
    List<String> names = new ArrayList<>();
    try {
      for (Path each : directory) {
        requireTime(guest);
        names.add(each.getFileName().toString());
        if (names.size() > MOST_ENTRIES) {
          throw new WasiException(Errno.OVERFLOW);
        }
      }
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    names.sort(null);
    names.add(0, ".");
    names.add(1, "..");
    return names;
  }

  private static long putEntries(
      CallingGuest guest,
      Descriptor.Directory directory,
      SecureDirectoryStream<Path> stream,
      long first,
      long at,
      long room)
      throws IOException, WasiException {
    List<String> names = directory.listing();
    long used = 0;
    for (long next = first; next >= 0 && next < names.size() && used < room; next++) {
      requireTime(guest);
      byte[] entry = entry(directory, stream, names.get((int) next), next + 1);
      int part = (int) Math.min(entry.length, room - used);
      guest.memory().put(at + used, Arrays.copyOf(entry, part));
      used += part;
    }
    return used;
  }

  @SuppressWarnings("ByteBufferBackingArray") // all of an array of ours
  private static byte[] entry(
      Descriptor.Directory directory, SecureDirectoryStream<Path> stream, String name, long next)
      throws WasiException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer entry = numbers(ENTRY_BYTES + bytes.length);
    boolean isOwn = name.equals(".") || name.equals("..");
    DirectoryPath path = isOwn ? directory.path() : directory.path().resolve(name);
    entry.putLong(next);
    entry.putLong(Descriptor.Attributes.numberOf(path.names()));
    entry.putInt(bytes.length);
    entry.putInt(isOwn ? Descriptor.DIRECTORY : type(path, stream, name));
    return entry.put(bytes).array();
  }

  /** What has gone since it was listed is of no type. */
  private static byte type(DirectoryPath path, SecureDirectoryStream<Path> stream, String name) {
    try {
      return Descriptor.Attributes.of(
              path, DirectoryPath.attributes(stream, DirectoryPath.name(name)))
          .type();
    } catch (IOException | WasiException gone) {
      return 0;
    }
  }
}
