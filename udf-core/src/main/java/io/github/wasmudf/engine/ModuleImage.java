package io.github.wasmudf.engine;

import io.github.wasmudf.UdfException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The bytes of a module with their digest and their outline. Immutable; owns its bytes. */
public final class ModuleImage {
  private final byte[] bytes;
  private final String sha256;
  private final ModuleOutline outline;

  private ModuleImage(byte[] bytes) {
    this.bytes = bytes;
    this.sha256 = sha256(bytes);
    this.outline = new OutlineReader(bytes).read();
  }

  /**
   * Reads a module's outline.
   *
   * @param bytes not copied; the caller gives them up
   * @throws UdfException {@code INVALID_MODULE} when they are not a core module, saying what they
   *     are instead where that can be told
   */
  public static ModuleImage of(byte[] bytes) {
    return new ModuleImage(bytes);
  }

  /** The bytes as they came. Not a copy: nobody changes them. */
  public byte[] bytes() {
    return bytes;
  }

  /** SHA-256 of the bytes, in lower-case hexadecimal. */
  public String sha256() {
    return sha256;
  }

  /** What the module imports, exports and declares. */
  public ModuleOutline outline() {
    return outline;
  }

  /** SHA-256 of any bytes, in lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJreHasIt) {
      throw new IllegalStateException(everyJreHasIt);
    }
  }
}
