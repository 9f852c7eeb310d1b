package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The plugins that the demonstration uses, as files of this checkout.
 *
 * @param folder holds one folder per plugin
 */
record DemoPlugins(Path folder) {
  /** The launcher says where the checkout is. */
  private static final String HOME = "wasmudf.home";

  /** In alphabetical order. */
  static final List<String> NAMES =
      List.of("base64", "identity_bump", "json_pretty", "redact", "sha256", "upper");

  /** Relative to the current directory if that is the checkout, so that statements read well. */
  static DemoPlugins ofCheckout() {
    Path home = Path.of(System.getProperty(HOME, ".")).toAbsolutePath().normalize();
    Path here = Path.of("").toAbsolutePath();
    Path folder = Path.of("plugins");
    return new DemoPlugins(home.equals(here) ? folder : home.resolve(folder));
  }

  /** The statement that registers a plugin. */
  String registration(String name) {
    String path = file(name).toString().replace("'", "''");
    return "CALL WASM_REGISTER('" + name + "', FILE_READ('" + path + "'))";
  }

  byte[] bytes(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    return folder.resolve(name).resolve(name + ".wasm");
  }
}
