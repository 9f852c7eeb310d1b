package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Guests that read files and variables through WASI, and what they cannot reach. */
@OnEachEngine
class WasiFilesTest {
  /**
   * Its input is an operation, a digit for the directory's descriptor, and a path; its answer the
   * error number. Descriptors stay open.
   */
  private static final String ATTACKER =
      """
      (module
        (import "wasi_snapshot_preview1" "path_open"
          (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "path_filestat_get"
          (func $stat (param i32 i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "path_unlink_file"
          (func $unlink (param i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "path_create_directory"
          (func $mkdir (param i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "path_symlink"
          (func $symlink (param i32 i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_read"
          (func $read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write"
          (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
        (memory (export "memory") 2)
        ;; A buffer of 16 bytes at 64, and one of 4 GiB.
        (data (i32.const 16) "\\40\\00\\00\\00\\10\\00\\00\\00\\40\\00\\00\\00\\ff\\ff\\ff\\ff")
        (func (export "alloc") (param i32) (result i32) (i32.const 1024))
        (func $open_as (param $fd i32) (param $at i32) (param $length i32)
            (param $flags i32) (param $rights i64) (param $answer i32) (result i32)
          (call $open (local.get $fd) (i32.const 1) (local.get $at) (local.get $length)
            (local.get $flags) (local.get $rights) (i64.const 0) (i32.const 0) (local.get $answer)))
        (func $try (param $op i32) (param $fd i32) (param $at i32) (param $length i32) (result i32)
          (local $i i32) (local $e i32)
          (if (i32.eq (local.get $op) (i32.const 0x6f)) ;; o: to read
            (then (return (call $open_as (local.get $fd) (local.get $at) (local.get $length)
              (i32.const 0) (i64.const 2) (i32.const 8)))))
          (if (i32.eq (local.get $op) (i32.const 0x63)) ;; c: to create
            (then (return (call $open_as (local.get $fd) (local.get $at) (local.get $length)
              (i32.const 1) (i64.const 2) (i32.const 8)))))
          (if (i32.eq (local.get $op) (i32.const 0x77)) ;; w: to write
            (then (return (call $open_as (local.get $fd) (local.get $at) (local.get $length)
              (i32.const 0) (i64.const -1) (i32.const 8)))))
          (if (i32.eq (local.get $op) (i32.const 0x78)) ;; x: with its answer outside
            (then (return (call $open_as (local.get $fd) (local.get $at) (local.get $length)
              (i32.const 0) (i64.const 2) (i32.const -4)))))
          (if (i32.eq (local.get $op) (i32.const 0x73)) ;; s: what is behind a link
            (then (return (call $stat (local.get $fd) (i32.const 1) (local.get $at)
              (local.get $length) (i32.const 256)))))
          (if (i32.eq (local.get $op) (i32.const 0x6c)) ;; l: the link itself
            (then (return (call $stat (local.get $fd) (i32.const 0) (local.get $at)
              (local.get $length) (i32.const 256)))))
          (if (i32.eq (local.get $op) (i32.const 0x75)) ;; u
            (then (return (call $unlink (local.get $fd) (local.get $at) (local.get $length)))))
          (if (i32.eq (local.get $op) (i32.const 0x6d)) ;; m
            (then (return (call $mkdir (local.get $fd) (local.get $at) (local.get $length)))))
          (if (i32.eq (local.get $op) (i32.const 0x79)) ;; y
            (then (return (call $symlink (local.get $at) (local.get $length) (local.get $fd)
              (local.get $at) (local.get $length)))))
          (if (i32.eq (local.get $op) (i32.const 0x6e)) ;; n: a thousand times, then closes all
            (then
              (loop $again
                (local.set $e (call $open_as (local.get $fd) (local.get $at) (local.get $length)
                  (i32.const 0) (i64.const 2) (i32.const 8)))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $again (i32.and (i32.eqz (local.get $e))
                  (i32.lt_u (local.get $i) (i32.const 1000)))))
              (local.set $i (i32.const 4))
              (loop $close
                (drop (call $close (local.get $i)))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $close (i32.lt_u (local.get $i) (i32.const 100))))
              (return (local.get $e))))
          (drop (call $open_as (local.get $fd) (local.get $at) (local.get $length)
            (i32.const 0) (i64.const 2) (i32.const 8)))
          (if (i32.eq (local.get $op) (i32.const 0x72)) ;; r: into a buffer of 4 GiB
            (then (return (call $read (i32.load (i32.const 8)) (i32.const 24) (i32.const 1)
              (i32.const 12)))))
          (if (i32.eq (local.get $op) (i32.const 0x64)) ;; d: reads what was opened
            (then (return (call $read (i32.load (i32.const 8)) (i32.const 16) (i32.const 1)
              (i32.const 12)))))
          ;; others write to what was opened
          (call $write (i32.load (i32.const 8)) (i32.const 16) (i32.const 1) (i32.const 12)))
        (func (export "transform") (param $p i32) (param $n i32) (result i64) (local $e i32)
          (local.set $e (call $try
            (i32.load8_u (local.get $p))
            (i32.sub (i32.load8_u offset=1 (local.get $p)) (i32.const 48))
            (i32.add (local.get $p) (i32.const 2))
            (i32.sub (local.get $n) (i32.const 2))))
          (i32.store8 (i32.const 512)
            (i32.add (i32.const 48) (i32.div_u (local.get $e) (i32.const 10))))
          (i32.store8 (i32.const 513)
            (i32.add (i32.const 48) (i32.rem_u (local.get $e) (i32.const 10))))
          (i64.const 0x20000000002)))
      """;

