package io.github.wasmudf;

/**
 * What a plugin may do beside computing. Immutable; everything that is not granted is denied.
 *
 * @param log whether its log lines are kept
 * @param stdout whether WASI standard output and error go to the log
 * @param clock whether it may read the clocks
 * @param random whether it may read random bytes
 */
public record Grants(boolean log, boolean stdout, boolean clock, boolean random) {
  /** What holds when nobody says otherwise. */
  public static final Grants DEFAULT = new Grants(true, true, true, true);

  /** Nothing at all. */
  public static final Grants NONE = new Grants(false, false, false, false);

  /** What both allow: what a plugin asks for never widens what it may. */
  public Grants narrowedBy(Grants wish) {
    return new Grants(
        log && wish.log, stdout && wish.stdout, clock && wish.clock, random && wish.random);
  }
}
