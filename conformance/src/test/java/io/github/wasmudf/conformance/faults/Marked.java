package io.github.wasmudf.conformance.faults;

import io.github.wasmudf.testing.Guests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Plugins that answer their own number to whatever: each number is another module. Made from one
 * that was assembled once, so that there can be thousands.
 */
final class Marked {
  private static final int DIGITS = 10;
  private static final String NO_NUMBER = "@".repeat(DIGITS);
  private static final int NAME_LENGTH = 2;

  private final byte[] template;
  private final int at;

  private Marked(byte[] template) {
    this.template = template;
    this.at = new String(template, StandardCharsets.ISO_8859_1).indexOf(NO_NUMBER);
  }

  /** That answer at once. */
  static Marked quick() {
    return new Marked(Guests.constant(NO_NUMBER));
  }

  /** That answer after so many turns of a loop. */
  static Marked slow(int turns) {
    return new Marked(
        Guests.wat(
            """
            (module
              (memory (export "memory") 1)
              (data (i32.const 64) "%s")
              (func (export "alloc") (param i32) (result i32) (i32.const 1024))
              (func (export "transform") (param i32 i32) (result i64) (local $i i32)
                (local.set $i (i32.const %d))
                (loop $again
                  (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
                (i64.or (i64.shl (i64.const 64) (i64.const 32)) (i64.const %d))))
            """
                .formatted(NO_NUMBER, turns, DIGITS)));
  }

  /** What the plugin of a number answers. */
  static String text(int number) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", number);
  }

  /** The plugin of a number. */
  byte[] module(int number) {
    byte[] module = template.clone();
    byte[] text = text(number).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, module, at, DIGITS);
    return module;
  }

  /** The same with so many bytes behind it that do nothing, and do not compress. */
  byte[] module(int number, int padding) {
    byte[] module = module(number);
    ByteBuffer all = ByteBuffer.allocate(module.length + padding + 16).put(module).put((byte) 0);
    int length = NAME_LENGTH + padding;
    for (int shift = 0; shift < 28; shift += 7) {
      all.put((byte) ((length >>> shift & 0x7f) | (shift < 21 ? 0x80 : 0)));
    }
    byte[] random = new byte[padding];
    new Random(number).nextBytes(random);
    all.put((byte) 1).put((byte) 'x').put(random);
    return Arrays.copyOf(all.array(), all.position());
  }

  /** The number of a plugin that was made here. */
  int number(byte[] module) {
    return Integer.parseInt(new String(module, at, DIGITS, StandardCharsets.US_ASCII));
  }
}
