package io.github.wasmudf.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The folders of {@code plugins/evil} are as its README says. */
class EvilFoldersTest {
  private static final int MOST_COMMITTED_BYTES = 200_000;

  @Test
  void guests_areManyAndEachTriesSomethingElse() {
    List<EvilGuest> guests = EvilGuest.all();
    assertThat(guests).hasSizeGreaterThanOrEqualTo(60);
    assertThat(guests).extracting(EvilGuest::attack).doesNotHaveDuplicates();
  }

  @Test
  void folder_ofAGuest_holdsItsSourceAndAModuleOnlyWhereAnAssemblerWritesIt() throws IOException {
    for (EvilGuest guest : EvilGuest.all()) {
      Path folder = EvilGuest.folder().resolve(guest.name());
      Path text = folder.resolve(guest.name() + ".wat");
      Path module = folder.resolve(guest.name() + ".wasm");
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).as(guest.name()).hasSize(Files.exists(text) ? 2 : 1);
      }
      if (Files.exists(text)) {
        assertThat(module).exists();
        assertThat(Files.size(module)).as(guest.name()).isLessThan(MOST_COMMITTED_BYTES);
      }
    }
  }

  @Test
  void binaryText_ofEveryWord_isItsBytes() {
    String text =
        """
        ;; a comment ( with a parenthesis
        7f "a\\00\\"é" u32:300 sized (01 02) section 7 (sized ()) ;; and another
        repeat 3 ("f" digits index) repeat 5 (aa)
        """;
    assertThat(BinaryText.assemble(text))
        .asHexString()
        .isEqualToIgnoringCase(
            "7F"
                + "610022C3A9"
                + "AC02"
                + "020102"
                + "070100"
                + "663000663101663202"
                + "AAAAAAAAAA");
  }
}
