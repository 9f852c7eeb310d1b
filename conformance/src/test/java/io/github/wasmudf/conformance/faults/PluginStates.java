package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * The plugins that a history of changes leaves behind. A change is a line of text, so that another
 * JVM can tell of it: steps with semicolons between them, which are one transaction.
 */
final class PluginStates {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final int MOST_VERSIONS = 6;
  private static final int MOST_PADDING = 200_000;

  private PluginStates() {}

  /** The plugin with a number; of many sizes, up to some hundred pages of a database file. */
  static byte[] module(Marked marked, int number) {
    int padding = new Random(number).nextInt(MOST_PADDING);
    return marked.module(number, number % 3 == 0 ? 0 : padding);
  }

  /** One plugin: the number of each version, and the active one. Immutable. */
  record Plugin(NavigableMap<Integer, Integer> numbers, int active) {}

  /** All plugins by name. Immutable. */
  record State(Map<String, Plugin> plugins) {
    /** The state after a change. */
    State after(String change) {
      Map<String, Plugin> next = new TreeMap<>(plugins);
      for (String step : change.split(";", -1)) {
        String[] words = step.split(" ", -1);
        switch (words[0]) {
          case "register" -> {
            Plugin old = next.get(words[1]);
            NavigableMap<Integer, Integer> numbers =
                old == null ? new TreeMap<>() : new TreeMap<>(old.numbers());
            int version = Integer.parseInt(words[2]);
            numbers.put(version, Integer.valueOf(words[3]));
            next.put(words[1], new Plugin(numbers, version));
          }
          case "activate" ->
              next.computeIfPresent(
                  words[1], (name, old) -> new Plugin(old.numbers(), Integer.parseInt(words[2])));
          case "unregister" -> next.remove(words[1]);
          default -> throw new IllegalArgumentException(change);
        }
      }
      return new State(next);
    }

    /** A change that is possible now; the same for the same random numbers. */
    String change(Random random, int number) {
      String one = step(random, number);
      if (random.nextInt(4) > 0) {
        return one;
      }
      return one + ";" + after(one).step(random, number + 1);
    }

    private String step(Random random, int number) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      Plugin plugin = plugins.get(name);
      if (plugin == null) {
        return "register " + name + " 1 " + number;
      }
      int choice = random.nextInt(10);
      if (choice == 0 || plugin.numbers().size() >= MOST_VERSIONS) {
        return "unregister " + name;
      }
      if (choice < 4) {
        List<Integer> versions = new ArrayList<>(plugin.numbers().keySet());
        return "activate " + name + " " + versions.get(random.nextInt(versions.size()));
      }
      return "register " + name + " " + (plugin.numbers().lastKey() + 1) + " " + number;
    }
  }

  /** Does a change, in the connection's transaction. */
  static void execute(Sql sql, Marked marked, String change) throws SQLException {
    for (String step : change.split(";", -1)) {
      String[] words = step.split(" ", -1);
      switch (words[0]) {
        case "register" -> {
          int version = sql.register(words[1], module(marked, Integer.parseInt(words[3])));
          if (version != Integer.parseInt(words[2])) {
            throw new AssertionError(version + " instead of " + step);
          }
        }
        case "activate" -> sql.run("CALL WASM_ACTIVATE(?, ?)", words[1], Integer.valueOf(words[2]));
        default -> sql.run("CALL WASM_UNREGISTER(?)", words[1]);
      }
    }
  }

  /** The state that a database has, from the modules themselves; each must have its digest. */
  static State read(Sql sql, Marked marked) throws SQLException {
    Map<String, Plugin> plugins = new TreeMap<>();
    try (PreparedStatement select =
            sql.connection()
                .prepareStatement(
                    "SELECT PLUGIN, VERSION, ACTIVE, SHA256, BYTES, MODULE FROM WASM.PLUGIN"
                        + " WHERE PLUGIN IN ('a', 'b', 'c') ORDER BY PLUGIN, VERSION");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        byte[] module = rows.getBytes(6);
        int number = marked.number(module);
        assertThat(module).as("stored module").isEqualTo(module(marked, number));
        assertThat(rows.getString(4)).as("its digest").isEqualTo(sha256(module));
        assertThat(rows.getLong(5)).as("its size").isEqualTo(module.length);
        Plugin before = plugins.get(rows.getString(1));
        NavigableMap<Integer, Integer> numbers =
            before == null ? new TreeMap<>() : new TreeMap<>(before.numbers());
        numbers.put(rows.getInt(2), number);
        int active = before == null ? 0 : before.active();
        if (rows.getBoolean(3)) {
          assertThat(active).as("another active version of " + rows.getString(1)).isZero();
          active = rows.getInt(2);
        }
        plugins.put(rows.getString(1), new Plugin(numbers, active));
      }
    }
    return new State(plugins);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Calls every version of every plugin, and leaves the active ones as they are. */
  static void assertCallable(Sql sql, State state) throws SQLException {
    sql.connection().setAutoCommit(false);
    for (Map.Entry<String, Plugin> plugin : state.plugins().entrySet()) {
      String name = plugin.getKey();
      int active = plugin.getValue().active();
      NavigableMap<Integer, Integer> numbers = plugin.getValue().numbers();
      assertThat(sql.transform(name, "x")).isEqualTo(text(numbers, active));
      for (int version : numbers.keySet()) {
        sql.run("CALL WASM_ACTIVATE(?, ?)", name, version);
        assertThat(sql.transform(name, "x")).isEqualTo(text(numbers, version));
      }
    }
    sql.connection().rollback();
    sql.connection().setAutoCommit(true);
  }

  private static String text(NavigableMap<Integer, Integer> numbers, int version) {
    return Marked.text(Objects.requireNonNull(numbers.get(version)));
  }
}
