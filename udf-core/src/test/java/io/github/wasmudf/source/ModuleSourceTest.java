package io.github.wasmudf.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and resources: what is allowed is read, and nothing else. */
class ModuleSourceTest {
  private static final byte[] MODULE = "a module".getBytes(StandardCharsets.UTF_8);
  private static final int MAX_BYTES = 1_000;

  private Path allowed;
  private Path forbidden;

  @BeforeEach
  void makeFiles(@TempDir Path folder) throws IOException {
    allowed = folder.resolve("allowed");
    Files.createDirectories(allowed.resolve("below"));
    forbidden = Files.createDirectories(folder.resolve("allowed-not"));
    Files.write(allowed.resolve("a.wasm"), MODULE);
    Files.write(allowed.resolve("below/b.wasm"), MODULE);
    Files.write(forbidden.resolve("c.wasm"), MODULE);
  }

  private static ModuleSource source(AllowedPlaces places) {
    return new ModuleSource(
        places, MAX_BYTES, 5_000, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  private ModuleSource files() {
    return source(new AllowedPlaces(List.of(allowed.toString()), List.of(), List.of(), List.of()));
  }

  private static void assertFails(ModuleSource source, String location, UdfError error) {
    assertThatCode(() -> source.read(location))
        .as(location)
        .isInstanceOfSatisfying(
            UdfException.class, failed -> assertThat(failed.error()).isEqualTo(error));
  }

  @Test
  void file_isRead_whenItsDirectoryIsAllowed() {
    assertThat(files().read(allowed + "/a.wasm")).isEqualTo(MODULE);
    assertThat(files().read(allowed + "/below/b.wasm")).isEqualTo(MODULE);
    assertThat(files().read(allowed + "//below///b.wasm")).isEqualTo(MODULE);
  }

  @Test
  void nothing_isRead_whenNothingIsAllowed() {
    for (String location :
        List.of(
            allowed + "/a.wasm", "classpath:wasmudf/a.wasm", "https://example.org/a.wasm", "/")) {
      assertFails(source(AllowedPlaces.NONE), location, UdfError.NOT_ALLOWED);
    }
  }

  @Test
  void file_isRefused_whenItIsElsewhere() {
    assertFails(files(), forbidden + "/c.wasm", UdfError.NOT_ALLOWED);
    assertFails(files(), "/etc/passwd", UdfError.NOT_ALLOWED);
    // What is not there and what is look the same.
    assertFails(files(), forbidden + "/none.wasm", UdfError.NOT_ALLOWED);
    assertFails(files(), "/dev/zero", UdfError.NOT_ALLOWED);
    assertFails(files(), "/proc/self/environ", UdfError.NOT_ALLOWED);
  }

  @Test
  void file_isRefused_whenThePathHasDotsOrIsOdd() {
    assertFails(files(), allowed + "/../allowed-not/c.wasm", UdfError.BAD_OPTION);
    assertFails(files(), allowed + "/below/../a.wasm", UdfError.BAD_OPTION);
    assertFails(files(), allowed + "/./a.wasm", UdfError.BAD_OPTION);
    assertFails(files(), "a.wasm", UdfError.BAD_OPTION);
    assertFails(files(), "", UdfError.BAD_OPTION);
    assertFails(files(), allowed + "/a.wasm\0.txt", UdfError.BAD_OPTION);
    assertFails(files(), "file://" + allowed + "/a.wasm", UdfError.BAD_OPTION);
    assertFails(files(), "jar:file:/a.jar!/a.wasm", UdfError.BAD_OPTION);
    assertFails(files(), "http://localhost/a.wasm", UdfError.BAD_OPTION);
    assertFails(files(), "//" + forbidden + "/c.wasm", UdfError.NOT_ALLOWED);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void file_isRefused_behindSymbolicLinks() throws IOException {
    Files.createSymbolicLink(allowed.resolve("link.wasm"), forbidden.resolve("c.wasm"));
    Files.createSymbolicLink(allowed.resolve("links"), forbidden);
    Files.createSymbolicLink(allowed.resolve("inside.wasm"), allowed.resolve("a.wasm"));
    assertFails(files(), allowed + "/link.wasm", UdfError.NOT_ALLOWED);
    assertFails(files(), allowed + "/links/c.wasm", UdfError.NOT_ALLOWED);
    assertFails(files(), allowed + "/inside.wasm", UdfError.NOT_ALLOWED);
    Path link = Files.createSymbolicLink(allowed.resolveSibling("alias"), allowed);
    ModuleSource byAlias =
        source(new AllowedPlaces(List.of(link.toString()), List.of(), List.of(), List.of()));
    assertThat(byAlias.read(link + "/a.wasm")).isEqualTo(MODULE);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void file_isRefused_whenItIsNoRegularFile() throws Exception {
    assertFails(files(), allowed.toString(), UdfError.BAD_OPTION);
    assertFails(files(), allowed + "/below", UdfError.BAD_OPTION);
    assertFails(files(), allowed + "/none.wasm", UdfError.BAD_OPTION);
    assertFails(files(), allowed + "/a.wasm/b", UdfError.BAD_OPTION);
    Path pipe = allowed.resolve("pipe.wasm");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertFails(files(), pipe.toString(), UdfError.BAD_OPTION);
    ModuleSource devices =
        source(new AllowedPlaces(List.of("/dev"), List.of(), List.of(), List.of()));
    assertFails(devices, "/dev/zero", UdfError.BAD_OPTION);
  }

  @Test
  void file_isRefused_whenItIsTooLarge() throws IOException {
    Files.write(allowed.resolve("exact.wasm"), new byte[MAX_BYTES]);
    Files.write(allowed.resolve("large.wasm"), new byte[MAX_BYTES + 1]);
    assertThat(files().read(allowed + "/exact.wasm")).hasSize(MAX_BYTES);
    assertFails(files(), allowed + "/large.wasm", UdfError.INVALID_MODULE);
  }

  private static ModuleSource resources(String folder) {
    return source(new AllowedPlaces(List.of(), List.of(folder), List.of(), List.of()));
  }

  @Test
  void resource_isRead_whenItsFolderIsAllowed() {
    String name = "io/github/wasmudf/source/resource.txt";
    assertThat(resources("io/github/wasmudf/source").read("classpath:" + name))
        .startsWith("found".getBytes(StandardCharsets.UTF_8));
    assertThat(resources("io/github").read("CLASSPATH:/" + name)).isNotEmpty();
  }

  @Test
  void resource_isRefused_whenItIsElsewhereOrNone() {
    ModuleSource source = resources("io/github/wasmudf/source");
    assertFails(source, "classpath:META-INF/MANIFEST.MF", UdfError.NOT_ALLOWED);
    assertFails(source, "classpath:io/github/wasmudf/source", UdfError.NOT_ALLOWED);
    assertFails(source, "classpath:io/github/wasmudf/sources/a", UdfError.NOT_ALLOWED);
    assertFails(source, "classpath:io/github/wasmudf/source/none", UdfError.BAD_OPTION);
    assertFails(source, "classpath:io/github/wasmudf/source/", UdfError.BAD_OPTION);
    assertFails(source, "classpath:io/github/wasmudf/source/../a", UdfError.BAD_OPTION);
    assertFails(source, "classpath:io/github/wasmudf/source//a", UdfError.BAD_OPTION);
    assertFails(source, "classpath:io/github/wasmudf/source\\a", UdfError.BAD_OPTION);
    assertFails(resources("io/github"), "classpath:io/github/wasmudf", UdfError.BAD_OPTION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative", "", "../up"})
  void directory_isRefused_whenItIsNotAbsolute(String directory) {
    assertThatCode(() -> new AllowedPlaces(List.of(directory), List.of(), List.of(), List.of()))
        .isInstanceOf(UdfException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "*.", "https://a", "a/b", "a b", "a:0", "a:x", "user@a", ".a"})
  void host_isRefused_whenItIsNone(String host) {
    assertThatCode(() -> new AllowedPlaces(List.of(), List.of(), List.of(host), List.of()))
        .as(host)
        .isInstanceOf(UdfException.class);
    assertThatCode(() -> new AllowedPlaces(List.of(), List.of(), List.of(), List.of(host)))
        .as(host)
        .isInstanceOf(UdfException.class);
  }
}
