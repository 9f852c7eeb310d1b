package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Handler;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.jdbc.Driver;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's driver with wasm-udf in it: {@code jdbc:wasm-calcite:}, followed by what {@code
 * jdbc:calcite:} takes. Every connection has the schema {@code WASM}, {@code CALL}, and gives up
 * its plugins' instances when it closes. The operands of the schema are properties that begin with
 * {@code wasm.}: {@code jdbc:wasm-calcite:wasm.directory=plugins}.
 */
public final class WasmCalciteDriver extends Driver {
  private static final String PREFIX = "jdbc:wasm-calcite:";
  private static final String OPERAND = "wasm.";

  static {
    new WasmCalciteDriver().register();
  }

  /** For {@code java.sql.DriverManager}. */
  public WasmCalciteDriver() {
    super();
  }

  private WasmCalciteDriver(Supplier<CalcitePrepare> prepareFactory) {
    super(prepareFactory);
  }

  @Override
  public Driver withPrepareFactory(Supplier<CalcitePrepare> prepareFactory) {
    return new WasmCalciteDriver(prepareFactory);
  }

  @Override
  public CalcitePrepare createPrepare() {
    return prepareFactory == null ? new FederatingPrepare() : super.createPrepare();
  }

  @Override
  protected String getConnectStringPrefix() {
    return PREFIX;
  }

  @Override
  public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Properties ours = new Properties();
    ours.setProperty("parserFactory", WasmParserFactory.class.getName());
    if (info != null) {
      info.stringPropertyNames().forEach(name -> ours.setProperty(name, info.getProperty(name)));
    }
    try {
      return super.connect(url, ours);
    } catch (RuntimeException failed) {
      throw SqlErrors.translate(rootCause(failed));
    }
  }

  /** Calcite wraps what a schema factory threw, some times over. */
  private static Throwable rootCause(Throwable failed) {
    Throwable root = failed;
    for (Throwable cause = root; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof UdfException) {
        return cause;
      }
    }
    return root;
  }

  @Override
  protected AvaticaFactory createFactory() {
    return new StatementFactory();
  }

  @Override
  protected Handler createHandler() {
    return new ClosingHandler(super.createHandler());
  }

  private static void install(CalciteConnection connection) {
    SchemaPlus root = connection.getRootSchema();
    Map<String, String> operands = new HashMap<>();
    Properties properties = connection.getProperties();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(OPERAND)) {
        operands.put(name.substring(OPERAND.length()), properties.getProperty(name));
      }
    }
    if (WasmSchema.in(root) == null || !operands.isEmpty()) {
      WasmSchemaFactory.install(root, SchemaOperands.of(operands));
    }
  }

  /** Tells when connections begin and end; else as Calcite does. */
  private static final class ClosingHandler implements Handler {
    private final Handler calcite;

    ClosingHandler(Handler calcite) {
      this.calcite = calcite;
    }

    @Override
    public void onConnectionInit(AvaticaConnection connection) throws SQLException {
      calcite.onConnectionInit(connection);
      install((CalciteConnection) connection);
    }

    @Override
    public void onConnectionClose(AvaticaConnection connection) {
      try {
        CalciteConnection closing = (CalciteConnection) connection;
        CalciteSessions.shared().leave(closing);
        WasmSchema schema = WasmSchema.in(closing.getRootSchema());
        if (schema != null) {
          schema.close();
        }
      } finally {
        calcite.onConnectionClose(connection);
      }
    }

    @Override
    public void onStatementExecute(AvaticaStatement statement, @Nullable ResultSink resultSink) {
      calcite.onStatementExecute(statement, resultSink);
    }

    @Override
    public void onStatementClose(AvaticaStatement statement) {
      calcite.onStatementClose(statement);
    }
  }
}
