package io.github.wasmudf.net;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hosts that may be connected to. Immutable; nobody is allowed who is not named.
 *
 * @param hosts names, {@code *.suffix} for those below a name, {@code *} for all; with {@code
 *     :port} unless it is the protocol's own; only where they are reached at a public address
 * @param internal names or addresses, with {@code :port} unless it is the protocol's own, wherever
 *     they are
 */
public record NetworkHosts(List<String> hosts, List<String> internal) {
  /** Nobody. */
  public static final NetworkHosts NONE = new NetworkHosts(List.of(), List.of());

  private static final String ALL = "*";
  private static final String PORT = "(:[1-9][0-9]{0,4})?";
  private static final String NAME = "[a-z0-9_-]+(\\.[a-z0-9_-]+)*";
  private static final Pattern HOST = Pattern.compile("(" + NAME + "|\\[[0-9a-f:.]+])" + PORT);
  private static final Pattern SUFFIX = Pattern.compile("\\*\\." + NAME + PORT);

  /** Checks every name. */
  public NetworkHosts {
    hosts = lowerCase(hosts);
    internal = lowerCase(internal);
    hosts.forEach(host -> require(host, host.equals(ALL) || isHostOrSuffix(host)));
    internal.forEach(host -> require(host, isHost(host)));
  }

  private static List<String> lowerCase(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static void require(String host, boolean usable) {
    if (!usable) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "\"" + host + "\" is no host such as example.org, *.example.org or example.org:8443");
    }
  }

  /** Whether a text in lower case is a host's name or address, with or without a port. */
  public static boolean isHost(String text) {
    return HOST.matcher(text).matches();
  }

  /** The same, or {@code *.suffix}. */
  public static boolean isHostOrSuffix(String text) {
    return isHost(text) || SUFFIX.matcher(text).matches();
  }

  /** Whether nobody is allowed. */
  public boolean isEmpty() {
    return hosts.isEmpty() && internal.isEmpty();
  }

  /**
   * Whether a host is named, wherever it is.
   *
   * @param host in lower case
   * @param ownPort the protocol's
   */
  public boolean allowsInternal(String host, int port, int ownPort) {
    return internal.contains(named(host, port, ownPort));
  }

  /** Whether a host is named for its public addresses; else as {@link #allowsInternal}. */
  public boolean allows(String host, int port, int ownPort) {
    String name = named(host, port, ownPort);
    return hosts.stream().anyMatch(entry -> covers(entry, name));
  }

  /** As a host stands in a list. */
  private static String named(String host, int port, int ownPort) {
    return port == ownPort ? host : host + ":" + port;
  }

  private static boolean covers(String entry, String name) {
    return entry.equals(ALL)
        ? name.equals(ALL) || !name.contains(":") || name.endsWith("]")
        : entry.startsWith("*.") ? name.endsWith(entry.substring(1)) : entry.equals(name);
  }

  /** Those that both allow. */
  public NetworkHosts narrowedBy(NetworkHosts wish) {
    return new NetworkHosts(
        common(hosts, wish.hosts), internal.stream().filter(wish.internal::contains).toList());
  }

  private static List<String> common(List<String> some, List<String> others) {
    return Stream.concat(
            some.stream().filter(name -> others.stream().anyMatch(entry -> covers(entry, name))),
            others.stream().filter(name -> some.stream().anyMatch(entry -> covers(entry, name))))
        .distinct()
        .toList();
  }
}
