package io.github.wasmudf.conformance.hostile;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of {@code plugins/evil}: a module, and what must come of it. The comments at the
 * beginning of its source say it; {@code plugins/evil/README.md} describes them.
 */
final class EvilGuest {
  private static final Set<String> KEYS =
      Set.of("attack", "options", "register", "statement", "table", "call", "next", "why");
  private static final Pattern LINE =
      Pattern.compile(";; ([a-z]+)( on (?:endive|wasmtime))?: (.*)");

  private final String name;
  private final Path source;
  private final Map<String, String> lines = new HashMap<>();

  private EvilGuest(Path folder) {
    this.name = folder.getFileName().toString();
    this.source = source(folder);
    readHeader();
  }

  static Path folder() {
    return Guests.folder().resolve("evil");
  }

  /** All of them, by name. */
  static List<EvilGuest> all() {
    try (Stream<Path> folders = Files.list(folder())) {
      return folders.filter(Files::isDirectory).sorted().map(EvilGuest::new).toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The one of a name. */
  static EvilGuest named(String name) {
    return new EvilGuest(folder().resolve(name));
  }

  private Path source(Path folder) {
    List<Path> sources =
        Stream.of(".wat", ".bytes")
            .map(end -> folder.resolve(name + end))
            .filter(Files::exists)
            .toList();
    if (sources.size() != 1) {
      throw new IllegalStateException(folder + " must hold one source, and holds " + sources);
    }
    return sources.get(0);
  }

  private void readHeader() {
    for (String line : text().lines().takeWhile(l -> l.startsWith(";;")).toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        String key = matcher.group(1);
        String place = Objects.requireNonNullElse(matcher.group(2), "");
        if (!KEYS.contains(key) || lines.put(key + place, matcher.group(3)) != null) {
          throw new IllegalStateException(source + ": unknown or twice: " + line);
        }
      }
    }
    requireComplete();
  }

  private void requireComplete() {
    boolean differs = lines.keySet().stream().anyMatch(key -> key.contains(" on "));
    if (!lines.containsKey("attack") || differs != lines.containsKey("why")) {
      throw new IllegalStateException(
          source + ": attack must be said, and why exactly where engines differ");
    }
  }

  private String text() {
    try {
      return Files.readString(source);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The plugin's name, which is the folder's. */
  String name() {
    return name;
  }

  /** What it tries, in one line. */
  String attack() {
    return Objects.requireNonNull(lines.get("attack"));
  }

  /** The options that it is registered with; JSON text. */
  String options() {
    return lines.getOrDefault("options", "{}");
  }

  /** The columns of {@code WASM_TABLE} that it attacks, as JSON text; null for others. */
  @Nullable String columns() {
    return lines.get("table");
  }

  /** The statement with which it attacks; null for the usual one. */
  @Nullable String statement() {
    return lines.get("statement");
  }

  /** What comes of registering it. */
  Expected registered(String engine) {
    return expected("register", engine, "answers 1");
  }

  /** What comes of its attack. */
  Expected called(String engine) {
    return expected("call", engine, "answers attack");
  }

  /** What comes of its next call, with the harmless input {@code ok}. */
  Expected next(String engine) {
    return expected("next", engine, "answers ok");
  }

  private Expected expected(String key, String engine, String otherwise) {
    String everywhere = lines.getOrDefault(key, otherwise);
    return Expected.of(lines.getOrDefault(key + " on " + engine, everywhere));
  }

  /** Its module; assembled anew where none is committed. */
  byte[] module() {
    if (source.toString().endsWith(".bytes")) {
      return BinaryText.assemble(text());
    }
    try {
      return Files.readAllBytes(source.resolveSibling(name + ".wasm"));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
