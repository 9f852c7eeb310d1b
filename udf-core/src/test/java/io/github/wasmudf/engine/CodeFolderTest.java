package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who could write into the folder could run code in this process. */
@DisabledOnOs(OS.WINDOWS)
class CodeFolderTest {
  private final Path parent;

  CodeFolderTest(@TempDir Path parent) {
    this.parent = parent;
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void missingFolder_isMadeForItsOwnerAlone() throws IOException {
    Path made = CodeFolder.safe(parent.resolve("code"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
    assertThat(CodeFolder.safe(made)).isEqualTo(made);
    assertThat(made).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-x---", "rwx-w----", "rwx-----x", "rwxrwxrwx"})
  void folderThatOthersMayEnter_isRefused(String permissions) throws IOException {
    Path folder = Files.createDirectory(parent.resolve("code"));
    permit(folder, permissions);
    assertThatThrownBy(() -> CodeFolder.safe(folder))
        .hasMessageContaining("is open to other users");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx----w-"})
  void folderThatOthersMayReplace_isRefused(String permissions) throws IOException {
    Path between = Files.createDirectory(parent.resolve("between"));
    Path folder = CodeFolder.safe(between.resolve("code"));
    permit(between, permissions);
    assertThatThrownBy(() -> CodeFolder.safe(folder))
        .hasMessageContaining("between can be changed by other users");
  }

  @Test
  void symbolicLink_countsForWhatItLeadsTo() throws IOException {
    Path folder = CodeFolder.safe(parent.resolve("code"));
    Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
    assertThat(CodeFolder.safe(link)).isEqualTo(folder);
    permit(folder, "rwxr-xr-x");
    assertThatThrownBy(() -> CodeFolder.safe(link)).hasMessageContaining("open to other users");
  }

  @Test
  void otherPaths_areRefused() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> CodeFolder.safe(Path.of("code"))).hasMessageContaining("absolute");
    assertThatThrownBy(() -> CodeFolder.safe(file)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> CodeFolder.safe(parent.resolve("none/code")))
        .isInstanceOf(IOException.class);
  }
}
