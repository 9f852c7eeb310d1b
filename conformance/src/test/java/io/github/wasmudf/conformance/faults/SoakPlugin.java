package io.github.wasmudf.conformance.faults;

import io.github.wasmudf.testing.Guests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One of the soak's plugins.
 *
 * @param twin what a good one answers, by Java
 * @param sqlState what an evil one fails with; null for a good one
 */
record SoakPlugin(
    String name,
    Supplier<byte[]> source,
    String options,
    UnaryOperator<String> twin,
    @Nullable String sqlState) {

  byte[] module() {
    return source.get();
  }

  private static final String LIMITS =
      "{\"limits\":{\"timeMillis\":%d,\"memoryBytes\":8388608,\"resultBytes\":1048576}}";

  /** Because a busy machine can hold a short call up for long. */
  private static final String PATIENT = LIMITS.formatted(60_000);

  private static final String HASTY = LIMITS.formatted(30);

  /** Those that answer; every version of one answers the same. */
  static List<SoakPlugin> good() {
    return List.of(
        good("upper", Guests.plugin("upper"), text -> text.toUpperCase(Locale.ROOT)),
        good("base64", Guests.plugin("base64"), SoakPlugin::base64),
        good("sha256", Guests.plugin("sha256"), SoakPlugin::sha256),
        good("identity_bump", Guests.plugin("identity_bump"), text -> text),
        good(
            "reverse",
            bytewise("(i32.sub (i32.sub (local.get $len) (local.get $i)) (i32.const 1))", 0),
            text -> new StringBuilder(text).reverse().toString()),
        good("flip", bytewise("(local.get $i)", 1), SoakPlugin::flip));
  }

  /** Those that do harm. */
  static List<SoakPlugin> evil() {
    return List.of(
        evil("evil_loop", HASTY, "(loop $l (br $l)) (i64.const 0)", "38W03"),
        evil(
            "evil_memory",
            PATIENT,
            """
            (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
            (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16))
            """,
            "38W04"),
        evil("evil_pointer", PATIENT, "(i64.const 0x7fffffff00000010)", "38W05"),
        evil("evil_trap", PATIENT, "(drop (i32.load (i32.const -8))) (i64.const 0)", "38W01"));
  }

  private static SoakPlugin good(String name, byte[] module, UnaryOperator<String> twin) {
    return new SoakPlugin(name, () -> module, PATIENT, twin, null);
  }

  private static SoakPlugin evil(String name, String options, String body, String sqlState) {
    byte[] module = Guests.transform(body);
    return new SoakPlugin(name, () -> module, options, text -> text, sqlState);
  }

  /**
   * Answers the bytes at an index each, with a bit flipped or not, from the second half of a page.
   */
  private static byte[] bytewise(String index, int flipped) {
    return Guests.transform(
        """
        (local $i i32)
        (block $done
          (loop $next
            (br_if $done (i32.ge_u (local.get $i) (local.get $len)))
            (i32.store8
              (i32.add (i32.const 32768) (local.get $i))
              (i32.xor
                (i32.load8_u (i32.add (local.get $ptr) %s))
                (i32.const %d)))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $next)))
        (i64.or
          (i64.shl (i64.const 32768) (i64.const 32))
          (i64.extend_i32_u (local.get $len)))
        """
            .formatted(index, flipped));
  }

  private static String flip(String text) {
    StringBuilder flipped = new StringBuilder();
    text.chars().forEach(c -> flipped.append((char) (c ^ 1)));
    return flipped.toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
