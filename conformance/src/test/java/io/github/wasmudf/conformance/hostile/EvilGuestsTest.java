package io.github.wasmudf.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.AttackTable;
import io.github.wasmudf.conformance.PluginLog;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.engine.Engines;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every evil guest on every database with every engine: what its file says happens, and nothing
 * else. All attack the same connection, so each also stands on what those before it left.
 */
class EvilGuestsTest {
  private static final int MOST_LINE_CHARS = 8_192 + 200;
  private static final Map<String, AttackedDatabase> PLACES = new HashMap<>();
  private static long instancesBefore;

  @RegisterExtension final PluginLog log = new PluginLog();

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (EvilGuest guest : EvilGuest.all()) {
      for (TestedDatabase database : TestedDatabase.values()) {
        for (String engine : List.of("endive", "wasmtime")) {
          cases.add(Arguments.of(guest, database, engine));
        }
      }
    }
    return cases.stream();
  }

  @BeforeAll
  static void openDatabases() throws SQLException {
    instancesBefore = Engines.installed().liveInstances();
    for (TestedDatabase database : TestedDatabase.values()) {
      for (String engine : List.of("endive", "wasmtime")) {
        PLACES.put(database + engine, new AttackedDatabase(database, engine));
      }
    }
  }

  @AfterAll
  static void closeDatabases() throws SQLException {
    for (AttackedDatabase place : PLACES.values()) {
      place.close();
    }
    PLACES.clear();
    assertThat(Engines.installed().liveInstances()).isLessThanOrEqualTo(instancesBefore);
  }

  @ParameterizedTest(name = "{0} on {1} with {2}")
  @MethodSource("cases")
  @Timeout(60)
  void guest_attacking_hasWhatItsFileSaysAndHarmsNobody(
      EvilGuest guest, TestedDatabase database, String engine) throws SQLException {
    AttackedDatabase place = Objects.requireNonNull(PLACES.get(database + engine));
    place.attackBy(guest);
    assertThat(log.lines())
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("plugin " + guest.name())
                    .hasSizeLessThan(MOST_LINE_CHARS)
                    .doesNotContainPattern("\\p{Cntrl}"));
    AttackTable.record(
        "Evil guests",
        "`" + guest.name() + "`: " + guest.attack(),
        database,
        engine,
        1,
        summary(guest, engine));
  }

  private static String summary(EvilGuest guest, String engine) {
    Expected registered = guest.registered(engine);
    return registered.isError()
        ? registered.summary() + " at registration"
        : guest.called(engine).summary();
  }
}
