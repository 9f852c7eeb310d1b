package io.github.wasmudf.testing;

import com.dylibso.chicory.wabt.Wat2Wasm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real modules for tests: assembled from text, or those of the {@code plugins} folder. */
public final class Guests {
  private Guests() {}

  /** Assembles WebAssembly text. */
  public static byte[] wat(String text) {
    return Wat2Wasm.parse(text);
  }

  /** The committed module of a plugin. */
  public static byte[] plugin(String name) {
    try {
      return Files.readAllBytes(pluginFile(name));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** The path of a plugin's module. */
  public static Path pluginFile(String name) {
    return folder().resolve(name).resolve(name + ".wasm");
  }

  /** The {@code plugins} folder, from whichever module's folder the tests run in. */
  public static Path folder() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path plugins = at.resolve("plugins");
      if (Files.exists(plugins.resolve("SHA256SUMS"))) {
        return plugins;
      }
    }
    throw new IllegalStateException("no plugins folder above " + Path.of("").toAbsolutePath());
  }

  /**
   * A plugin of the transform contract whose {@code transform} is given; {@code alloc} always
   * answers 1024, in a memory of one page.
   *
   * @param body the instructions of {@code (func (param $ptr i32) (param $len i32) (result i64))}
   */
  public static byte[] transform(String body) {
    return wat(
        """
        (module
          (memory (export "memory") 1)
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
            %s))
        """
            .formatted(body));
  }

  /** A plugin that answers its input. */
  public static byte[] echo() {
    return transform(
        """
        (i64.or
          (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
          (i64.extend_i32_u (local.get $len)))
        """);
  }

  /** A plugin that answers the same text whatever the input. */
  public static byte[] constant(String text) {
    return wat(
        """
        (module
          (memory (export "memory") 1)
          (data (i32.const 64) "%s")
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "transform") (param i32 i32) (result i64)
            (i64.or (i64.shl (i64.const 64) (i64.const 32)) (i64.const %d))))
        """
            .formatted(text, text.length()));
  }
}
