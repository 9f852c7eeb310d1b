package io.github.wasmudf.benchmarks;

import io.github.wasmudf.CallStatistics;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.PluginRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A plugin as a database module holds it, without a database. */
final class CoreFunction implements AutoCloseable {
  private final UdfRuntime runtime = new UdfRuntime();
  private final UdfFunction function;

  /**
   * Opens a session on an engine.
   *
   * @param engine its name, or {@code auto}
   */
  CoreFunction(String engine, String name, byte[] module) {
    UdfSession session = runtime.openSession(RuntimePolicy.DEFAULT.withEngine(engine));
    PluginRecord plugin = new PluginRecord(name, 1, sha256(module), "{}");
    function = session.function(plugin, record -> module.clone());
  }

  private static String sha256(byte[] module) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(module));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  UdfFunction function() {
    return function;
  }

  /** How many calls statistics tell of. */
  long calls() {
    return runtime.statistics().stream().mapToLong(CallStatistics::calls).sum();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