  @RegisterExtension final TestDatabase database;
  private Path top;
  private Path folder;
  private Sql sql;

  WasiFilesTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect(@TempDir Path parent) throws SQLException, IOException {
    top = parent;
    folder = Files.createDirectories(top.resolve("granted"));
    Files.writeString(top.resolve("secret"), "secret");
    Files.writeString(folder.resolve("greeting"), "hello\n");
    Files.writeString(Files.createDirectories(folder.resolve("a/b")).resolve("deep"), "deep");
    sql = database.admin();
  }

  private void allow() throws SQLException {
    sql.run(
        "CALL WASM_SET_POLICY('{\"capabilities\":{\"wasi\":{\"readDirs\":[\""
            + folder
            + "\"]}}}')");
    sql = database.admin();
  }

  private String options(String... directories) {
    return "{\"capabilities\":{\"wasi\":{\"env\":{\"REGION\":\"eu\",\"EMPTY\":\"\"},\"readDirs\":{"
        + String.join(",", directories)
        + "}}}}";
  }

  private String data() {
    return "\"/data\":\"" + folder + "\"";
  }

  private void registerFiles() throws SQLException {
    allow();
    sql.register("files", Guests.plugin("files"), options(data()));
  }

  private String errno(String attempt) throws SQLException {
    return String.valueOf(sql.value("VALUES WASM_TRANSFORM('attacker', ?)", attempt));
  }

  private void registerAttacker() throws SQLException {
    allow();
    sql.register("attacker", Guests.wat(ATTACKER), options(data()));
  }

  @Test
  void standardLibrary_readsFilesFoldersAndVariables() throws SQLException {
    registerFiles();
    assertThat(sql.transform("files", "/data/greeting")).isEqualTo("hello\n");
    assertThat(sql.transform("files", "/data/a/../a/./b//deep")).isEqualTo("deep");
    assertThat(sql.value("VALUES WASM_CALL('files', 'part', '/data/greeting:1:3')"))
        .isEqualTo("ell");
    assertThat(sql.value("VALUES WASM_CALL('files', 'list', '/data')")).isEqualTo("a/\ngreeting 6");
    assertThat(sql.value("VALUES WASM_CALL('files', 'variable', 'REGION')")).isEqualTo("eu");
    assertThat(sql.value("VALUES WASM_CALL('files', 'variable', 'EMPTY')")).isEqualTo("");
    assertThat(sql.sqlState("VALUES WASM_CALL('files', 'variable', 'PATH')")).isEqualTo("38W02");
  }

