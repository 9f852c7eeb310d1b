package io.github.wasmudf.calcite;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Properties;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaSpecificDatabaseMetaData;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalciteJdbc41Factory;
import org.jspecify.annotations.Nullable;

/**
 * Makes what Calcite makes, but result sets of our own, texts in Unicode, and a root with created
 * functions.
 */
final class StatementFactory implements AvaticaFactory {
  private final CalciteJdbc41Factory calcite = new CalciteJdbc41Factory();

  @Override
  public int getJdbcMajorVersion() {
    return calcite.getJdbcMajorVersion();
  }

  @Override
  public int getJdbcMinorVersion() {
    return calcite.getJdbcMinorVersion();
  }

  @Override
  public AvaticaConnection newConnection(
      UnregisteredDriver driver, AvaticaFactory factory, String url, Properties info)
      throws SQLException {
    return calcite.newConnection(
        driver,
        factory,
        url,
        info,
        CreatedFunctionsAtRoot.newRoot(),
        UnicodeTypeFactory.of(new CalciteConnectionConfigImpl(info)));
  }

  @Override
  public AvaticaStatement newStatement(
      AvaticaConnection connection,
      Meta.@Nullable StatementHandle handle,
      int resultSetType,
      int resultSetConcurrency,
      int resultSetHoldability)
      throws SQLException {
    return calcite.newStatement(
        connection, handle, resultSetType, resultSetConcurrency, resultSetHoldability);
  }

  @Override
  public AvaticaPreparedStatement newPreparedStatement(
      AvaticaConnection connection,
      Meta.@Nullable StatementHandle handle,
      Meta.Signature signature,
      int resultSetType,
      int resultSetConcurrency,
      int resultSetHoldability)
      throws SQLException {
    return calcite.newPreparedStatement(
        connection, handle, signature, resultSetType, resultSetConcurrency, resultSetHoldability);
  }

  @Override
  public AvaticaResultSet newResultSet(
      AvaticaStatement statement,
      QueryState state,
      Meta.Signature calcites,
      TimeZone timeZone,
      Meta.Frame firstFrame)
      throws SQLException {
    WasmSchema schema =
        WasmSchema.in(((CalciteConnection) statement.getConnection()).getRootSchema());
    Meta.Signature signature =
        schema == null ? calcites : FunctionMetadata.with(schema, state, calcites);
    return new StatementResultSet(
        calcite.newResultSet(statement, state, signature, timeZone, firstFrame),
        statement,
        signature,
        newResultSetMetaData(statement, signature),
        timeZone,
        firstFrame);
  }

  @Override
  public AvaticaSpecificDatabaseMetaData newDatabaseMetaData(AvaticaConnection connection) {
    return calcite.newDatabaseMetaData(connection);
  }

  @Override
  public ResultSetMetaData newResultSetMetaData(
      AvaticaStatement statement, Meta.Signature signature) throws SQLException {
    return calcite.newResultSetMetaData(statement, signature);
  }
}
