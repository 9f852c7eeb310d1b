package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.testing.ChildJvm;
import io.github.wasmudf.testing.Guests;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values that are too large for the heap, of many sizes, so that it is exhausted at one place and
 * another: each call succeeds or fails with 38W04, and the connection, its transaction, the
 * database and the next call go on.
 */
@OnEachEngine
class HeapTest {
  private static final int STEP = Scale.of(10_000_000, 5_000_000);
  private static final int MOST = 30_000_000;

  private final String engine;
  private final Path folder;
  private final String catalog;

  HeapTest(String engine, @TempDir Path folder) {
    this.engine = engine;
    this.folder = folder;
    this.catalog = Sql.file(folder, "heap");
  }

  /** Answers its input, in a memory that grows with it. */
  static byte[] echo() {
    return Guests.wat(
        """
        (module
          (memory (export "memory") 1)
          (func (export "alloc") (param $size i32) (result i32)
            (local $pages i32)
            (local.set $pages
              (i32.sub
                (i32.shr_u (i32.add (local.get $size) (i32.const 66559)) (i32.const 16))
                (memory.size)))
            (if (i32.gt_s (local.get $pages) (i32.const 0))
              (then
                (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1))
                  (then (return (i32.const 0))))))
            (i32.const 1024))
          (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
            (i64.or
              (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
              (i64.extend_i32_u (local.get $len)))))
        """);
  }

  /** The JVM with the small heap. */
  static final class SmallHeap {
    private SmallHeap() {}

    /** Arguments: the JDBC URL, the database that it is of. Prints the outcome of each call. */
    public static void main(String[] arguments) throws SQLException {
      boolean isH2 = arguments[1].equals(TestedDatabase.H2.name());
      try (Sql sql = Sql.connect(arguments[0])) {
        sql.connection().setAutoCommit(!isH2);
        for (int size = STEP; size <= MOST; size += STEP) {
          if (isH2) {
            callH2(sql, size);
          } else {
            callCalcite(sql, size);
          }
        }
        if (isH2) {
          System.out.println(sql.value("SELECT COUNT(*) FROM done"));
        }
      }
    }

    /** The calls of one size stand in one transaction. */
    private static void callH2(Sql sql, int size) throws SQLException {
      sql.run("INSERT INTO done VALUES (?)", size);
      say(sql, "SELECT LENGTH(WASM_TRANSFORM_BINARY('echo', b)) FROM large WHERE id = ?", size);
      say(sql, "SELECT LENGTH(WASM_TRANSFORM('echo', c)) FROM large WHERE id = ?", size);
      sql.connection().commit();
    }

    /** The value is made in SQL: the driver's own {@code setBytes} makes several copies of one. */
    private static void callCalcite(Sql sql, int size) throws SQLException {
      String value = "REPEAT('abcde', CAST(? AS INTEGER))";
      say(sql, "SELECT OCTET_LENGTH(WASM_TRANSFORM_BINARY('echo', " + value + "))", size / 5);
      say(sql, "SELECT CHAR_LENGTH(WASM_TRANSFORM('echo', " + value + "))", size / 5);
    }

    private static void say(Sql sql, String query, Object argument) throws SQLException {
      try {
        sql.run(query, argument);
        System.out.println("answered");
      } catch (SQLException failed) {
        System.out.println(failed.getSQLState());
      }
      Object next = sql.transform("upper", "abc");
      if (!"ABC".equals(next)) {
        throw new AssertionError(String.valueOf(next));
      }
    }
  }

  @BeforeEach
  void register() throws SQLException {
    try (Sql sql = Sql.install(catalog, engine)) {
      sql.register("echo", echo());
      sql.register("upper", Guests.plugin("upper"));
    }
  }

  @Test
  void h2GoesOn_whenTheHeapIsTooSmallForAValue() throws Exception {
    try (Sql sql = Sql.connect(catalog)) {
      sql.run("CREATE TABLE done (id INTEGER)");
      sql.run("CREATE TABLE large (id INTEGER PRIMARY KEY, b BLOB, c CLOB)");
      for (int size = STEP; size <= MOST; size += STEP) {
        sql.run(
            "INSERT INTO large VALUES (?, CAST(? AS BLOB), CAST(? AS CLOB))",
            size,
            new byte[size],
            "x".repeat(size));
      }
    }
    // Without H2's background writer, which ends the database when the heap is full at its turn.
    String url = catalog + ";WRITE_DELAY=0";
    List<String> outcomes = new ArrayList<>(outcomes(TestedDatabase.H2, url));
    assertThat(outcomes.remove(outcomes.size() - 1)).isEqualTo(Integer.toString(MOST / STEP));
    assertStood(TestedDatabase.H2, outcomes);
    try (Sql sql = Sql.connect(catalog)) {
      assertThat(sql.value("SELECT COUNT(*) FROM done")).isEqualTo((long) MOST / STEP);
    }
  }

  @Test
  void calciteGoesOn_whenTheHeapIsTooSmallForAValue() throws Exception {
    String url = Sql.calcite(catalog, engine) + ";fun=standard,postgresql";
    assertStood(TestedDatabase.CALCITE, outcomes(TestedDatabase.CALCITE, url));
  }

  private List<String> outcomes(TestedDatabase database, String url) throws Exception {
    List<String> options = List.of("-Xmx64m", "-Djava.io.tmpdir=" + folder);
    try (ChildJvm child = ChildJvm.ofTests(options, SmallHeap.class, url, database.name())) {
      return child.lines();
    }
  }

  private void assertStood(TestedDatabase database, List<String> outcomes) {
    assertThat(outcomes)
        .hasSize(2 * MOST / STEP)
        .contains("38W04")
        .containsOnly("answered", "38W04");
    Scale.record(
        "OutOfMemoryError while a large value is marshalled",
        database,
        engine,
        outcomes.size(),
        "answered, or 38W04");
  }
}
