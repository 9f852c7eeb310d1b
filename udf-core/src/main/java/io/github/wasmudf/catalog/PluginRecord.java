package io.github.wasmudf.catalog;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One version of a plugin as a catalog stores it, without its bytes.
 *
 * @param name as SQL calls it; case-sensitive
 * @param version counts from 1
 * @param sha256 of the module's bytes, lower-case hexadecimal
 * @param options the options it was registered with, as JSON text; {@code "{}"} where none
 */
public record PluginRecord(String name, int version, String sha256, String options) {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]{0,127}");

  /**
   * A name that a plugin may have: up to 128 letters, digits, {@code _ . -}, not beginning with a
   * dot or a hyphen.
   *
   * @throws UdfException {@code BAD_OPTION} for any other
   */
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "a plugin's name is 1 to 128 letters, digits, '_', '.' or '-', and begins with a letter,"
              + " a digit or '_'; not \""
              + name.substring(0, Math.min(name.length(), 128))
              + "\"");
    }
    return name;
  }

  /** Why an active version cannot be removed. */
  public static UdfException inUse(String name, int version) {
    return new UdfException(
        UdfError.IN_USE,
        "plugin "
            + name
            + " version "
            + version
            + " is the active one; CALL WASM_ACTIVATE another, or WASM_UNREGISTER the plugin");
  }

  /**
   * Checks that a version's number will not be given again when it is gone: statistics, log lines
   * and scripts mean one module by it.
   */
  public static void requireNotLatest(String name, int version, List<Integer> versions) {
    if (version == Collections.max(versions)) {
      throw new UdfException(
          UdfError.IN_USE,
          "plugin "
              + name
              + " version "
              + version
              + " is the latest one, whose number would be given again; it can go when another is"
              + " registered");
    }
  }

  /** How messages call it. */
  public String label() {
    return "plugin " + name + " version " + version;
  }
}
