package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed modules of the plugins in WAT are what their text says, byte by byte. */
class WatReassemblyTest {

  static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.find(Guests.folder(), 3, (file, attributes) -> isWat(file))) {
      return files.sorted().toList();
    }
  }

  private static boolean isWat(Path file) {
    return file.toString().endsWith(".wat");
  }

  @Test
  void sources_ofPlugins_areFound() throws IOException {
    assertThat(sources())
        .extracting(file -> file.getFileName().toString())
        .contains("sha256.wat", "transform_tour.wat", "loop_transform.wat");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void text_assembled_isTheCommittedModule(Path source) throws IOException {
    Path module = Path.of(source.toString().replaceAll("\\.wat$", ".wasm"));
    assertThat(Wat2Wasm.parse(source.toFile())).isEqualTo(Files.readAllBytes(module));
  }
}
