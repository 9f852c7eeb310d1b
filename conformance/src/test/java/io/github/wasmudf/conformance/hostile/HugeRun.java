package io.github.wasmudf.conformance.hostile;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.testing.Guests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A JVM of its own, with a small heap, that meets the {@link HugeModules}. Says {@code module
 * <name>=<SQLSTATE or registered>} of each, {@code why <message>} of what was refused, and {@code
 * done} at last.
 */
final class HugeRun {
  private static final int TRIES = 200;

  private final UdfRuntime runtime = new UdfRuntime();
  private final UdfSession session;

  private HugeRun(String engine) {
    session = runtime.openSession(RuntimePolicy.DEFAULT.with("{\"engine\":\"" + engine + "\"}"));
  }

  /** Arguments: engine, and the names of the modules, where not all are wanted. */
  public static void main(String[] arguments) {
    HugeRun run = new HugeRun(arguments[0]);
    Map<String, Supplier<byte[]>> modules = HugeModules.all();
    if (arguments.length > 1) {
      modules.keySet().retainAll(Arrays.asList(arguments).subList(1, arguments.length));
    }
    modules.forEach(run::tryOut);
    run.runtime.close();
    System.out.println("done " + modules.size());
  }

  private void tryOut(String name, Supplier<byte[]> module) {
    System.out.println("module " + name + "=" + registering(module.get()));
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(text, innocent().bytes(CallParameters.NONE, text))) {
      throw new IllegalStateException("another plugin answers something else");
    }
  }

  /** Tried anew where a JVM that has just begun has too little time to compile anything. */
  private UdfFunction innocent() {
    byte[] module = Guests.echo();
    PluginRecord plugin = new PluginRecord("innocent", 1, MutantTrial.sha256(module), "{}");
    for (int left = TRIES; ; left--) {
      try {
        return session.function(plugin, record -> module);
      } catch (UdfException tooSlow) {
        if (left == 0) {
          throw tooSlow;
        }
      }
    }
  }

  private String registering(byte[] module) {
    try {
      session.inspect("plugin huge", module, "{}");
      return "registered";
    } catch (UdfException refused) {
      System.out.println("why " + refused.getMessage());
      return refused.error().sqlState();
    }
  }
}
