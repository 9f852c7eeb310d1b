package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.engine.ModuleImage;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A runtime for one test, behind which no instance is left. */
final class OwnRuntime implements AfterEachCallback {
  private final long liveBefore = Engines.installed().liveInstances();
  private final UdfRuntime runtime;

  OwnRuntime() {
    this(new UdfRuntime());
  }

  /** One that is this one's to close. */
  OwnRuntime(UdfRuntime runtime) {
    this.runtime = runtime;
  }

  UdfRuntime get() {
    return runtime;
  }

  /** How many instances there were before the test. */
  long liveBefore() {
    return liveBefore;
  }

  UdfSession session(String engine) {
    return runtime.openSession(RuntimePolicy.DEFAULT.withEngine(engine));
  }

  /** A plugin in a session of its own. */
  UdfFunction plugin(String engine, byte[] module) {
    return plugin(engine, module, "{}");
  }

  /** The same with options. */
  UdfFunction plugin(String engine, byte[] module, String options) {
    PluginRecord plugin = new PluginRecord("p", 1, ModuleImage.of(module).sha256(), options);
    return session(engine).function(plugin, record -> module.clone());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    runtime.close();
    assertThat(Engines.installed().liveInstances()).isEqualTo(liveBefore);
  }
}
