package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wasm-udf serve}: a database with the plugins for clients elsewhere. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Serves Apache Calcite with the wasm-udf functions over HTTP (Avatica, PROTOBUF), until it"
          + " is interrupted.",
      "It asks for no password: whoever reaches the port may register and run plugins."
    })
final class ServeCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(names = "--calcite", description = "serve Apache Calcite")
  private boolean calcite;

  @Option(names = "--port", description = "port, 0 for any that is free (default: 8765)")
  private int port = 8765;

  @Option(names = "--host", description = "address to listen on (default: localhost)")
  private String host = "localhost";

  @Option(
      names = "--url",
      paramLabel = "JDBC",
      description = "what a client's connection is (default: jdbc:wasm-calcite:)")
  private String url = "jdbc:wasm-calcite:";

  @Option(
      names = "--engine",
      description = "engine that runs the plugins: ${COMPLETION-CANDIDATES} (default: auto)")
  private @Nullable EngineChoice engine;

  @Spec private @Nullable CommandSpec spec;

  ServeCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws SQLException, IOException {
    if (!calcite && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "Say what to serve: --calcite (H2 has a server of its own)");
    }
    if (engine != null) {
      engine.apply();
    }
    try (CalciteServer server = CalciteServer.start(url, host, port)) {
      // A signal ends the JVM without returning here.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "end of wasm-udf serve"));
      Writer out = streams.out();
      out.write("Calcite is served at " + server.clientUrl() + "\n");
      out.flush();
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
