package io.github.wasmudf.cli;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Opens Calcite for the interactive shell, which makes its connections itself: {@code
 * jdbc:wasm-udf-shell:} followed by the URL proper. Loading the class registers the driver.
 */
public final class CalciteShellDriver implements Driver {
  static final String PREFIX = "jdbc:wasm-udf-shell:";

  static {
    try {
      DriverManager.registerDriver(new CalciteShellDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** For {@code DriverManager}. */
  public CalciteShellDriver() {}

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    return acceptsURL(url)
        ? CalciteDatabase.connect(
            new Login(
                url.substring(PREFIX.length()),
                info.getProperty("user"),
                info.getProperty("password")))
        : null;
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 0;
  }

  @Override
  public int getMinorVersion() {
    return 1;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }
}
