package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectCommandTest {
  private static final String PLUGINS = "../plugins/";

  @Test
  void plugin_isToldAbout_andCanBeRegistered() {
    Run run = Run.of("inspect", PLUGINS + "upper/upper.wasm");
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .startsWith(PLUGINS + "upper/upper.wasm\n")
        .containsPattern("\n  export +transform \\(i32, i32\\) -> i64\n")
        .containsPattern("\n  export +memory \\(memory\\)\n")
        .containsPattern("\n  sha-256 +[0-9a-f]{64}\n")
        .containsPattern("\n  abi +transform\n")
        .containsPattern("\n  verdict +can be registered\n");
  }

  @Test
  void imports_areListedWithTheirTypes() {
    Run run = Run.of("inspect", PLUGINS + "extism_upper/extism_upper.wasm");
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .containsPattern("\n  import +extism:host/env\\.[a-z_]+ \\(")
        .containsPattern("\n  abi +extism\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void engine_isTheOneThatWasAskedFor(String engine) {
    String before = System.getProperty("wasmudf.engine");
    try {
      Run run = Run.of("inspect", "--engine", engine, PLUGINS + "upper/upper.wasm");
      assertThat(run.out()).containsPattern("\n  engine +" + engine + "\n");
    } finally {
      if (before == null) {
        System.clearProperty("wasmudf.engine");
      } else {
        System.setProperty("wasmudf.engine", before);
      }
    }
  }

  @Test
  void declaredFunctions_haveTheirSignatures() {
    String options =
        "{\"functions\":[{\"name\":\"shout\",\"kind\":\"scalar\",\"export\":\"transform\",\"args\":"
            + "[{\"name\":\"t\",\"type\":\"VARCHAR\"}],\"returns\":\"VARCHAR\"}]}";
    Run run = Run.of("inspect", "--options", options, PLUGINS + "upper/upper.wasm");
    assertThat(run.out()).containsPattern("\n  function +shout\\(.*VARCHAR\\).*VARCHAR");
  }

  @Test
  void everyFileIsToldAbout_andOneThatIsNoModuleMakesTheStatus(@TempDir Path folder)
      throws IOException {
    Path text = Files.writeString(folder.resolve("text.wasm"), "(module)");
    Run run = Run.of("inspect", text.toString(), PLUGINS + "upper/upper.wasm");
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.out())
        .containsPattern("\n  verdict +22W01: ")
        .containsPattern("\n  verdict +can be registered\n");
  }

  @Test
  void moduleOfNoSystem_isDescribedBesideItsRefusal(@TempDir Path folder) throws IOException {
    byte[] empty = {0, 'a', 's', 'm', 1, 0, 0, 0};
    Path file = Files.write(folder.resolve("empty.wasm"), empty);
    Run run = Run.of("inspect", file.toString());
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.out())
        .containsPattern("\n  size +8 bytes, 0 functions")
        .containsPattern("\n  verdict +22W02: ");
  }

  @Test
  void wrongUse_saysSo(@TempDir Path folder) {
    assertThat(Run.of("inspect").status()).isEqualTo(2);
    Run missing = Run.of("inspect", folder.resolve("none.wasm").toString());
    assertThat(missing.status()).isEqualTo(Main.FAILED);
    assertThat(missing.err()).contains("Cannot read the file ");
    Run options = Run.of("inspect", "--options", "{", PLUGINS + "upper/upper.wasm");
    assertThat(options.out()).containsPattern("\n  verdict +22W04: ");
  }
}
