package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code plugins} folder is complete, and its index is right. */
class PluginIndexTest {
  private static final Map<String, String> LANGUAGES =
      Map.of(".rs", "Rust", ".c", "C", ".wat", "WAT", ".ts", "AssemblyScript");

  /** Every folder but what plugins share, and the evil ones, which are no use to anybody. */
  static List<String> plugins() throws IOException {
    try (Stream<Path> folders = Files.list(Guests.folder())) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !Set.of("shared", "evil").contains(name))
          .sorted()
          .toList();
    }
  }

  private static Map<String, String> digestsOfModules() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files =
        Files.find(Guests.folder(), 3, (file, a) -> file.toString().endsWith(".wasm"))) {
      for (Path file : files.toList()) {
        String name = Guests.folder().relativize(file).toString().replace('\\', '/');
        digests.put(name, HexFormat.of().formatHex(TestedPlugin.sha256(Files.readAllBytes(file))));
      }
    }
    return digests;
  }

  @Test
  void index_namesEveryModuleWithItsDigest() throws IOException {
    Map<String, String> index = new TreeMap<>();
    for (String line : Files.readAllLines(Guests.folder().resolve("SHA256SUMS"))) {
      String[] digestAndName = line.split("  ", 2);
      index.put(digestAndName[1], digestAndName[0]);
    }
    assertThat(index).isEqualTo(digestsOfModules()).hasSizeGreaterThanOrEqualTo(7);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void folder_ofPlugin_hasSourceBuildAndRow(String name) throws IOException {
    Path folder = Guests.folder().resolve(name);
    assertThat(folder.resolve("build.sh")).isExecutable();
    List<String> languages =
        LANGUAGES.keySet().stream()
            .filter(end -> Files.exists(folder.resolve(name + end)))
            .toList();
    assertThat(languages).as("sources called as the plugin").hasSize(1);
    assertThat(Files.readString(Guests.folder().resolve("README.md")))
        .contains("\n| `" + name + "` | " + LANGUAGES.get(languages.get(0)) + " | ");
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void manifest_asOptions_isTakenAndNamesTheFolder(String name) throws IOException {
    String manifest = Files.readString(Guests.folder().resolve(name).resolve("manifest.json"));
    try (UdfRuntime runtime = new UdfRuntime()) {
      PluginInspection found =
          runtime.openSession(RuntimePolicy.DEFAULT).inspect(name, Guests.plugin(name), manifest);
      var json = new JsonMapper().readTree(manifest);
      assertThat(found.name()).isEqualTo(name).isEqualTo(json.path("name").textValue());
      assertThat(found.description()).isEqualTo(json.path("description").textValue());
      assertThat(found.abi()).isEqualTo(json.path("abi").textValue());
      assertThat(json.path("version").textValue()).matches("\\d+\\.\\d+\\.\\d+");
    }
  }

  /** Paths would tell of the machine that built it, and differ on the next one. */
  @ParameterizedTest
  @MethodSource("plugins")
  void module_ofPlugin_hasNoPathsInside(String name) {
    String text = new String(Guests.plugin(name), StandardCharsets.ISO_8859_1);
    // Where Debian has built Rust's standard library is the same for everybody.
    assertThat(text.replace("/usr/src/rustc-1.63.0/library", ""))
        .doesNotContain("/home", "/root", "/work", "/tmp", "/usr");
  }
}