  @Test
  void standardLibrary_isToldWhatIsNotThere_andGoesOn() throws SQLException {
    registerFiles();
    for (String path :
        new String[] {
          "/data/none", "/data/greeting/x", "/data/../secret", "/etc/passwd", "/data"
        }) {
      assertThat(sql.sqlState("VALUES WASM_TRANSFORM('files', ?)", path))
          .as(path)
          .isEqualTo("38W02");
    }
    assertThat(sql.value("SELECT LINE FROM WASM.LOG WHERE LINE LIKE 'No such file%' LIMIT 1"))
        .isEqualTo("No such file or directory (os error 44)");
    assertThat(sql.transform("files", "/data/greeting")).isEqualTo("hello\n");
  }

  @Test
  void listingOfManyFiles_comesInPieces() throws SQLException, IOException {
    for (int i = 0; i < 500; i++) {
      Files.writeString(folder.resolve("file with a long name, number " + i), "x".repeat(i % 7));
    }
    registerFiles();
    String list = String.valueOf(sql.value("VALUES WASM_CALL('files', 'list', '/data')"));
    assertThat(list.lines()).hasSize(502).doesNotHaveDuplicates().contains("a/", "greeting 6");
  }

  @Test
  void hugeFile_isReadInParts_andNotWhole() throws SQLException, IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("huge").toFile(), "rw")) {
      file.setLength(5L << 30);
      file.seek((5L << 30) - 4);
      file.write("tail".getBytes(StandardCharsets.US_ASCII));
    }
    registerFiles();
    assertThat(
            sql.value(
                "VALUES WASM_CALL('files', 'part', '/data/huge:" + ((5L << 30) - 4) + ":100')"))
        .isEqualTo("tail");
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('files', '/data/huge')")).startsWith("38W0");
    assertThat(sql.transform("files", "/data/greeting")).isEqualTo("hello\n");
  }

  @Test
  void pathsThatLeadOut_areNotLookedAt() throws SQLException {
    registerAttacker();
    for (String path :
        new String[] {"/etc/passwd", "../secret", "..", "a/../../secret", "a/../..", "../none"}) {
      assertThat(errno("o3" + path)).as(path).isEqualTo("76");
      assertThat(errno("s3" + path)).as(path).isEqualTo("76");
    }
    assertThat(errno("o3greeting")).isEqualTo("00");
    assertThat(errno("o3none")).isEqualTo("44");
    assertThat(errno("o3")).isEqualTo("44");
    assertThat(errno("o3greeting/x")).isEqualTo("54");
    assertThat(errno("o1greeting")).isEqualTo("54");
    assertThat(errno("o9greeting")).isEqualTo("08");
    assertThat(errno("o3" + "a/".repeat(3_000))).isEqualTo("37");
    assertThat(errno("o3" + "a/../".repeat(700) + "greeting")).isEqualTo("00");
  }

  @Test
  void symbolicLinks_areNotFollowed() throws SQLException, IOException {
    Files.createSymbolicLink(folder.resolve("out"), top.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(folder.resolve("here"), Path.of("."));
    Files.createSymbolicLink(folder.resolve("in"), Path.of("greeting"));
    registerAttacker();
    for (String path : new String[] {"out", "up", "up/secret", "loop", "here/greeting", "in"}) {
      assertThat(errno("o3" + path)).as(path).isEqualTo("32");
      assertThat(errno("s3" + path)).as(path).isEqualTo("32");
    }
    assertThat(errno("l3out")).isEqualTo("00");
  }

  @Test
  void directoryBelowThePolicys_thatIsALink_isNone() throws SQLException, IOException {
    Files.createSymbolicLink(folder.resolve("up"), Path.of(".."));
    allow();
    sql.register("attacker", Guests.wat(ATTACKER), options("\"/d\":\"" + folder + "/up\""));
    assertThat(errno("o3secret")).isEqualTo("32");
    sql.register("attacker", Guests.wat(ATTACKER), options("\"/d\":\"" + folder + "/a\""));
    assertThat(errno("o3b/deep")).isEqualTo("00");
    assertThat(errno("o3../greeting")).isEqualTo("76");
  }

  @Test
  void pipe_isNotWaitedFor() throws SQLException, IOException, InterruptedException {
    Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
    assumeTrue(mkfifo.waitFor(10, TimeUnit.SECONDS) && mkfifo.exitValue() == 0);
    registerAttacker();
    assertThat(errno("o3pipe")).isEqualTo("02");
  }

  @Test
  void changes_areRefused() throws SQLException {
    registerAttacker();
    for (String operation : new String[] {"c", "w", "u", "m", "y"}) {
      assertThat(errno(operation + "3greeting")).as(operation).isEqualTo("69");
    }
    assertThat(errno("z3greeting")).isEqualTo("08");
    assertThat(errno("d3greeting")).isEqualTo("00");
    assertThat(errno("d3a")).isEqualTo("31");
    assertThat(folder.resolve("greeting")).hasContent("hello");
  }

  @Test
  void descriptors_areBounded_andClosedWithTheInstance() throws SQLException, IOException {
    registerAttacker();
    assertThat(errno("n3greeting")).isEqualTo("33");
    assertThat(errno("o3greeting")).isEqualTo("00");
    assertThat(filesThatAreOpen()).isEqualTo(1);
    sql.run("CALL WASM_UNREGISTER('attacker')");
    sql.close();
    assertThat(filesThatAreOpen()).isZero();
  }

  /** On Linux; nowhere else are there as few. */
  private long filesThatAreOpen() throws IOException {
    Path all = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(all));
    try (Stream<Path> links = Files.list(all)) {
      return links.filter(this::isOurs).count();
    }
  }

  private boolean isOurs(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(folder);
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void placesOutsideMemory_areBadPointers() throws SQLException {
    registerAttacker();
    for (String attempt : new String[] {"x3greeting", "r3greeting"}) {
      assertThat(sql.sqlState("VALUES WASM_TRANSFORM('attacker', ?)", attempt))
          .as(attempt)
          .isEqualTo("38W05");
    }
    assertThat(errno("o3greeting")).isEqualTo("00");
  }

  @Test
  void pathThatIsNoText_isToldSo() throws SQLException {
    registerAttacker();
    assertThat(sql.value("VALUES UTF8TOSTRING(WASM_TRANSFORM_BINARY('attacker', X'6f33ff'))"))
        .isEqualTo("25");
    assertThat(errno("o3gree\0ting")).isEqualTo("28");
  }

  @Test
  void withoutTheGrant_orBeyondThePolicy_filesAreNotGranted() throws SQLException {
    sql.register("attacker", Guests.wat(ATTACKER), options(data()));
    Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM('attacker', 'o3greeting')");
    assertThat(failure.sqlState()).isEqualTo("38W06");
    assertThat(failure.message()).contains("wasi.readDirs");
    allow();
    sql.register("attacker", Guests.wat(ATTACKER), options("\"/d\":\"" + top + "\""));
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('attacker', 's3secret')")).isEqualTo("38W06");
    sql.register("attacker", Guests.wat(ATTACKER), "{}");
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('attacker', 'm3x')")).isEqualTo("38W06");
    // A library that looks for folders before it names a file finds none.
    sql.register("files", Guests.plugin("files"), "{}");
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('files', '/data/greeting')")).isEqualTo("38W02");
  }

  @Test
  void variables_areNotForThePolicy() {
    Sql.Failure failure =
        sql.failure(
            "CALL WASM_SET_POLICY('{\"capabilities\":{\"wasi\":{\"env\":{\"A\":\"b\"}}}}')");
    assertThat(failure.sqlState()).isEqualTo("22W04");
  }
}
