package io.github.wasmudf.conformance.faults;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** The administrator of the soak: replaces plugins, forward and back, as long as it lasts. */
final class SoakReplacer {
  private static final int MOST_VERSIONS = 200;
  private static final String STAMP_OPTIONS = "{\"limits\":{\"timeMillis\":60000}}";

  private final Sql sql;
  private final Random random = new Random(1);
  private final List<SoakPlugin> fixed =
      Stream.concat(SoakPlugin.good().stream(), SoakPlugin.evil().stream()).toList();
  private final List<Stamp> stamps =
      List.of(
          new Stamp("stamp_quick", Marked.quick()), new Stamp("stamp_slow", Marked.slow(20_000)));
  private int lastNumber;

  /**
   * A plugin whose versions tell each other apart.
   *
   * @param numbers what each version answers
   */
  record Stamp(
      String name, Marked marked, Replacements replacements, Map<Integer, Integer> numbers) {
    Stamp(String name, Marked marked) {
      this(name, marked, new Replacements(), new HashMap<>());
    }
  }

  SoakReplacer(Sql sql) throws SQLException {
    this.sql = sql;
    for (SoakPlugin plugin : fixed) {
      sql.register(plugin.name(), plugin.module(), plugin.options());
    }
    for (Stamp stamp : stamps) {
      register(stamp);
    }
  }

  List<Stamp> stamps() {
    return stamps;
  }

  /** Replaces one plugin. */
  void step() throws SQLException {
    if (random.nextBoolean()) {
      replace(fixed.get(random.nextInt(fixed.size())));
    } else {
      replace(stamps.get(random.nextInt(stamps.size())));
    }
  }

  private void replace(SoakPlugin plugin) throws SQLException {
    List<Object> versions = versions(plugin.name());
    if (versions.size() < MOST_VERSIONS && random.nextBoolean()) {
      sql.register(plugin.name(), plugin.module(), plugin.options());
    } else {
      Object version = versions.get(random.nextInt(versions.size()));
      sql.run("CALL WASM_ACTIVATE(?, ?)", plugin.name(), version);
    }
  }

  private void replace(Stamp stamp) throws SQLException {
    List<Object> versions = versions(stamp.name());
    if (versions.size() < MOST_VERSIONS && random.nextInt(3) > 0) {
      register(stamp);
    } else {
      Integer version = (Integer) versions.get(random.nextInt(versions.size()));
      stamp.replacements().begin(Objects.requireNonNull(stamp.numbers().get(version)));
      sql.run("CALL WASM_ACTIVATE(?, ?)", stamp.name(), version);
      stamp.replacements().commit();
    }
  }

  private void register(Stamp stamp) throws SQLException {
    int number = ++lastNumber;
    stamp.replacements().begin(number);
    int version = sql.register(stamp.name(), stamp.marked().module(number), STAMP_OPTIONS);
    stamp.numbers().put(version, number);
    stamp.replacements().commit();
  }

  private List<Object> versions(String plugin) throws SQLException {
    return sql.column("SELECT VERSION FROM WASM.PLUGINS WHERE PLUGIN = ?", plugin);
  }
}
