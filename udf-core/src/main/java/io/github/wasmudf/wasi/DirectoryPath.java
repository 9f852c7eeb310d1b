package io.github.wasmudf.wasi;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A place in a directory that a plugin may read. It is reached name by name from the directory on,
 * each in the directory that was opened before it, and none of them by way of a symbolic link: so
 * whoever changes the directories meanwhile leads nobody out of them.
 *
 * @param entry the granted directory
 * @param names those below it, without any that leads elsewhere than down
 */
record DirectoryPath(ReadableDirectories.Entry entry, List<String> names) {
  private static final int MOST_CHARS = 4_096;

  /** What is done in the directory that holds a place. */
  @FunctionalInterface
  interface Use<T> {
    T in(SecureDirectoryStream<Path> parent, Path name) throws IOException, WasiException;
  }

  /** What is done in a directory itself. */
  @FunctionalInterface
  interface UseOfAll<T> {
    T of(SecureDirectoryStream<Path> directory) throws IOException, WasiException;
  }

  static DirectoryPath of(ReadableDirectories.Entry entry) {
    return new DirectoryPath(entry, List.of());
  }

  /**
   * A place by a path from here.
   *
   * @throws WasiException {@code NOT_CAPABLE} for one that is absolute or leads out of what was
   *     granted, without a look at what is there
   */
  DirectoryPath resolve(String path) throws WasiException {
    if (path.isEmpty()) {
      throw new WasiException(Errno.NO_ENTRY);
    }
    if (path.length() > MOST_CHARS) {
      throw new WasiException(Errno.NAME_TOO_LONG);
    }
    if (path.indexOf('\0') >= 0) {
      throw new WasiException(Errno.INVALID);
    }
    if (path.startsWith("/")) {
      throw new WasiException(Errno.NOT_CAPABLE);
    }
    List<String> all = new ArrayList<>(names);
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        if (all.isEmpty()) {
          throw new WasiException(Errno.NOT_CAPABLE);
        }
        all.remove(all.size() - 1);
      } else if (!name.isEmpty() && !name.equals(".")) {
        all.add(name);
      }
    }
    return new DirectoryPath(entry, List.copyOf(all));
  }

  /** What it is; of a symbolic link, that it is one. */
  BasicFileAttributes attributes() throws IOException, WasiException {
    return names.isEmpty()
        ? inDirectory(DirectoryPath::attributes)
        : inParent(DirectoryPath::attributes);
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory)
      throws IOException {
    return directory.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
  }

  static BasicFileAttributes attributes(SecureDirectoryStream<Path> parent, Path name)
      throws IOException {
    return parent
        .getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
        .readAttributes();
  }

  /** Opens a file for reading; of what it is, whoever asks has made sure. */
  SeekableByteChannel open() throws IOException, WasiException {
    return inParent(
        (parent, name) ->
            parent.newByteChannel(name, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS)));
  }

  /** A name that this machine's file system cannot have is one of nothing. */
  static Path name(String name) throws WasiException {
    try {
      return Path.of(name);
    } catch (InvalidPathException unusable) {
      throw new WasiException(Errno.NO_ENTRY);
    }
  }

  private <T> T inParent(Use<T> use) throws IOException, WasiException {
    int last = names.size() - 1;
    Path name = name(names.get(last));
    return new DirectoryPath(entry, names.subList(0, last))
        .inDirectory(parent -> use.in(parent, name));
  }

  /** Opens this as a directory, for as long as it is used. */
  @SuppressWarnings("StreamResourceLeak") // each is closed once the next is open
  <T> T inDirectory(UseOfAll<T> use) throws IOException, WasiException {
    Path top = Path.of(entry.within());
    List<Path> way = new ArrayList<>();
    Path granted = top.relativize(Path.of(entry.directory()));
    if (!granted.toString().isEmpty()) {
      granted.forEach(way::add);
    }
    for (String name : names) {
      way.add(name(name));
    }
    SecureDirectoryStream<Path> directory = secure(Files.newDirectoryStream(top));
    try {
      for (Path name : way) {
        requireDirectory(attributes(directory, name));
        // However deep a path is, it takes two at a time.
        SecureDirectoryStream<Path> parent = directory;
        directory = parent.newDirectoryStream(name, NOFOLLOW_LINKS);
        parent.close();
      }
      return use.of(directory);
    } finally {
      directory.close();
    }
  }

  /** Says what stands in the way more exactly than the attempt to open it. */
  private static void requireDirectory(BasicFileAttributes found) throws WasiException {
    if (!found.isDirectory()) {
      throw new WasiException(found.isSymbolicLink() ? Errno.LINK : Errno.NOT_DIRECTORY);
    }
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> directory)
      throws IOException {
    if (directory instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    directory.close();
    throw new UdfException(
        UdfError.SERVICE_FAILED,
        "this machine's file system cannot be read in the way that plugins are allowed to");
  }
}
