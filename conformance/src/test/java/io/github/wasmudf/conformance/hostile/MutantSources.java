package io.github.wasmudf.conformance.hostile;

import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The valid modules that mutants are made of: all that we have, and some with rarer parts. */
final class MutantSources {
  private static final String ALLOC =
      """
      (memory (export "memory") 1 20)
      (func (export "alloc") (param i32) (result i32) (i32.const 1024))
      """;

  private static final String ECHO =
      """
      (i64.or
        (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32))
        (i64.extend_i32_u (local.get 1)))
      """;

  private MutantSources() {}

  /** The committed plugins, our companions, and guests in text. */
  static List<byte[]> all() {
    List<byte[]> modules = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Guests.folder(), 2)) {
      for (Path file : files.filter(MutantSources::isModule).sorted().toList()) {
        modules.add(Files.readAllBytes(file));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    for (CompanionModule companion : CompanionModule.values()) {
      modules.add(companion.image().bytes());
    }
    modules.add(Guests.echo());
    modules.add(Guests.constant("{\\\"a\\\":1}"));
    modules.add(everything());
    modules.add(printing());
    modules.add(numbers());
    return modules;
  }

  private static boolean isModule(Path file) {
    return file.getFileName().toString().endsWith(".wasm");
  }

  /** Tables, elements, indirect calls, globals, a start function, bulk memory, br_table, names. */
  private static byte[] everything() {
    return Guests.wat(
        """
        (module $everything
          (type $unary (func (param i32) (result i32)))
          %s
          (table $t 4 8 funcref)
          (global $calls (mut i64) (i64.const 0))
          (global $base i32 (i32.const 64))
          (elem (i32.const 1) $twice $plus)
          (elem $passive func $plus $twice)
          (data (i32.const 64) "everything")
          (data $late "late")
          (func $twice (type $unary) (i32.mul (local.get 0) (i32.const 2)))
          (func $plus (type $unary) (i32.add (local.get 0) (global.get $base)))
          (func $start
            (table.init $t $passive (i32.const 0) (i32.const 0) (i32.const 2))
            (elem.drop $passive))
          (start $start)
          (func (export "_initialize")
            (memory.init $late (i32.const 80) (i32.const 0) (i32.const 4)))
          (func (export "plugin_version") (result i32) (i32.const 7))
          (func (export "plugin_name") (result i64)
            (i64.or (i64.shl (i64.const 64) (i64.const 32)) (i64.const 10)))
          (func (export "dealloc") (param i32 i32)
            (global.set $calls (i64.add (global.get $calls) (i64.const 1))))
          (func $pick (param $n i32) (result i32)
            (block $c (block $b (block $a
              (br_table $a $b $c (local.get $n)))
              (return (call_indirect $t (type $unary) (local.get $n) (i32.const 1))))
              (return (call_indirect $t (type $unary) (local.get $n) (i32.const 2))))
            (select (i32.const 5) (i32.const 6) (local.get $n)))
          (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
            (local $i i32)
            (block $done
              (loop $next
                (br_if $done (i32.ge_u (local.get $i) (local.get $len)))
                (i32.store8 (i32.add (local.get $ptr) (local.get $i))
                  (i32.xor (i32.load8_u (i32.add (local.get $ptr) (local.get $i)))
                    (call $pick (i32.and (local.get $i) (i32.const 3)))))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br $next)))
            (memory.copy (i32.const 3000) (local.get $ptr) (local.get $len))
            (memory.fill (i32.const 4000) (i32.const 7) (local.get $len))
            (drop (memory.grow (i32.const 1)))
            %s))
        """
            .formatted(ALLOC, ECHO));
  }

  /** Prints its input through WASI. */
  private static byte[] printing() {
    return Guests.wat(
        """
        (module
          (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "clock_time_get"
            (func (param i32 i64 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          %s
          (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
            (i32.store (i32.const 8) (local.get $ptr))
            (i32.store (i32.const 12) (local.get $len))
            (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))
            (if (i32.gt_u (local.get $len) (i32.const 100)) (then (call $exit (i32.const 3))))
            %s))
        """
            .formatted(ALLOC, ECHO));
  }

  /** Arithmetic of all four types, with several results, sign extension and saturation. */
  private static byte[] numbers() {
    return Guests.wat(
        """
        (module
          %s
          (func $divide (param i64 i64) (result i64 i64)
            (i64.div_s (local.get 0) (local.get 1)) (i64.rem_u (local.get 0) (local.get 1)))
          (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
            (local $d f64) (local $f f32) (local $x i64)
            (local.set $x (i64.load (local.get $ptr)))
            (local.set $d (f64.sqrt (f64.abs (f64.convert_i64_s (local.get $x)))))
            (local.set $f (f32.demote_f64 (f64.mul (local.get $d) (f64.const 1.5))))
            (i32.store (i32.const 100)
              (i32.trunc_sat_f64_s (f64.nearest (f64.div (local.get $d) (f64.const 3)))))
            (i32.store (i32.const 104)
              (i32.extend8_s (i32.trunc_f32_s (f32.min (local.get $f) (f32.const 1000)))))
            (i64.store (i32.const 108)
              (i64.rotl (i64.popcnt (local.get $x)) (i64.clz (local.get $x))))
            (call $divide (local.get $x) (i64.extend_i32_u (i32.add (local.get $len) (i32.const 1))))
            (local.set $x (i64.add))
            (i64.store (i32.const 116) (local.get $x))
            (f64.store (i32.const 124) (local.get $d))
            (f32.store (i32.const 132) (local.get $f))
            (i64.or (i64.shl (i64.const 100) (i64.const 32)) (i64.const 36))))
        """
            .formatted(ALLOC));
  }
}
