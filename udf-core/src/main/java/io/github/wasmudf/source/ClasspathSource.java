package io.github.wasmudf.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a resource of the class path below an allowed folder. */
final class ClasspathSource {
  private ClasspathSource() {}

  /**
   * @param loader the caller's; null for this library's own
   */
  static byte[] read(
      String location, @Nullable ClassLoader loader, AllowedPlaces places, long maxBytes)
      throws IOException {
    String name = location.startsWith("/") ? location.substring(1) : location;
    if (AllowedPlaces.hasDots(name) || name.contains("//") || name.contains("\\")) {
      throw ModuleSource.unreadable(
          "a resource's name is like folder/module.wasm, without \"..\"", null);
    }
    if (places.classpath().stream().noneMatch(folder -> name.startsWith(folder + "/"))) {
      throw AllowedPlaces.refusal("resource classpath:" + name, "classpath", "folder");
    }
    ClassLoader from = loader == null ? ClasspathSource.class.getClassLoader() : loader;
    URL found = from.getResource(name);
    if (found == null || isDirectory(found)) {
      throw ModuleSource.unreadable("there is no resource classpath:" + name, null);
    }
    URLConnection connection = found.openConnection();
    connection.setUseCaches(false);
    try (InputStream stream = connection.getInputStream()) {
      return ModuleSource.all(stream, maxBytes);
    }
  }

  /** Of a directory the JDK answers the list of its files. */
  private static boolean isDirectory(URL found) {
    try {
      URI uri = found.toURI();
      return found.getPath().endsWith("/")
          || ("file".equals(uri.getScheme()) && Files.isDirectory(Path.of(uri)));
    } catch (URISyntaxException unusual) {
      return true;
    }
  }
}
