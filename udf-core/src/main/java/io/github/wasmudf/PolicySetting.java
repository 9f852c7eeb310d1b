package io.github.wasmudf;

import io.github.wasmudf.net.NetworkHosts;
import io.github.wasmudf.source.AllowedPlaces;
import io.github.wasmudf.wasi.ReadableDirectories.Entry;
import java.util.List;
import java.util.Locale;

/**
 * A line of a policy, as an operator reads it. Immutable.
 *
 * @param name its key in the policy's JSON, such as {@code limits.timeMillis}
 * @param setting what holds: a number, a word, or words with commas between them; empty for nobody
 */
public record PolicySetting(String name, String setting) {
  private static final String MQTT = "capabilities.mqtt";
  private static final String READ_DIRS = "capabilities.wasi.readDirs";

  /** All of a policy, in the order of the documentation. */
  static List<PolicySetting> of(RuntimePolicy policy) {
    Limits limits = policy.limits();
    Grants grants = policy.grants();
    NetworkHosts http = grants.http();
    AllowedPlaces places = policy.places();
    return List.of(
        new PolicySetting("engine", policy.engine()),
        number("limits.moduleBytes", limits.moduleBytes()),
        number("limits.memoryBytes", limits.memoryBytes()),
        number("limits.timeMillis", limits.timeMillis()),
        number("limits.resultBytes", limits.resultBytes()),
        number("limits.instances", limits.instances()),
        number("limits.logLinesPerSecond", limits.logLinesPerSecond()),
        number("limits.sqlDepth", limits.sqlDepth()),
        number("limits.memoryBytes (reflow)", policy.actorLimits().memoryBytes()),
        number("limits.timeMillis (reflow)", policy.actorLimits().timeMillis()),
        flag("capabilities.log", grants.log()),
        flag("capabilities.wasi.stdout", grants.stdout()),
        flag("capabilities.wasi.clock", grants.clock()),
        flag("capabilities.wasi.random", grants.random()),
        flag("capabilities.state", grants.state()),
        flag("capabilities.metrics", grants.metrics()),
        new PolicySetting("capabilities.sql", grants.sql().name().toLowerCase(Locale.ROOT)),
        words("capabilities.http", http.hosts()),
        words("capabilities.http_internal", http.internal()),
        words(
            MQTT,
            grants.mqtt().filters().entrySet().stream()
                .map(each -> each.getKey() + " " + String.join(" ", each.getValue()))
                .toList()),
        words(
            READ_DIRS,
            grants.readDirs().entries().values().stream()
                .map(Entry::directory)
                .distinct()
                .toList()),
        words("register_from.files", places.files()),
        words("register_from.classpath", places.classpath()),
        words("register_from.https", places.https()),
        words("register_from.https_internal", places.httpsInternal()));
  }

  /** Whether it says where something lies: not for everybody. */
  public boolean namesPlaces() {
    return name.startsWith("capabilities.http")
        || name.equals(READ_DIRS)
        || name.equals(MQTT)
        || name.startsWith("register_from.");
  }

  private static PolicySetting number(String name, long value) {
    return new PolicySetting(name, Long.toString(value));
  }

  private static PolicySetting flag(String name, boolean value) {
    return new PolicySetting(name, Boolean.toString(value));
  }

  private static PolicySetting words(String name, List<String> values) {
    return new PolicySetting(name, String.join(", ", values));
  }
}
