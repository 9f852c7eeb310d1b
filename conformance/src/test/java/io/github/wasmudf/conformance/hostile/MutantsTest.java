package io.github.wasmudf.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.AttackTable;
import io.github.wasmudf.conformance.TestedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Damaged modules: whatever is wrong with one is said of it with a SQLSTATE of its own, and where
 * both engines take one they make the same of it. Profile {@code mutants} tries 100,000.
 */
class MutantsTest {
  private static final String GROUP = "Malformed modules";
  private static final String OUTCOME = "refused (22W01 to 22W04), or run like any other";
  private static final int DEFAULT_COUNT = 2_000;
  private static final int COUNT = Integer.getInteger("wasmudf.mutants", DEFAULT_COUNT);
  private static final long SEED = Long.getLong("wasmudf.mutants.seed", 20_261_120);

  @Test
  void mutantsOfAllModules_registeredAndCalled_refusedOrRunAndTheSameOnBothEngines()
      throws Exception {
    Path folder = ForkedJvm.folder("mutants");
    ForkedJvm.Ended ended =
        ForkedJvm.run(
            folder,
            5 + COUNT / 500,
            MutantRun.class,
            List.of("-Xmx512m"),
            List.of(Long.toString(SEED), "0", Integer.toString(COUNT), folder.toString()));
    keepLastOfCrash(folder, ended);
    assertThat(ended.after("fault ")).as("mutants, kept in %s", folder).isEmpty();
    assertThat(ended.exit())
        .as(
            "exit at mutant %d of seed %d, kept in %s: %s",
            MutantRun.lastNumber(folder), SEED, folder, Files.readString(ended.errors()))
        .isZero();
    assertThat(ended.after("done ")).containsExactly(Integer.toString(COUNT));
    assertThat(count(ended, "on both engines the same")).isGreaterThan(COUNT / 50);
    if (COUNT >= DEFAULT_COUNT) {
      record(ended);
    }
  }

  /** Where the JVM did not end itself, the module that it had before it is what ended it. */
  private static void keepLastOfCrash(Path folder, ForkedJvm.Ended ended) throws IOException {
    if (ended.exit() != 0 && ended.exit() != MutantRun.FAULTS) {
      int number = MutantRun.lastNumber(folder);
      Files.write(
          folder.resolve(number + ".wasm"), new Mutator(MutantSources.all(), SEED).mutant(number));
    }
  }

  private static void record(ForkedJvm.Ended ended) {
    String run = COUNT == DEFAULT_COUNT ? "mutants of all modules" : "the same, a longer run";
    AttackTable.record(GROUP, run + ", by the API", null, null, COUNT, OUTCOME);
    for (TestedDatabase database : TestedDatabase.values()) {
      for (String engine : List.of("endive", "wasmtime")) {
        long tried = count(ended, "SQL " + database + ", " + engine + " registering");
        assertThat(tried).isPositive();
        AttackTable.record(GROUP, run + ", by SQL", database, engine, tried, OUTCOME);
      }
    }
    System.out.println(
        "mutants of seed "
            + SEED
            + ":\n  "
            + ended.after("count ").stream().collect(Collectors.joining("\n  ")));
  }

  private static long count(ForkedJvm.Ended ended, String what) {
    return ended.after("count ").stream()
        .map(line -> line.split(" ", 2))
        .filter(counted -> counted[1].startsWith(what))
        .mapToLong(counted -> Long.parseLong(counted[0]))
        .sum();
  }
}
