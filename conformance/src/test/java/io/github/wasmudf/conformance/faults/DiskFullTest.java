package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.h2.tools.DeleteDbFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk is full while plugins are registered, at a random point. The statement fails with a
 * SQLSTATE; the plugins of before are whole and can be called, on a new connection when H2 has
 * closed the database, which it does when it cannot write; with room again, registering works. Each
 * change is there wholly or not at all; which one is the last is H2's affair, as in {@link
 * KillTest}.
 */
@OnEachEngine
class DiskFullTest {
  private static final int MOST_ROOM = 400_000;

  /** "General error", which says that a write failed; and "the database has been closed". */
  private static final List<String> STATES_OF_H2 = List.of("HY000", "90098");

  private final String engine;
  private final Path folder;
  private final Marked marked = Marked.quick();

  DiskFullTest(String engine, @TempDir Path folder) {
    this.engine = engine;
    this.folder = folder;
  }

  /** What can be full. */
  private interface Disk {
    void leaveRoom(long bytes) throws IOException;

    void makeRoom() throws IOException;

    /** What is tried with it. */
    String attack();
  }

  /** H2's own way to a file system of one's own. */
  private static final class Wrapped implements Disk {
    @Override
    public void leaveRoom(long bytes) {
      FullDisk.setRoom(bytes);
    }

    @Override
    public void makeRoom() {
      FullDisk.install();
    }

    @Override
    public String attack() {
      return "disk full while plugins are registered";
    }
  }

  /** A file system in memory with a file that takes up its room. */
  private record Mounted(Path filler) implements Disk {
    @Override
    public void leaveRoom(long bytes) throws IOException {
      long free = Objects.requireNonNull(filler.getParent()).toFile().getUsableSpace();
      byte[] block = new byte[4096];
      try (OutputStream out = Files.newOutputStream(filler)) {
        for (long left = free - bytes; left >= block.length; left -= block.length) {
          out.write(block);
        }
      }
    }

    @Override
    public void makeRoom() throws IOException {
      Files.deleteIfExists(filler);
    }

    @Override
    public String attack() {
      return "disk full while plugins are registered, on a file system of its own";
    }
  }

  @Test
  void pluginsAreWhole_whenTheDiskWasFull() throws Exception {
    int times = Scale.of(2, 50);
    FullDisk.install();
    fill(TestedDatabase.H2, new Wrapped(), "jdbc:h2:full:" + folder.resolve("h2"), times);
    fill(TestedDatabase.CALCITE, new Wrapped(), "jdbc:h2:full:" + folder.resolve("calcite"), times);
  }

  @Test
  void pluginsAreWhole_whenAMountedDiskWasFull() throws Exception {
    int times = Scale.of(2, 50);
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString()));
    try {
      Disk mounted = new Mounted(disk.resolve("filler"));
      fill(TestedDatabase.H2, mounted, Sql.file(disk, "h2"), times);
      DeleteDbFiles.execute(disk.toString(), "h2", true);
      fill(TestedDatabase.CALCITE, mounted, Sql.file(disk, "calcite"), times);
    } finally {
      run("umount", disk.toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  private void fill(TestedDatabase writer, Disk disk, String catalog, int times)
      throws SQLException, IOException {
    try (Sql sql = Sql.install(catalog, engine)) {
      sql.register("upper", Guests.plugin("upper"));
    }
    String file = catalog + ";WRITE_DELAY=0";
    String url = writer == TestedDatabase.H2 ? file : Sql.calcite(file, engine);
    PluginStates.State state = new PluginStates.State(Map.of());
    for (int time = 0; time < times; time++) {
      List<PluginStates.State> possible = registerUntilFull(writer, disk, url, state, time);
      state = reopened(catalog, possible);
    }
    Scale.record(disk.attack(), writer, engine, times, "the database's own SQLSTATE, whole");
  }

  /** Changes plugins until one change fails; answers the states from the first to that one. */
  private List<PluginStates.State> registerUntilFull(
      TestedDatabase writer, Disk disk, String url, PluginStates.State before, int seed)
      throws SQLException, IOException {
    Random random = new Random(seed);
    List<PluginStates.State> states = new ArrayList<>(List.of(before));
    Sql sql = Sql.connect(url);
    disk.leaveRoom(random.nextInt(MOST_ROOM));
    for (int number = random.nextInt(1_000_000_000); ; number++) {
      PluginStates.State state = states.get(states.size() - 1);
      String change = state.change(random, number).replaceAll(";.*", "");
      states.add(state.after(change));
      try {
        PluginStates.execute(sql, marked, change);
      } catch (SQLException full) {
        assertThat(full.getSQLState()).as(full.toString()).isIn(STATES_OF_H2);
        disk.makeRoom();
        assertUsable(writer, sql);
        return states;
      }
    }
  }

  /** Calcite goes on with a new connection to its catalog; H2 has closed the database. */
  private static void assertUsable(TestedDatabase writer, Sql sql) throws SQLException {
    if (writer == TestedDatabase.CALCITE) {
      assertThat(sql.transform("upper", "abc")).isEqualTo("ABC");
      sql.close();
    } else {
      assertThat(sql.sqlState("VALUES WASM_TRANSFORM('upper', 'abc')")).isIn(STATES_OF_H2);
      assertThatThrownBy(sql::close).isInstanceOf(SQLException.class);
    }
  }

  private PluginStates.State reopened(String catalog, List<PluginStates.State> possible)
      throws SQLException {
    try (Sql sql = Sql.connect(catalog)) {
      sql.run("DELETE FROM WASM.PLUGIN WHERE PLUGIN = 'upper' AND NOT ACTIVE");
      assertThat(sql.transform("upper", "abc")).isEqualTo("ABC");
      PluginStates.State found = PluginStates.read(sql, marked);
      assertThat(possible).contains(found);
      PluginStates.assertCallable(sql, found);
      sql.register("upper", Guests.plugin("upper"));
      assertThat(sql.transform("upper", "abc")).isEqualTo("ABC");
      return found;
    }
  }
}
