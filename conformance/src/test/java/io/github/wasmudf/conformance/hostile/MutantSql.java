package io.github.wasmudf.conformance.hostile;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives mutants to the databases, each of which has one connection for all of them. */
final class MutantSql implements AutoCloseable {
  private static final Set<String> ALLOWED =
      Stream.of(MutantTrial.OF_MODULE, MutantTrial.OF_CALL, MutantTrial.OF_CODE)
          .flatMap(Set::stream)
          .map(UdfError::sqlState)
          .collect(Collectors.toSet());

  private record Place(TestedDatabase database, String engine, Connection connection) {}

  private final List<Place> places = new ArrayList<>();

  MutantSql() throws SQLException {
    for (TestedDatabase database : TestedDatabase.values()) {
      for (String engine : List.of("endive", "wasmtime")) {
        Connection connection = database.open(engine);
        places.add(new Place(database, engine, connection));
        register(connection, "innocent", Guests.echo(), "{}");
      }
    }
  }

  /**
   * Registers a mutant in one of the places, in turn, and calls it; then another plugin.
   *
   * @return what to count
   * @throws IllegalStateException when the database does what it must not
   */
  List<String> tryOut(int turn, byte[] mutant) throws SQLException {
    Place place = places.get(turn % places.size());
    String name = place.database() + ", " + place.engine();
    List<String> states = new ArrayList<>();
    states.add("SQL " + name + " registering " + registering(place, mutant));
    if (states.get(0).endsWith("ok")) {
      states.add("SQL " + name + " calling " + calling(place.connection(), "mutant"));
      unregister(place);
    }
    String innocent = calling(place.connection(), "innocent");
    if (!innocent.equals("text")) {
      throw new IllegalStateException(name + ": an innocent plugin answers " + innocent);
    }
    requireNothingLeft(name);
    return states;
  }

  /** The innocent plugin keeps its instance in each place. */
  private void requireNothingLeft(String name) {
    long left = Engines.installed().liveInstances() - places.size();
    if (left > 0 || Thread.interrupted()) {
      throw new IllegalStateException(name + ": instances left: " + left + ", or an interrupt");
    }
  }

  private static String registering(Place place, byte[] mutant) {
    try {
      register(place.connection(), "mutant", mutant, "{" + MutantTrial.LIMITS + "}");
      return "ok";
    } catch (SQLException refused) {
      return checked(refused);
    }
  }

  private static void register(Connection connection, String name, byte[] module, String options)
      throws SQLException {
    try (PreparedStatement call = connection.prepareStatement("CALL WASM_REGISTER(?, ?, ?)")) {
      call.setString(1, name);
      call.setBytes(2, module);
      call.setString(3, options);
      try (ResultSet version = call.executeQuery()) {
        version.next();
      }
    }
  }

  private static String calling(Connection connection, String plugin) {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT WASM_TRANSFORM('" + plugin + "', ?)")) {
      query.setString(1, "text");
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        String answer = rows.getString(1);
        return plugin.equals("mutant") ? "answers" : answer;
      }
    } catch (SQLException failed) {
      return checked(failed);
    }
  }

  private static String checked(SQLException failed) {
    String state = String.valueOf(failed.getSQLState());
    if (!ALLOWED.contains(state)) {
      throw new IllegalStateException("SQLSTATE " + state, failed);
    }
    return state;
  }

  /** A connection frees the instances of a plugin when it learns that the plugin is gone. */
  private static void unregister(Place place) throws SQLException {
    try (Statement statement = place.connection().createStatement()) {
      statement.execute("CALL WASM_UNREGISTER('mutant')");
      statement.executeQuery("SELECT WASM_TRANSFORM('mutant', 'text')").next();
      throw new IllegalStateException("an unregistered plugin can be called");
    } catch (SQLException gone) {
      if (!UdfError.NOT_FOUND.sqlState().equals(gone.getSQLState())) {
        throw gone;
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (Place place : places) {
      place.connection().close();
    }
  }
}
