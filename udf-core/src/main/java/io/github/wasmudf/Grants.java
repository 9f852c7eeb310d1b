package io.github.wasmudf;

import io.github.wasmudf.net.NetworkHosts;

/**
 * What a plugin may do beside computing. Immutable; everything that is not granted is denied.
 *
 * @param log whether its log lines are kept
 * @param stdout whether WASI standard output and error go to the log
 * @param clock whether it may read the clocks
 * @param random whether it may read random bytes
 * @param state whether it may keep values in the database
 * @param sql what it may do on the caller's connection
 * @param http the hosts that it may send requests to
 */
public record Grants(
    boolean log,
    boolean stdout,
    boolean clock,
    boolean random,
    boolean state,
    SqlRight sql,
    NetworkHosts http) {
  /** What a plugin may do on the caller's connection, with the caller's rights. */
  public enum SqlRight {
    /** Nothing. */
    NONE,
    /** Queries. */
    READ,
    /** Queries and changes of data. */
    WRITE
  }

  /** What holds when nobody says otherwise. */
  public static final Grants DEFAULT =
      new Grants(true, true, true, true, false, SqlRight.NONE, NetworkHosts.NONE);

  /** Nothing at all. */
  public static final Grants NONE =
      new Grants(false, false, false, false, false, SqlRight.NONE, NetworkHosts.NONE);

  /** What both allow: what a plugin asks for never widens what it may. */
  public Grants narrowedBy(Grants wish) {
    return new Grants(
        log && wish.log,
        stdout && wish.stdout,
        clock && wish.clock,
        random && wish.random,
        state && wish.state,
        sql.compareTo(wish.sql) <= 0 ? sql : wish.sql,
        http.narrowedBy(wish.http));
  }
}
