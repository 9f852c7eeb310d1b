package io.github.wasmudf.source;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.net.NetworkHosts;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The places that modules may be read from. Immutable; nothing is allowed that is not named.
 *
 * @param files absolute directories; what lies below them, but not by way of symbolic links
 * @param classpath folders of the class path; what lies below them
 * @param https hosts, {@code *.suffix} for those below a name, with {@code :port} unless it is 443;
 *     only where they are reached at a public address
 * @param httpsInternal hosts, with {@code :port} unless it is 443, wherever they are
 */
public record AllowedPlaces(
    List<String> files, List<String> classpath, List<String> https, List<String> httpsInternal) {
  /** What holds when nobody says otherwise. */
  public static final AllowedPlaces NONE =
      new AllowedPlaces(List.of(), List.of(), List.of(), List.of());

  private static final Pattern FOLDER = Pattern.compile("[^/\\\\]+(/[^/\\\\]+)*");

  /** Checks every place. */
  public AllowedPlaces {
    files = List.copyOf(files);
    classpath = List.copyOf(classpath);
    https = https.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    httpsInternal = httpsInternal.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    files.forEach(AllowedPlaces::requireDirectory);
    classpath.forEach(AllowedPlaces::requireFolder);
    https.forEach(host -> require("https", host, NetworkHosts.isHostOrSuffix(host)));
    httpsInternal.forEach(host -> require("https_internal", host, NetworkHosts.isHost(host)));
  }

  private static void requireDirectory(String directory) {
    try {
      require("files", directory, Path.of(directory).isAbsolute());
    } catch (InvalidPathException unusable) {
      require("files", directory, false);
    }
  }

  private static void requireFolder(String folder) {
    require("classpath", folder, FOLDER.matcher(folder).matches() && !hasDots(folder));
  }

  /** Whether a part of a path between slashes leads somewhere else than down. */
  static boolean hasDots(String path) {
    return List.of(path.split("/", -1)).stream()
        .anyMatch(part -> part.equals(".") || part.equals(".."));
  }

  private static void require(String key, String place, boolean usable) {
    if (!usable) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "register_from."
              + key
              + ": \""
              + place
              + "\" is no "
              + switch (key) {
                case "files" -> "absolute directory";
                case "classpath" -> "folder such as a/b";
                case "https" -> "host such as example.org, *.example.org or example.org:8443";
                default -> "host such as example.org or 10.0.0.1:8443";
              });
    }
  }

  /** Whether a host is named, wherever it is. */
  boolean allowsInternal(String host, int port) {
    return httpsInternal.stream().anyMatch(entry -> entry.equals(named(host, port)));
  }

  /** Whether a host is named for its public addresses. */
  boolean allows(String host, int port) {
    String name = named(host, port);
    return https.stream()
        .anyMatch(
            entry ->
                entry.startsWith("*.") ? name.endsWith(entry.substring(1)) : entry.equals(name));
  }

  /** As a host stands in a list. */
  private static String named(String host, int port) {
    return port == HttpsSource.PORT ? host : host + ":" + port;
  }

  /** What a caller is told whose place is not allowed. */
  static UdfException refusal(String place, String key, String example) {
    return new UdfException(
        UdfError.NOT_ALLOWED,
        place
            + " is not a place to register from; an administrator allows it with"
            + " CALL WASM_SET_POLICY('{\"register_from\":{\""
            + key
            + "\":[\""
            + example
            + "\"]}}')");
  }
}
