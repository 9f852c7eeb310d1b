// SPDX-License-Identifier: Apache-2.0
import com.dylibso.chicory.wabt.Wat2Wasm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Build step: assembles every {@code .wat} file of one folder into {@code .wasm} in another. */
final class AssembleWat {
  public static void main(String[] args) throws IOException {
    Path source = Path.of(args[0]);
    Path target = Files.createDirectories(Path.of(args[1]));
    for (Path wat : watFiles(source)) {
      String name = wat.getFileName().toString().replace(".wat", ".wasm");
      Path wasm = target.resolve(name);
      if (!isUpToDate(wasm, wat)) {
        Files.write(wasm, Wat2Wasm.parse(wat.toFile()));
      }
    }
  }

  private static List<Path> watFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".wat")).sorted().toList();
    }
  }

  private static boolean isUpToDate(Path wasm, Path wat) throws IOException {
    return Files.exists(wasm)
        && Files.getLastModifiedTime(wasm).compareTo(Files.getLastModifiedTime(wat)) > 0;
  }
}
