package io.github.wasmudf.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A program that measures what JMH cannot: what happens once in a JVM, or what a JVM holds. It gets
 * its parameters as arguments, and writes lines {@code FIGURE what unit value value ...}, where
 * {@code what} may have more parameters behind it: {@code heap,connections=10}.
 *
 * @param program has a main method
 * @param parameters in the order of its arguments
 */
record Probe(Class<?> program, Map<String, String> parameters) implements Measurement {
  private static final String MARK = "FIGURE ";

  Probe(Class<?> program, Map<String, String> parameters) {
    this.program = program;
    this.parameters = new LinkedHashMap<>(parameters);
  }

  @Override
  public String label() {
    return program.getSimpleName() + " " + String.join(" ", parameters.values());
  }

  @Override
  public Map<Key, Round> run(Fork fork) throws IOException {
    Path log = fork.log();
    int status = start(fork, log);
    List<String> lines = Files.readAllLines(log);
    if (status != 0) {
      throw new MeasurementException(
          lines.stream()
              .filter(line -> line.startsWith("Exception"))
              .findFirst()
              .orElse("exit status " + status));
    }
    Map<Key, Round> rounds = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.startsWith(MARK)) {
        read(line.substring(MARK.length()).split(" ", -1), rounds);
      }
    }
    return rounds;
  }

  private void read(String[] words, Map<Key, Round> rounds) {
    Map<String, String> all = new TreeMap<>(parameters);
    String[] what = words[0].split(",", -1);
    all.put(Key.WHAT, what[0]);
    Stream.of(what)
        .skip(1)
        .map(parameter -> parameter.split("=", 2))
        .forEach(parameter -> all.put(parameter[0], parameter[1]));
    List<Double> values = Stream.of(words).skip(2).map(Double::valueOf).toList();
    rounds.put(Key.of(program.getSimpleName(), words[1], all), Round.ofWall(values));
  }

  private int start(Fork fork, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(fork.jvmArguments());
    // With all of the heap resident from the start, what else becomes resident is not heap.
    command.add("-XX:+AlwaysPreTouch");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(parameters.values());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new MeasurementException("interrupted", e);
    }
  }
}
