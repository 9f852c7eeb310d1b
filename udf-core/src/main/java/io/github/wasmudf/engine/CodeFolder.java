package io.github.wasmudf.engine;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where engines keep compiled code for the JVMs to come, if an administrator names a folder.
 * Whoever could write there would run code in this process; so it is used only where the file
 * system says that nobody but this process's user can.
 */
public final class CodeFolder {
  /** System property: an absolute path. */
  static final String PROPERTY = "wasmudf.codeCache";

  private static final System.Logger LOGGER = System.getLogger(CodeFolder.class.getName());
  private static final int OF_OTHERS = 0077;
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;
  private static final int ROOT = 0;

  private CodeFolder() {}

  /** Decided once, when an engine first asks. */
  private static final class Named {
    static final @Nullable Path FOLDER = folder(System.getProperty(PROPERTY));
  }

  /**
   * The part of the folder that is for one engine, made where it is missing; null where no folder
   * is named, and where it is not safe or not there, which the log says.
   *
   * @param engine with its version: what another one wrote is not found
   */
  public static @Nullable Path of(String engine) {
    if (Named.FOLDER == null) {
      return null;
    }
    try {
      return created(Named.FOLDER.resolve(engine));
    } catch (IOException | RuntimeException none) {
      LOGGER.log(Level.WARNING, "compiled code is not kept for engine " + engine, none);
      return null;
    }
  }

  private static @Nullable Path folder(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return null;
    }
    try {
      return safe(Path.of(name));
    } catch (IOException | RuntimeException refused) {
      LOGGER.log(Level.WARNING, "compiled code is not kept: " + PROPERTY + " is not used", refused);
      return null;
    }
  }

  /**
   * A folder by its real path, made where it is missing.
   *
   * @throws IOException when others than its owner could change what is in it, saying how
   */
  static Path safe(Path named) throws IOException {
    if (!named.isAbsolute()) {
      throw new IOException(named + " is not an absolute path");
    }
    Path folder = created(named).toRealPath();
    require((mode(folder) & OF_OTHERS) == 0, folder, "is open to other users");
    int user = userOf(folder);
    require(uid(folder) == user, folder, "belongs to another user");
    // Who can rename a folder on the way can put another in its place.
    for (Path at = folder.getParent(); at != null; at = at.getParent()) {
      boolean isOpen = (mode(at) & WRITABLE_BY_OTHERS) != 0 && (mode(at) & STICKY) == 0;
      require(!isOpen, at, "can be changed by other users");
      require(uid(at) == user || uid(at) == ROOT, at, "belongs to another user");
    }
    return folder;
  }

  private static Path created(Path folder) throws IOException {
    try {
      return Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException fine) {
      return folder;
    }
  }

  /** The user that this process is for the file system, which a file of ours tells. */
  private static int userOf(Path folder) throws IOException {
    Path own = Files.createTempFile(folder, "owner", null);
    try {
      return uid(own);
    } finally {
      Files.delete(own);
    }
  }

  private static int uid(Path path) throws IOException {
    return attribute(path, "unix:uid");
  }

  private static int mode(Path path) throws IOException {
    return attribute(path, "unix:mode");
  }

  private static int attribute(Path path, String name) throws IOException {
    return (Integer)
        Objects.requireNonNull(Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS));
  }

  private static void require(boolean holds, Path path, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(path + " " + otherwise);
    }
  }
}
