package io.github.wasmudf.wasi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The directories that a plugin may read, by the names under which it sees them. Immutable; there
 * is nothing to read that is not named.
 */
public record ReadableDirectories(Map<String, Entry> entries) {
  /** Nothing. */
  public static final ReadableDirectories NONE = new ReadableDirectories(Map.of());

  private static final int MOST = 16;
  private static final int MOST_NAME_CHARS = 255;

  /**
   * One of them.
   *
   * @param directory its absolute path
   * @param within the directory around it, or itself, that the policy names; only that one may be a
   *     symbolic link, or have one before it
   */
  public record Entry(String directory, String within) {}

  /** Checks every name and every path. */
  public ReadableDirectories {
    if (entries.size() > MOST) {
      throw bad("there are more than " + MOST);
    }
    entries.forEach(ReadableDirectories::require);
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  private static void require(String name, Entry entry) {
    if (!name.startsWith("/") || name.length() > MOST_NAME_CHARS || name.indexOf('\0') >= 0) {
      throw bad("a plugin sees a directory as /name, not as \"" + name + "\"");
    }
    try {
      Path path = Path.of(entry.directory());
      if (path.isAbsolute() && path.equals(path.normalize())) {
        return;
      }
    } catch (InvalidPathException unusable) {
      // Said below.
    }
    throw bad(
        "\"" + entry.directory() + "\" is no absolute directory without \".\" and \"..\" in it");
  }

  private static UdfException bad(String why) {
    return new UdfException(UdfError.BAD_OPTION, "capabilities.wasi.readDirs: " + why);
  }

  /** Directories of the host by a plugin's names for them. */
  public static ReadableDirectories of(Map<String, String> directories) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    directories.forEach((name, path) -> entries.put(name, new Entry(path, path)));
    return new ReadableDirectories(entries);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * What a plugin wishes for that is one of these or lies below one, whatever it is called here.
   */
  public ReadableDirectories narrowedBy(ReadableDirectories wish) {
    Map<String, Entry> both = new LinkedHashMap<>();
    wish.entries.forEach(
        (name, wished) -> {
          Path path = Path.of(wished.directory());
          entries.values().stream()
              .map(Entry::directory)
              .filter(directory -> path.startsWith(Path.of(directory)))
              .findFirst()
              .ifPresent(directory -> both.put(name, new Entry(wished.directory(), directory)));
        });
    return new ReadableDirectories(both);
  }
}
