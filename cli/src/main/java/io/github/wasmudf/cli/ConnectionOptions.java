package io.github.wasmudf.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which database, as whom, and on which engine. */
final class ConnectionOptions {
  @Option(
      names = "--url",
      paramLabel = "JDBC",
      description = "JDBC URL of the database (default: a fresh one in memory)")
  private @Nullable String url;

  @Option(names = "--user", paramLabel = "NAME", description = "user (H2: sa unless the URL says)")
  private @Nullable String user;

  @Option(
      names = "--password",
      paramLabel = "PASSWORD",
      arity = "0..1",
      interactive = true,
      defaultValue = "${env:WASM_UDF_PASSWORD}",
      description = "password; asked for when no value follows (default: $WASM_UDF_PASSWORD)")
  private @Nullable String password;

  @Option(
      names = "--engine",
      description = "engine that runs the plugins: ${COMPLETION-CANDIDATES} (default: auto)")
  private @Nullable EngineChoice engine;

  Login login(Database database) {
    return new Login(url == null ? database.defaultUrl() : url, user, password);
  }

  /** Must come before the first connection. */
  void applyEngine() {
    if (engine != null) {
      engine.apply();
    }
  }
}
