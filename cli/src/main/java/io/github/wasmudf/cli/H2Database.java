package io.github.wasmudf.cli;

import java.io.Reader;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.h2.api.ErrorCode;

/** H2, embedded or remote. */
final class H2Database implements Database {
  private static final String INSTALL = ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
  private static final Pattern HAS_INIT = setting("INIT");
  private static final Pattern HAS_USER = setting("USER");

  /** The user that H2's own tools propose. */
  private static final String DEFAULT_USER = "sa";

  private static Pattern setting(String name) {
    return Pattern.compile(";\\s*" + name + "\\s*=", Pattern.CASE_INSENSITIVE);
  }

  @Override
  public String defaultUrl() {
    return "jdbc:h2:mem:wasmudf";
  }

  @Override
  public String demoUrl() {
    return "jdbc:h2:mem:";
  }

  @Override
  public String driver() {
    return "org.h2.Driver";
  }

  @Override
  public OpenDatabase open(Login login) throws SQLException {
    Login named =
        login.user() == null && !HAS_USER.matcher(login.url()).find()
            ? login.withUser(DEFAULT_USER)
            : login;
    return isH2(named.url()) && !HAS_INIT.matcher(named.url()).find()
        ? openInstalled(named)
        : openPlain(named);
  }

  private static boolean isH2(String url) {
    return url.startsWith("jdbc:h2:");
  }

  /** Only an administrator may install; others use what an administrator has installed. */
  private static OpenDatabase openInstalled(Login login) throws SQLException {
    try {
      return openPlain(login.withUrl(login.url() + INSTALL));
    } catch (SQLException e) {
      if (e.getErrorCode() == ErrorCode.ADMIN_RIGHTS_REQUIRED) {
        return openPlain(login);
      }
      throw e;
    }
  }

  private static OpenDatabase openPlain(Login login) throws SQLException {
    OpenDatabase open = new OpenDatabase(login.connect(), login);
    try (Statement statement = open.connection().createStatement()) {
      // Rows are computed as they are written; H2 would otherwise hold a whole result first.
      statement.execute("SET LAZY_QUERY_EXECUTION TRUE");
    }
    return open;
  }

  @Override
  public StatementSource statements(Reader script) {
    return new H2Statements(script);
  }
}
