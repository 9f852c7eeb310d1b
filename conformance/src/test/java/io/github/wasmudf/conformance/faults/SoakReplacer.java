package io.github.wasmudf.conformance.faults;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<String, Marked> stamps =
      Map.of("stamp_quick", Marked.quick(), "stamp_slow", Marked.slow(200_000));
  private final Map<String, Replacements> replacements = new HashMap<>();
  private final Map<String, Map<Integer, Integer>> numbers = new HashMap<>();
  private int lastNumber;

  SoakReplacer(Sql sql) throws SQLException {
    this.sql = sql;
    for (SoakPlugin plugin : fixed) {
      sql.register(plugin.name(), plugin.module(), plugin.options());
    }
    for (String stamp : stamps.keySet()) {
      replacements.put(stamp, new Replacements());
      numbers.put(stamp, new HashMap<>());
      registerStamp(stamp);
    }
  }

  Map<String, Replacements> stamps() {
    return Map.copyOf(replacements);
  }

  /** Replaces one plugin. */
  void step() throws SQLException {
    if (random.nextBoolean()) {
      SoakPlugin plugin = fixed.get(random.nextInt(fixed.size()));
      replace(plugin);
    } else {
      replaceStamp(List.copyOf(stamps.keySet()).get(random.nextInt(stamps.size())));
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

  private void replaceStamp(String stamp) throws SQLException {
    List<Object> versions = versions(stamp);
    if (versions.size() < MOST_VERSIONS && random.nextInt(3) > 0) {
      registerStamp(stamp);
    } else {
      Integer version = (Integer) versions.get(random.nextInt(versions.size()));
      replacements.get(stamp).begin(numbers.get(stamp).get(version));
      sql.run("CALL WASM_ACTIVATE(?, ?)", stamp, version);
      replacements.get(stamp).commit();
    }
  }

  private void registerStamp(String stamp) throws SQLException {
    int number = ++lastNumber;
    replacements.get(stamp).begin(number);
    int version = sql.register(stamp, stamps.get(stamp).module(number), STAMP_OPTIONS);
    numbers.get(stamp).put(version, number);
    replacements.get(stamp).commit();
  }

  private List<Object> versions(String plugin) throws SQLException {
    return sql.column("SELECT VERSION FROM WASM.PLUGINS WHERE PLUGIN = ?", plugin);
  }
}
