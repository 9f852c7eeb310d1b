package io.github.wasmudf.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The guests that benchmarks run: plugins of this checkout, and a few that ask one question. */
public final class Modules {
  private static final String HOME = "wasmudf.home";

  private Modules() {}

  /** The folder of this checkout. */
  public static Path home() {
    return Path.of(System.getProperty(HOME, "..")).toAbsolutePath().normalize();
  }

  /** A plugin's module. */
  public static byte[] plugin(String name) {
    try {
      return Files.readAllBytes(home().resolve("plugins").resolve(name).resolve(name + ".wasm"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A plugin's manifest, as options. */
  public static String manifest(String name) {
    try {
      return Files.readString(home().resolve("plugins").resolve(name).resolve("manifest.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of {@code src/main/wat}. */
  public static byte[] guest(String name) {
    try (InputStream in = Modules.class.getResourceAsStream(name + ".wasm")) {
      if (in == null) {
        throw new IllegalStateException(name + ".wat was not assembled");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
