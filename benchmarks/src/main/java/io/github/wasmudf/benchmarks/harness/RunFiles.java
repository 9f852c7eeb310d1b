package io.github.wasmudf.benchmarks.harness;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The runs of a folder, one JSON file each.
 *
 * @param folder is made when the first is written
 */
public record RunFiles(Path folder) {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final ObjectWriter WRITER = MAPPER.writer(printer());

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter lines = new DefaultIndenter(" ", "\n");
    return new DefaultPrettyPrinter().withObjectIndenter(lines);
  }

  /** Keeps a run; answers its file. */
  public Path write(Run run) throws IOException {
    Files.createDirectories(folder);
    String stamp = run.date().replaceAll("[-:]", "").replaceFirst("[.].*", "Z");
    Path file = folder.resolve("%s-%s-jdk%s.json".formatted(stamp, run.profile(), run.feature()));
    return Files.writeString(file, WRITER.writeValueAsString(run) + "\n");
  }

  /** All that are kept, from the oldest to the newest. */
  public List<Run> read() throws IOException {
    List<Run> runs = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      for (Path file : jsonFiles()) {
        runs.add(MAPPER.readValue(file.toFile(), Run.class));
      }
    }
    runs.sort(Comparator.comparing(Run::date));
    return runs;
  }

  private List<Path> jsonFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
