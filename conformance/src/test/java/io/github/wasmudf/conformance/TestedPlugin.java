package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfBatch;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A committed plugin on one engine, called as a database calls it, in a session of its own for each
 * test. Fails the test that leaves an instance behind.
 */
final class TestedPlugin implements BeforeEachCallback, AfterEachCallback {
  private static final int SHOWN_BYTES = 400;

  private final String name;
  private final String engine;
  private @Nullable Open open;

  /** What exists while a test runs. */
  private record Open(
      UdfRuntime runtime, UdfSession session, UdfFunction function, long instancesBefore) {}

  TestedPlugin(String name, String engine) {
    this.name = name;
    this.engine = engine;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    open();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  void open() {
    long instancesBefore = Engines.installed().liveInstances();
    byte[] module = Guests.plugin(name);
    UdfRuntime runtime = new UdfRuntime();
    UdfSession session =
        runtime.openSession(RuntimePolicy.DEFAULT.with("{\"engine\":\"" + engine + "\"}"));
    PluginRecord plugin = new PluginRecord(name, 1, HexFormat.of().formatHex(sha256(module)), "{}");
    UdfFunction function = session.function(plugin, record -> module);
    open = new Open(runtime, session, function, instancesBefore);
    assertThat(session.usage()).extracting(UdfSession.Usage::engine).containsExactly(engine);
  }

  void close() {
    closeWith();
  }

  /** Closes it after others that were opened later. */
  void closeWith(TestedPlugin... others) {
    for (TestedPlugin other : others) {
      other.opened().runtime().close();
      other.open = null;
    }
    Open closing = opened();
    open = null;
    closing.runtime().close();
    assertThat(Engines.installed().liveInstances())
        .as("live instances")
        .isEqualTo(closing.instancesBefore());
  }

  private Open opened() {
    if (open == null) {
      throw new IllegalStateException("no test runs");
    }
    return open;
  }

  /** The SHA-256 digest by the JDK. */
  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Bytes as the plugin sees them when a call has parameters. */
  static byte[] framed(String json, byte[] data) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(text.length)
        .put(text)
        .put(data)
        .array();
  }

  /**
   * What the plugin answers; nothing when it refuses. Every other failure fails the test.
   *
   * @param parameters JSON text, or null for a call without
   */
  Optional<byte[]> answer(@Nullable String parameters, byte[] input) {
    CallParameters call = parameters == null ? CallParameters.NONE : CallParameters.of(parameters);
    try {
      return Optional.of(opened().function().bytes(call, input));
    } catch (UdfException failed) {
      if (failed.error() == UdfError.REFUSED) {
        return Optional.empty();
      }
      throw failed;
    }
  }

  /**
   * What the plugin answers to each row, and in place of an answer what went wrong.
   *
   * @param export or null for that which a call without a name means
   */
  List<String> outcomes(@Nullable String export, List<byte[]> rows) {
    List<String> outcomes = new ArrayList<>();
    for (byte[] row : rows) {
      try {
        UdfFunction function = opened().function();
        outcomes.add(
            outcome(
                export == null
                    ? function.bytes(CallParameters.NONE, row)
                    : function.export(export).bytes(CallParameters.NONE, row)));
      } catch (UdfException failed) {
        outcomes.add(failed.error().name());
      }
    }
    return outcomes;
  }

  /** The same of rows that cross together. */
  List<String> outcomesOfBatch(List<byte[]> rows) {
    UdfBatch batch = new UdfBatch(rows.size());
    rows.forEach(batch::add);
    List<String> outcomes = new ArrayList<>();
    while (outcomes.size() < rows.size()) {
      opened().function().bytes(CallParameters.NONE, batch);
      for (int row = 0; row < batch.done(); row++) {
        outcomes.add(outcome((byte[]) Objects.requireNonNull(batch.result(row))));
      }
      int next = batch.done();
      UdfException failure = batch.failure();
      if (failure != null) {
        outcomes.add(failure.error().name());
        next++;
      }
      batch = batch.rest(next);
    }
    return outcomes;
  }

  private static String outcome(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1);
  }

  /** What its instances take. */
  long memoryBytes() {
    return opened().session().usage().stream().mapToLong(UdfSession.Usage::bytes).sum();
  }

  /** What the plugin answers to a text, as a text. */
  String text(String input) {
    return opened().function().text(CallParameters.NONE, input.getBytes(StandardCharsets.UTF_8));
  }

  /** Asserts that the plugin answers what an oracle says; nothing stands for a refusal. */
  void assertAnswers(@Nullable String parameters, byte[] input, Optional<byte[]> expected) {
    Optional<byte[]> actual = answer(parameters, input);
    if (!same(actual, expected)) {
      throw new AssertionError(
          name
              + " on "
              + engine
              + " with "
              + parameters
              + "\n  input    "
              + shown(input, 0)
              + "\n  expected "
              + shown(expected, actual)
              + "\n  actual   "
              + shown(actual, expected));
    }
  }

  static boolean same(Optional<byte[]> one, Optional<byte[]> other) {
    return Arrays.equals(one.orElse(null), other.orElse(null));
  }

  /** A result from a little before the first difference on. */
  private static String shown(Optional<byte[]> result, Optional<byte[]> other) {
    if (result.isEmpty()) {
      return "refusal";
    }
    int difference = other.isEmpty() ? 0 : Math.max(0, Arrays.mismatch(result.get(), other.get()));
    return shown(result.get(), Math.max(0, difference - SHOWN_BYTES / 2));
  }

  private static String shown(byte[] bytes, int from) {
    int to = Math.min(bytes.length, from + SHOWN_BYTES);
    byte[] part = Arrays.copyOfRange(bytes, Math.min(from, to), to);
    return bytes.length
        + " bytes, from "
        + from
        + ": "
        + new String(part, StandardCharsets.ISO_8859_1)
        + " = X'"
        + HexFormat.of().formatHex(part)
        + "'";
  }
}
