package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.ChildJvm;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Compiled code that outlives the JVM which compiled it. */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS)
class KeptCodeTest {
  /** A part of Endive's compiler that every module needs. */
  private static final String COMPILER = "run.endive.compiler.internal.WasmAnalyzer";

  private final Path folder;

  KeptCodeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Calls a plugin on an engine. */
  static final class Caller {
    private Caller() {}

    public static void main(String[] arguments) {
      byte[] module = Guests.plugin("upper");
      try (UdfRuntime runtime = new UdfRuntime()) {
        UdfSession session = runtime.openSession(RuntimePolicy.DEFAULT.withEngine(arguments[0]));
        PluginRecord plugin = new PluginRecord("p", 1, ModuleImage.of(module).sha256(), "{}");
        byte[] row = "kept".getBytes(StandardCharsets.UTF_8);
        System.out.println(
            session.function(plugin, record -> module.clone()).text(CallParameters.NONE, row));
      }
    }
  }

  /** Calls it in a JVM of its own; answers whether Endive compiled anything there. */
  private boolean compiles(String engine) throws IOException, InterruptedException {
    Path classes = folder.resolve("classes.txt");
    List<String> options =
        List.of(
            "-Dwasmudf.codeCache=" + folder.resolve("code"), "-Xlog:class+load:file=" + classes);
    try (ChildJvm caller = ChildJvm.ofTests(options, Caller.class, engine)) {
      assertThat(caller.lines()).containsExactly("KEPT");
    }
    return Files.readString(classes).contains(COMPILER);
  }

  private List<Path> kept(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("code"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains(suffix))
          .sorted()
          .toList();
    }
  }

  @Test
  void endive_compilesOnce_andAgainWhatIsDamaged() throws IOException, InterruptedException {
    assertThat(compiles("endive")).isTrue();
    List<Path> files = kept(".classes");
    assertThat(files).isNotEmpty();
    assertThat(compiles("endive")).isFalse();
    assertThat(kept("")).isEqualTo(files);

    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
    assertThat(compiles("endive")).isTrue();
    for (Path file : files) {
      Files.write(file, new byte[3]);
    }
    assertThat(compiles("endive")).isTrue();
    assertThat(compiles("endive")).isFalse();
  }

  @Test
  void wasmtime_findsItsCode() throws IOException, InterruptedException {
    compiles("wasmtime");
    List<Path> files = kept("modules");
    assertThat(files).isNotEmpty();
    compiles("wasmtime");
    assertThat(kept("modules")).containsAll(files);
    assertThat(kept("modules").stream().filter(file -> !file.toString().contains("stats")))
        .hasSameSizeAs(files.stream().filter(file -> !file.toString().contains("stats")).toList());
    assertThat(kept("settings")).isEmpty();
  }

  @Test
  void folderThatOthersMayEnter_isNotUsed() throws IOException, InterruptedException {
    Path code = Files.createDirectory(folder.resolve("code"));
    Files.setPosixFilePermissions(code, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String engine : List.of("endive", "wasmtime")) {
      compiles(engine);
      assertThat(kept("")).isEmpty();
    }
  }
}
