package io.github.wasmudf.conformance.hostile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * A JVM of its own that tries one mutant after the other, because a native engine's fault ends the
 * JVM. Which mutant it is at stands in a file that outlives it.
 *
 * <p>Says {@code count <n> <what>} for all that came of them and {@code done <n>} at last, and
 * {@code fault <n> <what>} where the product did what it must not.
 */
final class MutantRun {
  static final int HANGS = 3;
  static final int FAULTS = 4;

  /** Where the number of the mutant stands in the file. */
  private static final int NUMBER_AT = 0;

  private static final long HANG_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final int SQL_EVERY = 20;

  private final Mutator mutator;
  private final Path folder;
  private final MappedByteBuffer progress;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final MutantTrial endive = new MutantTrial("endive");
  private final MutantTrial wasmtime = new MutantTrial("wasmtime");
  private final PrintStream out = System.out;
  private volatile long beganAt;
  private int faults;

  private MutantRun(long seed, Path folder) throws IOException {
    this.mutator = new Mutator(MutantSources.all(), seed);
    this.folder = folder;
    this.progress = progressFile(folder);
  }

  private static MappedByteBuffer progressFile(Path folder) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("progress"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return file.map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES);
    }
  }

  /** The mutant at which a run ended whose folder this is. */
  static int lastNumber(Path folder) throws IOException {
    return progressFile(folder).getInt(NUMBER_AT);
  }

  /** Arguments: seed, first number, how many, folder for what is found. */
  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);
    Path folder = Path.of(arguments[3]);
    MutantRun run = new MutantRun(Long.parseLong(arguments[0]), folder);
    run.run(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    System.exit(run.faults == 0 ? 0 : FAULTS);
  }

  private void run(int from, int count) throws Exception {
    try (MutantSql sql = new MutantSql()) {
      watch();
      for (int number = from; number < from + count; number++) {
        progress.putInt(NUMBER_AT, number);
        beganAt = System.nanoTime();
        byte[] mutant = mutator.mutant(number);
        try {
          tryOut(number, mutant);
          if (number % SQL_EVERY == 0) {
            sql.tryOut(number / SQL_EVERY, mutant).forEach(this::count);
          }
        } catch (RuntimeException | Error | SQLException fault) {
          report(number, mutant, fault);
        }
      }
      beganAt = System.nanoTime();
    }
    counts.forEach((what, times) -> out.println("count " + times + " " + what));
    out.println("done " + count);
  }

  private void tryOut(int number, byte[] mutant) {
    var inputs = MutantTrial.inputs(number);
    MutantTrial.Outcome one = endive.tryOut(mutant.clone(), inputs);
    MutantTrial.Outcome other = wasmtime.tryOut(mutant.clone(), inputs);
    count("endive " + state(one));
    count("wasmtime " + state(other));
    if (one.isRegistered() && other.isRegistered()) {
      count("on both engines " + EngineDifference.between(one, other));
    } else if (one.isRegistered() != other.isRegistered()) {
      count("on one engine only: " + EngineDifference.ofRegistering(one, other));
    }
  }

  private static String state(MutantTrial.Outcome outcome) {
    String registering = outcome.steps().get(0);
    if (!outcome.isRegistered()) {
      return "registering " + registering.substring(0, 5);
    }
    return "calling "
        + outcome.steps().stream()
            .skip(1)
            .filter(step -> !step.startsWith("ok"))
            .map(step -> step.substring(0, 5))
            .findFirst()
            .orElse("answers");
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void report(int number, byte[] mutant, Throwable fault) throws IOException {
    Files.write(folder.resolve(number + ".wasm"), mutant);
    StringBuilder text = new StringBuilder("fault " + number + " " + fault);
    for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
      text.append(" <- ").append(cause);
    }
    out.println(text.toString().replace('\n', ' '));
    fault.printStackTrace();
    faults++;
    if (faults > 50) {
      System.exit(FAULTS);
    }
  }

  /** Ends the JVM when one mutant takes far longer than all its limits together. */
  private void watch() {
    beganAt = System.nanoTime();
    Thread watch =
        new Thread(
            () -> {
              while (System.nanoTime() - beganAt < HANG_NANOS) {
                sleep();
              }
              out.println("fault " + progress.getInt(NUMBER_AT) + " hangs");
              Thread.getAllStackTraces()
                  .forEach(
                      (thread, stack) -> System.err.println(thread + " " + Arrays.toString(stack)));
              Runtime.getRuntime().halt(HANGS);
            },
            "watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void sleep() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException notOurs) {
      throw new IllegalStateException(notOurs);
    }
  }
}
