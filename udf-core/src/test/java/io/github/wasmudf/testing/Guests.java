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

  /**
   * Sums the bytes of its inputs. A state is one of 2,000 slots of 16 bytes: the sum, and whether
   * it is used. A result is the sum and the number of slots in use; of no input NULL.
   */
  public static String summing(String prefix, String inAdd, String inNew, String inFree) {
    return """
        (module
          (memory (export "memory") 2)
          (global $live (mut i32) (i32.const 0))
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "P_new") (result i32)
            (local $s i32)
            %s
            (local.set $s (i32.const 65536))
            (loop $next
              (if (i32.load offset=8 (local.get $s))
                (then
                  (local.set $s (i32.add (local.get $s) (i32.const 16)))
                  (if (i32.ge_u (local.get $s) (i32.const 97536)) (then (return (i32.const 0))))
                  (br $next))))
            (i64.store (local.get $s) (i64.const 0))
            (i32.store offset=8 (local.get $s) (i32.const 1))
            (global.set $live (i32.add (global.get $live) (i32.const 1)))
            (local.get $s))
          (func $sum (param $s i32) (param $more i64)
            (i64.store (local.get $s) (i64.add (i64.load (local.get $s)) (local.get $more))))
          (func (export "P_add") (param $s i32) (param $p i32) (param $n i32) (result i32)
            %s
            (block $end
              (loop $bytes
                (br_if $end (i32.eqz (local.get $n)))
                (call $sum (local.get $s) (i64.load8_u (local.get $p)))
                (local.set $p (i32.add (local.get $p) (i32.const 1)))
                (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                (br $bytes)))
            (i32.const 0))
          (func (export "P_merge") (param $s i32) (param $p i32) (param $n i32) (result i32)
            (if (i32.ne (local.get $n) (i32.const 8)) (then (return (i32.const 1))))
            (call $sum (local.get $s) (i64.load (local.get $p)))
            (i32.const 0))
          (func (export "P_state") (param $s i32) (result i64)
            (i64.or (i64.shl (i64.extend_i32_u (local.get $s)) (i64.const 32)) (i64.const 8)))
          (func (export "P_result") (param $s i32) (result i64)
            (if (i64.eqz (i64.load (local.get $s))) (then (return (i64.const 0))))
            (i64.store (i32.const 512) (i64.load (local.get $s)))
            (i32.store (i32.const 520) (global.get $live))
            (i64.const 0x200_0000_000c))
          (func (export "P_free") (param $s i32)
            %s
            (i32.store offset=8 (local.get $s) (i32.const 0))
            (global.set $live (i32.sub (global.get $live) (i32.const 1)))))
        """
        .formatted(inNew, inAdd, inFree)
        .replace("P_", prefix + "_");
  }

  /**
   * Answers three chunks of numbers from 0 on, a number on each line, for every cursor. Its cursors
   * are 1, 2 and so on, at most 1,000.
   *
   * @param perChunk at most 2,000
   * @param inNext instructions that see, and may change, how many chunks there were: {@code $chunk}
   */
  public static String counting(String prefix, int perChunk, String inNext) {
    return """
        (module
          (memory (export "memory") 2)
          (global $open (mut i32) (i32.const 0))
          (global $at (mut i32) (i32.const 0))
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "P_open") (param i32 i32) (result i32)
            (global.set $open (i32.add (global.get $open) (i32.const 1)))
            (i64.store
              (i32.add (i32.const 4096) (i32.shl (global.get $open) (i32.const 3)))
              (i64.const 0))
            (global.get $open)
          )
          (func $put (param $byte i32)
            (i32.store8 (global.get $at) (local.get $byte))
            (global.set $at (i32.add (global.get $at) (i32.const 1))))
          (func $digits (param $n i32)
            (if (i32.ge_u (local.get $n) (i32.const 10))
              (then (call $digits (i32.div_u (local.get $n) (i32.const 10)))))
            (call $put (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10)))))
          (func (export "P_next") (param $cursor i32) (result i64)
            (local $slot i32) (local $chunk i32) (local $left i32)
            (local.set $slot
              (i32.add (i32.const 4096) (i32.shl (local.get $cursor) (i32.const 3))))
            (local.set $chunk (i32.load offset=4 (local.get $slot)))
            %s
            (if (i32.ge_u (local.get $chunk) (i32.const 3)) (then (return (i64.const 0))))
            (i32.store offset=4 (local.get $slot) (i32.add (local.get $chunk) (i32.const 1)))
            (global.set $at (i32.const 16384))
            (local.set $left (i32.const %d))
            (loop $rows
              (call $digits (i32.load (local.get $slot)))
              (call $put (i32.const 10))
              (i32.store
                (local.get $slot) (i32.add (i32.load (local.get $slot)) (i32.const 1)))
              (br_if $rows
                (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
            (i64.or
              (i64.const 0x4000_0000_0000)
              (i64.extend_i32_u (i32.sub (global.get $at) (i32.const 16384)))))
          (func (export "P_close") (param i32)))
        """
        .formatted(inNext, perChunk)
        .replace("P_", prefix + "_");
  }

  /**
   * A guest of w3bstream that gets its input and sets its answer, with an allocator that begins
   * again where it ends: {@code $get}, {@code $set} and {@code alloc}.
   *
   * @param imports what else it imports
   * @param functions what it does
   */
  public static byte[] w3bstream(String imports, String functions) {
    return wat(
        """
        (module
          (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
          (import "env" "ws_set_data" (func $set (param i32 i32 i32) (result i32)))
          %s
          (memory (export "memory") 2)
          (global $next (mut i32) (i32.const 1024))
          (func (export "alloc") (param i32) (result i32)
            (global.get $next)
            (global.set $next
              (i32.rem_u (i32.add (global.get $next) (local.get 0)) (i32.const 65536))))
          %s)
        """
            .formatted(imports, functions));
  }
}
