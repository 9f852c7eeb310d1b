package io.github.wasmudf.benchmarks.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Takes the measurements of a profile, round by round, and says how far it is. */
final class Bench {
  /** From so many on writing the forks' classes takes less time than it saves. */
  private static final int MANY = 10;

  private final Profile profile;
  private final String only;
  private final PrintStream out;
  private final Map<Key, List<Round>> figures = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final long began = System.nanoTime();
  private int done;

  /**
   * A run.
   *
   * @param only part of the label of those that are taken; empty for all
   */
  Bench(Profile profile, String only, PrintStream out) {
    this.profile = profile;
    this.only = only;
    this.out = out;
  }

  /**
   * Measures all once, then again while there is time; failures are part of what it answers. What
   * the plan begins with is what is measured again in a short run.
   */
  Run run(Fork fork) throws IOException {
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Machine machine = Machine.here();
    List<Measurement> plan =
        Plan.of(profile).stream().filter(each -> each.label().contains(only)).toList();
    if (plan.size() >= MANY) {
      fork.classes().write(fork, out);
    }
    for (int round = 1; round <= profile.rounds(); round++) {
      for (Measurement each : plan) {
        if (round == 1 || seconds() < profile.seconds()) {
          measure(each, fork, plan.size() * round);
        }
      }
    }
    List<Figure> all = new ArrayList<>();
    figures.forEach((key, rounds) -> all.add(new Figure(key, rounds)));
    return new Run(
        profile.toString(),
        only,
        date,
        commit(fork.home()),
        Runtime.version().toString(),
        System.getProperty("java.vm.name"),
        machine,
        seconds(),
        all,
        failures);
  }

  private void measure(Measurement each, Fork fork, int total) throws IOException {
    String said;
    try {
      Map<Key, Round> measured = each.run(fork);
      measured.forEach(
          (key, round) -> figures.computeIfAbsent(key, k -> new ArrayList<>()).add(round));
      said = said(measured);
    } catch (MeasurementException e) {
      said = "FAILED: " + e.getMessage();
      String failure = each.label() + ": " + e.getMessage();
      if (!failures.contains(failure)) {
        failures.add(failure);
      }
    } finally {
      fork.clean();
    }
    done++;
    out.printf(
        Locale.ROOT,
        "[%3d/%d %2d:%02d] %-52s %s%n",
        done,
        total,
        seconds() / 60,
        seconds() % 60,
        each.label(),
        said);
    out.flush();
  }

  private static String said(Map<Key, Round> measured) {
    StringBuilder said = new StringBuilder();
    measured.forEach(
        (key, round) -> {
          double median = new Figure(key, List.of(round)).median();
          said.append(said.isEmpty() ? "" : ", ")
              .append(String.format(Locale.ROOT, "%,.1f %s", median, key.unit()));
        });
    return said.toString();
  }

  private long seconds() {
    return (System.nanoTime() - began) / 1_000_000_000L;
  }

  private static String commit(Path home) {
    String hash = git(home, "rev-parse", "--short=12", "HEAD");
    boolean changed = !git(home, "status", "--porcelain", "--untracked-files=no").isEmpty();
    return hash.isEmpty() ? "unknown" : hash + (changed ? "-dirty" : "");
  }

  /** What git says, or nothing where there is none. */
  private static String git(Path home, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", home.toString()));
    command.addAll(List.of(arguments));
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? said.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
