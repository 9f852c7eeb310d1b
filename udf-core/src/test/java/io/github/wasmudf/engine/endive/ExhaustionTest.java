package io.github.wasmudf.engine.endive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the Java stack or the Java heap is nearly used up, a call is an error and no more. */
@Timeout(120)
final class ExhaustionTest {
  private static final BytesProtocol PROTOCOL = new BytesProtocol("alloc", "transform", null);
  private static final byte[] EMPTY = {};
  private static final byte[] ROW = "row".getBytes(UTF_8);
  private static final int DESCENTS = 40;
  private static final int LEVELS = 150;

  private final EndiveEngine engine = new EndiveEngine();

  /** Goes down to the end of the stack, and calls once at each level on the way up. */
  private static final class Descent implements Runnable {
    private final WasmInstance[] instances = new WasmInstance[LEVELS];
    private final BytesCall[] bound = new BytesCall[LEVELS];
    private int next;
    private int answers;
    private int errors;
    private int unreached;
    private @Nullable Throwable unexpected;

    Descent(CompiledModule module) {
      for (int i = 0; i < LEVELS; i++) {
        instances[i] = module.instantiate(Limits.DEFAULT, WasiAccess.NONE);
        bound[i] = instances[i].bind(PROTOCOL);
      }
    }

    @Override
    public void run() {
      try {
        descend(0);
      } catch (RuntimeException | Error e) {
        unexpected = e;
      }
      for (WasmInstance instance : instances) {
        if (((EndiveInstance) instance).guard.thread != null) {
          unexpected = new IllegalStateException("a guard is still published");
        }
        instance.close();
      }
      if (Thread.interrupted()) {
        unexpected = new IllegalStateException("the flag is set");
      }
    }

    private void descend(int level) {
      if (level == Integer.MAX_VALUE) {
        return;
      }
      try {
        descend(level + 1);
      } catch (StackOverflowError theEnd) {
        // From here on upwards.
      }
      if (level % 10 == 0 && next < LEVELS) {
        callOnce(bound[next++]);
      }
    }

    private void callOnce(BytesCall call) {
      try {
        call.call(EMPTY, ROW);
        answers++;
      } catch (UdfException e) {
        errors++;
      } catch (StackOverflowError beforeItBegan) {
        unreached++;
      }
    }
  }

  private void run(Descent descent) throws InterruptedException {
    Thread thread = new Thread(null, descent, "deep", 256 << 10);
    thread.start();
    thread.join();
    assertThat(descent.unexpected).isNull();
  }

  @Test
  void callsNearTheEndOfTheStack_areErrorsAndLeaveNothingBehind() throws InterruptedException {
    int answers = 0;
    int errors = 0;
    int unreached = 0;
    try (CompiledModule module = compile(EndiveOnlyTest.transform(EndiveOnlyTest.UPPER))) {
      for (int i = 0; i < DESCENTS; i++) {
        Descent descent = new Descent(module);
        run(descent);
        answers += descent.answers;
        errors += descent.errors;
        unreached += descent.unreached;
      }
    }
    System.getLogger(ExhaustionTest.class.getName())
        .log(Level.INFO, "{0} answers, {1} errors, {2} unreached", answers, errors, unreached);
    assertThat(answers).isPositive();
    assertThat(errors).isPositive();
    assertThat(engine.liveInstances()).isZero();
  }

  private CompiledModule compile(String wat) {
    return engine.compile(ModuleImage.of(EndiveOnlyTest.wasm(wat)), Limits.DEFAULT);
  }

  @Test
  void heapThatIsTooSmall_isAMemoryLimit() throws IOException, InterruptedException {
    // In a JVM of its own: an OutOfMemoryError here would end the tests.
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output)
        .isEqualToIgnoringNewLines(
            "grow MEMORY_LIMIT" + "result MEMORY_LIMIT" + "start MEMORY_LIMIT" + "after ROW");
  }

  /** Runs guests that want more than the heap has. */
  static final class SmallHeap {
    private static final Limits LARGE = Limits.DEFAULT.withMemoryBytes(1L << 30);

    public static void main(String[] arguments) {
      String grow = "(drop (memory.grow (i32.const 8000))) (i64.const 1)";
      print("grow", grow, "4");
      String half = "(i64.or (i64.shl (i64.const 1024) (i64.const 32)) (i64.const 30000000))";
      print("result", half, "500");
      print("start", "(i64.const 1)", "8000");
      print("after", EndiveOnlyTest.UPPER, "4");
    }

    private static void print(String what, String body, String pages) {
      String wat =
          EndiveOnlyTest.transform(body)
              .replace("(export \"memory\") 4", "(export \"memory\") " + pages);
      ModuleImage image = ModuleImage.of(EndiveOnlyTest.wasm(wat));
      String answer;
      try (CompiledModule module = new EndiveEngine().compile(image, LARGE);
          WasmInstance instance = module.instantiate(LARGE, WasiAccess.NONE)) {
        answer = instance.bind(PROTOCOL).callText(EMPTY, ROW);
      } catch (UdfException e) {
        answer = e.error().name();
      }
      System.out.println(what + " " + answer);
    }
  }
}
