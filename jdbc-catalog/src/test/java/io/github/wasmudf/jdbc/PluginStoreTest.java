package io.github.wasmudf.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.ModuleContents;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.catalog.StoredPlugin;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginStoreTest {
  private static final PluginInspection FOUND =
      new PluginInspection(
          "transform",
          "endive",
          "ab".repeat(32),
          3,
          "self",
          null,
          null,
          null,
          new ModuleContents("[\"memory memory\"]", "[]", null, "Rust"),
          java.util.List.of());

  @ParameterizedTest
  @ValueSource(strings = {"REGULAR", "PostgreSQL;DATABASE_TO_LOWER=TRUE", "MySQL", "Oracle"})
  void versions_areAddedActivatedAndRemoved(String mode) throws SQLException, IOException {
    try (Connection c = DriverManager.getConnection("jdbc:h2:mem:;MODE=" + mode, "sa", "")) {
      PluginTables.install(c);
      PluginTables.install(c);
      PluginStore store = new PluginStore(c);
      PluginReader reader = new PluginReader(c);
      assertThat(store.add("p", new byte[] {1, 2, 3}, "{}", FOUND)).isEqualTo(1);
      assertThat(store.add("p", new byte[] {4}, "{\"a\":1}", FOUND)).isEqualTo(2);
      PluginRecord second = Objects.requireNonNull(reader.find("p")).plugin();
      assertThat(second).isEqualTo(new PluginRecord("p", 2, FOUND.sha256(), "{\"a\":1}"));
      assertThat(reader.readModule(second)).containsExactly(4);
      store.activate("p", 1);
      assertThat(reader.list()).extracting(StoredPlugin::active).containsExactly(true, false);
      assertThat(store.remove("p")).isEqualTo(2);
      assertThat(reader.find("p")).isNull();
      assertThat(reader.readModule(second)).isNull();
    }
  }

  @Test
  void unknownPluginsAndVersions_areNotFound() throws SQLException {
    try (Connection c = DriverManager.getConnection("jdbc:h2:mem:", "sa", "")) {
      PluginTables.install(c);
      PluginStore store = new PluginStore(c);
      store.add("p", new byte[] {1}, "{}", FOUND);
      assertThatExceptionOfType(UdfException.class)
          .isThrownBy(() -> store.activate("p", 7))
          .returns(UdfError.NOT_FOUND, UdfException::error);
      assertThatExceptionOfType(UdfException.class)
          .isThrownBy(() -> store.remove("q"))
          .returns(UdfError.NOT_FOUND, UdfException::error);
    }
  }

  @Test
  void grantees_areThoseOfThePluginWhateverItsVersion() throws SQLException {
    try (Connection c = DriverManager.getConnection("jdbc:h2:mem:", "sa", "")) {
      PluginTables.install(c);
      PluginStore store = new PluginStore(c);
      PluginReader reader = new PluginReader(c);
      store.add("p", new byte[] {1}, "{}", FOUND);
      assertThat(grantees(reader)).containsExactly("PUBLIC");
      assertThat(store.changeGrantees("p", g -> g.with("A \"b\""))).isTrue();
      assertThat(store.changeGrantees("p", g -> g.with("A \"b\""))).isFalse();
      assertThat(store.changeGrantees("p", g -> g.without("PUBLIC"))).isTrue();
      store.add("p", new byte[] {2}, "{}", FOUND);
      assertThat(grantees(reader)).containsExactly("A \"b\"");
      store.activate("p", 1);
      assertThat(store.changeGrantees("p", g -> g.without("A \"b\""))).isTrue();
      store.activate("p", 2);
      assertThat(grantees(reader)).isEmpty();
      store.remove("p");
      store.add("p", new byte[] {3}, "{}", FOUND);
      assertThat(grantees(reader)).containsExactly("PUBLIC");
      assertThatExceptionOfType(UdfException.class)
          .isThrownBy(() -> store.changeGrantees("q", g -> g))
          .returns(UdfError.NOT_FOUND, UdfException::error);
    }
  }

  private static Set<String> grantees(PluginReader reader) throws SQLException {
    return Objects.requireNonNull(reader.find("p")).grantees().names();
  }

  @Test
  void policy_isReplacedAndRemoved() throws SQLException {
    try (Connection c = DriverManager.getConnection("jdbc:h2:mem:", "sa", "")) {
      PluginTables.install(c);
      PluginStore store = new PluginStore(c);
      PluginReader reader = new PluginReader(c);
      assertThat(reader.policy()).isNull();
      store.setPolicy("{}");
      store.setPolicy("{\"engine\":\"endive\"}");
      assertThat(reader.policy()).isEqualTo("{\"engine\":\"endive\"}");
      store.setPolicy(null);
      assertThat(reader.policy()).isNull();
    }
  }
}
