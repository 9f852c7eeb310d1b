package io.github.wasmudf;

import io.github.wasmudf.net.MqttTopics;
import io.github.wasmudf.net.NetworkHosts;
import io.github.wasmudf.wasi.ReadableDirectories;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

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
 * @param readDirs the directories that it may read
 * @param metrics whether the numbers are kept that it submits about itself
 * @param mqtt the brokers and topics that it may send messages to
 * @param env the variables that WASI shows it, none of them the process's; no policy bounds them,
 *     because they are no more than a plugin's own settings
 */
public record Grants(
    boolean log,
    boolean stdout,
    boolean clock,
    boolean random,
    boolean state,
    SqlRight sql,
    NetworkHosts http,
    ReadableDirectories readDirs,
    boolean metrics,
    MqttTopics mqtt,
    Map<String, String> env) {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
  private static final int MOST_VARIABLES = 100;

  /** Checks the variables. */
  public Grants {
    if (env.size() > MOST_VARIABLES) {
      throw badVariable("there are more than " + MOST_VARIABLES);
    }
    env.forEach(Grants::requireVariable);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
  }

  private static void requireVariable(String name, String value) {
    if (!VARIABLE.matcher(name).matches()) {
      throw badVariable("\"" + name + "\" is no name of a variable");
    }
    if (value.indexOf('\0') >= 0) {
      throw badVariable("the value of " + name + " has a NUL in it");
    }
  }

  private static UdfException badVariable(String why) {
    return new UdfException(UdfError.BAD_OPTION, "capabilities.wasi.env: " + why);
  }

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
      new Grants(
          true,
          true,
          true,
          true,
          false,
          SqlRight.NONE,
          NetworkHosts.NONE,
          ReadableDirectories.NONE,
          false,
          MqttTopics.NONE,
          Map.of());

  /** Nothing at all. */
  public static final Grants NONE =
      new Grants(
          false,
          false,
          false,
          false,
          false,
          SqlRight.NONE,
          NetworkHosts.NONE,
          ReadableDirectories.NONE,
          false,
          MqttTopics.NONE,
          Map.of());

  /** What both allow: what a plugin asks for never widens what it may. */
  public Grants narrowedBy(Grants wish) {
    return new Grants(
        log && wish.log,
        stdout && wish.stdout,
        clock && wish.clock,
        random && wish.random,
        state && wish.state,
        sql.compareTo(wish.sql) <= 0 ? sql : wish.sql,
        http.narrowedBy(wish.http),
        readDirs.narrowedBy(wish.readDirs),
        metrics && wish.metrics,
        mqtt.narrowedBy(wish.mqtt),
        wish.env);
  }
}
