package io.github.wasmudf.conformance.hostile;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Registers a module on one engine as a database would, and calls it. */
final class MutantTrial {
  /** Small enough for endless loops not to take hours, and for memory to be no matter. */
  static final String LIMITS =
      "\"limits\":{\"timeMillis\":50,\"memoryBytes\":4194304,\"resultBytes\":4194304}";

  /** No clock and no random numbers, so that equal calls have equal answers. */
  private static final String POLICY =
      "{\"engine\":\"%s\","
          + LIMITS
          + ",\"capabilities\":{\"wasi\":{\"clock\":false,\"random\":false}}}";

  /** What is said of a module; the last of one whose manifest names an export that is not there. */
  static final Set<UdfError> OF_MODULE =
      EnumSet.of(
          UdfError.INVALID_MODULE,
          UdfError.UNKNOWN_ABI,
          UdfError.BAD_IMPORT,
          UdfError.BAD_OPTION,
          UdfError.NOT_FOUND);

  /** What is said of a call that names no export, and of input and output that are no JSON. */
  static final Set<UdfError> OF_CALL = EnumSet.of(UdfError.NOT_FOUND, UdfError.BAD_RESULT);

  /** What is said of its code; registering runs its start function and asks for its name. */
  static final Set<UdfError> OF_CODE =
      EnumSet.of(
          UdfError.TRAP,
          UdfError.REFUSED,
          UdfError.TIME_LIMIT,
          UdfError.MEMORY_LIMIT,
          UdfError.BAD_POINTER,
          UdfError.NOT_GRANTED,
          UdfError.INVALID_TEXT);

  private final UdfRuntime runtime = new UdfRuntime();
  private final String engine;
  private final RuntimePolicy policy;

  MutantTrial(String engine) {
    this.engine = engine;
    this.policy = RuntimePolicy.DEFAULT.with(POLICY.formatted(engine));
  }

  /**
   * What came of it.
   *
   * @param steps registering, then each call: {@code "ok"} with the answer, or a SQLSTATE with the
   *     message
   */
  record Outcome(List<String> steps) {
    boolean isRegistered() {
      return steps.get(0).startsWith("ok");
    }
  }

  /**
   * Tries a module.
   *
   * @throws IllegalStateException when the product does what it must not
   */
  Outcome tryOut(byte[] module, List<byte[]> inputs) {
    List<String> steps = new ArrayList<>();
    long liveBefore = Engines.installed().liveInstances();
    try (UdfSession session = runtime.openSession(policy)) {
      steps.add(registering(session, module));
      if (steps.get(0).startsWith("ok")) {
        PluginRecord plugin = new PluginRecord("mutant", 1, sha256(module), "{}");
        UdfFunction function = session.function(plugin, record -> module);
        inputs.forEach(input -> steps.add(calling(function, input)));
      }
    }
    requireNothingLeft(liveBefore);
    return new Outcome(steps);
  }

  private String registering(UdfSession session, byte[] module) {
    try {
      var found = session.inspect("plugin mutant", module, "{}");
      return "ok " + found.abi() + " " + found.name() + " " + found.version();
    } catch (UdfException refused) {
      return checked(refused, OF_MODULE.contains(refused.error()));
    }
  }

  private String calling(UdfFunction function, byte[] input) {
    try {
      byte[] answer = function.bytes(CallParameters.NONE, input);
      return "ok " + answer.length + " bytes " + sha256(answer);
    } catch (UdfException failed) {
      return checked(failed, OF_CALL.contains(failed.error()));
    }
  }

  private String checked(UdfException failed, boolean fine) {
    if (!fine && !OF_CODE.contains(failed.error())) {
      throw new IllegalStateException("on " + engine + ": " + failed.error(), failed);
    }
    return failed.error().sqlState() + " " + failed.getMessage();
  }

  private void requireNothingLeft(long liveBefore) {
    if (Thread.interrupted()) {
      throw new IllegalStateException("on " + engine + ": an interrupt is left");
    }
    long left = Engines.installed().liveInstances() - liveBefore;
    if (left != 0) {
      throw new IllegalStateException("on " + engine + ": instances left: " + left);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** What every mutant is asked, and something of its own. */
  static List<byte[]> inputs(int number) {
    return List.of(
        new byte[0],
        "Hello, World! 123 {\"a\":[1,null]}".getBytes(StandardCharsets.UTF_8),
        "a,b\n1,\"two\"\n".repeat(1 + number % 40).getBytes(StandardCharsets.UTF_8));
  }
}
