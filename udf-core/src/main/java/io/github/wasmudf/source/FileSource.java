package io.github.wasmudf.source;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Reads a file below an allowed directory. */
final class FileSource {
  private FileSource() {}

  static byte[] read(String location, AllowedPlaces places, long maxBytes) throws IOException {
    Path path = path(location);
    // Nothing of a path that is not allowed is looked at: not even whether it is there.
    Path directory =
        places.files().stream()
            .map(allowed -> Path.of(allowed).normalize())
            .filter(path::startsWith)
            .findFirst()
            .orElseThrow(() -> AllowedPlaces.refusal("file " + location, "files", "/directory"));
    try {
      Path file = withoutLinks(directory.toRealPath(), directory.relativize(path), location);
      return read(file, location, maxBytes);
    } catch (NoSuchFileException | NotDirectoryException missing) {
      throw ModuleSource.unreadable("there is no file " + location, missing);
    }
  }

  private static Path path(String location) {
    try {
      Path path = Path.of(location);
      if (path.isAbsolute() && path.equals(path.normalize())) {
        return path;
      }
    } catch (InvalidPathException unusable) {
      throw ModuleSource.unreadable("the location is no path of a file", unusable);
    }
    throw ModuleSource.unreadable("a file's path is absolute and without \".\" and \"..\"", null);
  }

  /** The directory itself may be one; below it somebody less trusted may have made them. */
  private static Path withoutLinks(Path directory, Path below, String location) throws IOException {
    Path at = directory;
    for (Path part : below) {
      at = at.resolve(part);
      if (Files.isSymbolicLink(at)) {
        throw AllowedPlaces.refusal(
            "file " + location + ", behind the symbolic link " + part + ",", "files", "/directory");
      }
    }
    return at;
  }

  private static byte[] read(Path file, String location, long maxBytes) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
    if (!found.isRegularFile()) {
      // A pipe or a device could block, or never end.
      throw ModuleSource.unreadable(location + " is no regular file", null);
    }
    ModuleSource.requireSize(found.size(), maxBytes);
    try (InputStream stream = Files.newInputStream(file, NOFOLLOW_LINKS)) {
      byte[] bytes = ModuleSource.all(stream, maxBytes);
      if (!file.toRealPath().equals(file)) {
        throw ModuleSource.unreadable(location + " was moved while it was read", null);
      }
      return bytes;
    }
  }
}
