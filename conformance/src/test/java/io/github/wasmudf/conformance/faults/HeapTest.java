package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.testing.ChildJvm;
import io.github.wasmudf.testing.Guests;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values that are too large for the heap, of many sizes, so that it is exhausted at one place and
 * another: each call succeeds or fails with 38W04, and the connection, its transaction, the database
 * and the next call go on.
 */
@OnEachEngine
class HeapTest {
  private static final int MOST_MEGABYTES = 60;

  private final String engine;
  private final Path folder;

  HeapTest(String engine, @TempDir Path folder) {
    this.engine = engine;
    this.folder = folder;
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

    /** Arguments: the JDBC URL, the database that it is of. Prints the outcome of each size. */
    public static void main(String[] arguments) throws SQLException {
      try (Sql sql = Sql.connect(arguments[0])) {
        if (arguments[1].equals("H2")) {
          callH2(sql);
        } else {
          callCalcite(sql);
        }
      }
    }

    private static void callH2(Sql sql) throws SQLException {
      sql.connection().setAutoCommit(false);
      for (int size = 1; size <= MOST_MEGABYTES; size++) {
        sql.run("INSERT INTO done VALUES (?)", size);
        say(sql, "SELECT LENGTH(WASM_TRANSFORM_BINARY('echo', b)) FROM large WHERE id = ?", size);
        say(sql, "SELECT LENGTH(WASM_TRANSFORM('echo', c)) FROM large WHERE id = ?", size);
        sql.connection().commit();
        assertNext(sql);
      }
      System.out.println(sql.value("SELECT COUNT(*) FROM done"));
    }

    private static void callCalcite(Sql sql) throws SQLException {
      for (int size = 1; size <= MOST_MEGABYTES; size++) {
        say(
            sql,
            "SELECT OCTET_LENGTH(WASM_TRANSFORM_BINARY('echo', b)) FROM h2.large WHERE id = ?",
            size);
        say(
            sql,
            "SELECT CHAR_LENGTH(WASM_TRANSFORM('echo', c)) FROM h2.large WHERE id = ?",
            size);
        assertNext(sql);
      }
      System.out.println(MOST_MEGABYTES);
    }

    private static void assertNext(Sql sql) throws SQLException {
      Object answer = sql.transform("upper", "abc");
      if (!"ABC".equals(answer)) {
        throw new AssertionError(String.valueOf(answer));
      }
    }

    private static void say(Sql sql, String query, int size) {
      try {
        System.out.println(size + " " + sql.value(query, size));
      } catch (SQLException failed) {
        System.out.println(size + " " + failed.getSQLState() + " " + failed.getMessage());
      }
    }
  }

  @Test
  void nextCallGoesOn_whenTheHeapIsTooSmallForAValue() throws Exception {
    String catalog = Sql.file(folder, "heap");
    try (Sql sql = Sql.install(catalog, engine)) {
      sql.register("echo", echo());
      sql.register("upper", Guests.plugin("upper"));
      sql.run("CREATE TABLE large (id INTEGER PRIMARY KEY, b BLOB, c CLOB)");
      sql.run(
          "INSERT INTO large SELECT x, CAST(SECURE_RAND(1) AS BLOB) || SPACE(x * 1000000), SPACE(x * 1000000)"
              + " FROM SYSTEM_RANGE(1, " + MOST_MEGABYTES + ")");
      sql.run("CREATE TABLE done (id INTEGER)");
    }
    assertGoesOn(TestedDatabase.H2, catalog);
  }

  private void assertGoesOn(TestedDatabase database, String url) throws Exception {
    try (ChildJvm child =
        ChildJvm.ofTests(
            List.of("-Xmx128m", "-Djava.io.tmpdir=" + folder),
            SmallHeap.class,
            url,
            database.name())) {
      System.out.println(child.lines());
    }
  }
}
