package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  @Test
  void help_saysWhatThereIs() {
    Run run = Run.of("bench", "--help");
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("quick", "full", "try", "render", "--only", "--jdk");
  }

  @Test
  void mainHelp_listsIt() {
    assertThat(Run.of("--help").out()).contains("bench");
  }

  @Test
  void unknownProfile_isMisuse() {
    Run run = Run.of("bench", "slow");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("slow");
  }

  @Test
  void folderWithoutJdk_isMisuse(@TempDir Path folder) {
    Run run = Run.of("bench", "--jdk", folder.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("There is no JDK at " + folder);
  }

  @Test
  void withoutTheLauncher_saysThatItBuildsThem() {
    Run run = Run.of("bench", "quick");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("./wasm-udf bench");
  }

  @Test
  void libraries_areStartedAndTheirStatusIsPassedOn(@TempDir Path libraries) {
    System.setProperty(BenchCommand.PROGRAM, libraries.toString());
    try {
      // Nothing is there: the JVM starts, and says that it has no main class.
      assertThat(Run.of("bench", "quick").status()).isEqualTo(1);
    } finally {
      System.clearProperty(BenchCommand.PROGRAM);
    }
  }
}
