package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wasmudf.testing.Guests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code -all} jar beside {@code h2.jar}, and nothing else, makes an H2 server with our
 * functions; its clients have {@code h2.jar} alone.
 *
 * <p>The jar is found by its path, not by a dependency: that would need it in a repository, while
 * {@code mvn verify} has it in the folder of the module that is built before this one.
 */
class AllJarTest {
  private static Path allJar = Path.of("");
  private static Path h2Jar = Path.of("");

  @BeforeAll
  static void findJars() throws IOException, URISyntaxException {
    Path target = Guests.folder().resolveSibling("h2-functions/target");
    List<Path> found = List.of();
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        found = files.filter(file -> file.toString().endsWith("-all.jar")).toList();
      }
    }
    assumeTrue(!found.isEmpty(), "mvn verify makes the -all jar");
    assertThat(found).as("one -all jar, of this version").hasSize(1);
    allJar = found.get(0);
    h2Jar =
        Path.of(org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void clientWithH2Alone_ofServerWithTheAllJar_registersAndCalls(@TempDir Path folder)
      throws Exception {
    try (H2ServerProcess server = H2ServerProcess.start(folder, List.of(h2Jar, allJar));
        URLClassLoader h2Alone = isolated(h2Jar)) {
      Driver driver =
          (Driver) h2Alone.loadClass("org.h2.Driver").getDeclaredConstructor().newInstance();
      String url = server.url("all_jar");
      try (Connection first =
          connect(driver, url + ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'")) {
        register(first, "upper");
        register(first, "base64");
      }
      for (String engine : List.of("endive", "wasmtime")) {
        setPolicy(driver, url, engine);
        callsOn(driver, url, engine);
      }
    }
  }

  /** What a client sees whose class path has H2 and nothing of ours. */
  private static URLClassLoader isolated(Path jar) throws IOException {
    return new URLClassLoader(
        new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  private static Connection connect(Driver driver, String url) throws SQLException {
    Properties user = new Properties();
    user.setProperty("user", "sa");
    user.setProperty("password", "");
    return driver.connect(url, user);
  }

  private static void register(Connection connection, String plugin) throws SQLException {
    try (PreparedStatement register = connection.prepareStatement("CALL WASM_REGISTER(?, ?)")) {
      register.setString(1, plugin);
      register.setBinaryStream(2, new ByteArrayInputStream(Guests.plugin(plugin)));
      register.execute();
    }
  }

  private static void setPolicy(Driver driver, String url, String engine) throws SQLException {
    try (Connection connection = connect(driver, url);
        Statement statement = connection.createStatement()) {
      statement.execute("CALL WASM_SET_POLICY('{\"engine\":\"" + engine + "\"}')");
    }
  }

  private static void callsOn(Driver driver, String url, String engine) throws SQLException {
    try (Connection connection = connect(driver, url)) {
      assertThat(connection.getClass().getClassLoader())
          .isSameAs(driver.getClass().getClassLoader());
      assertThat(value(connection, "SELECT WASM_TRANSFORM('upper', 'grüße, 世界')"))
          .isEqualTo("GRÜSSE, 世界");
      String roundTrip =
          "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000) WHERE WASM_TRANSFORM('base64',"
              + " WASM_TRANSFORM('base64', 'ü' || x), '{\"mode\":\"decode\"}') = 'ü' || x";
      assertThat(value(connection, roundTrip)).isEqualTo("1000");
      assertThat(value(connection, "SELECT DISTINCT ENGINE FROM WASM.INSTANCES")).isEqualTo(engine);
    }
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      String value = rows.getString(1);
      assertThat(rows.next()).as("a second row").isFalse();
      return value;
    }
  }
}
