package io.github.wasmudf.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Extism's SDK on Chicory, with its compiler: {@code plugin.call("upper", bytes)}. It wants another
 * Chicory than the one that is measured by itself, so that it lives behind a class loader of its
 * own, with the jars of {@code lib/extism}.
 */
final class ExtismSdk implements NaiveGuest {
  private static final String PACKAGE = "org.extism.sdk.chicory.";
  private static final String EXPORT = "upper";

  private final URLClassLoader loader;
  private final MethodHandle call;

  ExtismSdk(byte[] module) {
    loader = new URLClassLoader(jars(), ClassLoader.getPlatformClassLoader());
    try {
      Object plugin = plugin(module);
      call =
          MethodHandles.publicLookup()
              .bind(
                  plugin, "call", MethodType.methodType(byte[].class, String.class, byte[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not the SDK that this was written for", e);
    }
  }

  private static URL[] jars() {
    try {
      Path program =
          Path.of(ExtismSdk.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      List<URL> jars = new ArrayList<>();
      try (Stream<Path> files = Files.list(program.resolveSibling("lib").resolve("extism"))) {
        for (Path file : files.toList()) {
          jars.add(file.toUri().toURL());
        }
      }
      return jars.toArray(URL[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As its documentation shows: a manifest of one module, compiled. */
  private Object plugin(byte[] module) throws ReflectiveOperationException {
    Class<?> wasm = type("ManifestWasm");
    Object guest = built(wasm.getMethod("fromBytes", byte[].class).invoke(null, (Object) module));
    Object guests = Array.newInstance(wasm, 1);
    Array.set(guests, 0, guest);
    Object manifest = type("Manifest").getMethod("ofWasms", guests.getClass()).invoke(null, guests);
    Class<?> options = type("Manifest$Options");
    Object compiled = options.getMethod("withAoT").invoke(options.getConstructor().newInstance());
    manifest.getClass().getMethod("withOptions", options).invoke(manifest, compiled);
    return built(
        type("Plugin").getMethod("ofManifest", type("Manifest")).invoke(null, built(manifest)));
  }

  private static Object built(Object builder) throws ReflectiveOperationException {
    return builder.getClass().getMethod("build").invoke(builder);
  }

  private Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(PACKAGE + name, true, loader);
  }

  @Override
  public byte[] transform(byte[] input) {
    try {
      return (byte[]) call.invokeExact(EXPORT, input);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
