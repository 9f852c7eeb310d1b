package io.github.wasmudf.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where to connect and as whom.
 *
 * @param url a JDBC URL
 * @param user null to leave it to the URL
 * @param password null for none
 */
record Login(String url, @Nullable String user, @Nullable String password) {
  Login withUrl(String otherUrl) {
    return new Login(otherUrl, user, password);
  }

  Login withUser(String otherUser) {
    return new Login(url, otherUser, password);
  }

  /** Opens a connection, which the caller closes. */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    return DriverManager.getConnection(url, properties);
  }
}
