package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Compilers that take too long or break, in the place of real ones, which do so unreliably. */
class CompilationsTest {
  private static final long LIMIT_MILLIS = 50;

  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private final CompiledModule module =
      new CompiledModule() {
        @Override
        public WasmInstance instantiate(
            Limits limits,
            WasiAccess wasi,
            GuestImports imports,
            HostFunctions host,
            CancelSignal signal) {
          throw new UnsupportedOperationException();
        }

        @Override
        public ModuleOutline outline() {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
          closed.countDown();
        }
      };

  private CompiledModule slowly() {
    try {
      end.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
    return module;
  }

  private static void assertFails(Compilations compilations, Throwable with, UdfError error) {
    assertThatThrownBy(() -> compilations.run(() -> sneaky(with)))
        .isInstanceOfSatisfying(
            UdfException.class, failed -> assertThat(failed.error()).isEqualTo(error));
  }

  private static CompiledModule sneaky(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void compilationOverItsTime_callerGoesOn_andTheResultIsClosedWhenItComes() throws Exception {
    Compilations compilations = new Compilations(1, LIMIT_MILLIS);
    assertThatThrownBy(() -> compilations.run(this::slowly))
        .isInstanceOf(UdfException.class)
        .hasMessageContaining("limit 50, current 50, requested more");
    end.countDown();
    assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void asManyAbandonedOnesAsMayRun_nextOneIsRefusedAndNeverBegins() throws Exception {
    Compilations compilations = new Compilations(1, LIMIT_MILLIS);
    CountDownLatch first = new CountDownLatch(1);
    assertFails(compilations, first);
    assertThat(first.await(1, TimeUnit.MINUTES)).isTrue();
    CountDownLatch second = new CountDownLatch(1);
    assertFails(compilations, second);
    assertThat(second.getCount()).isOne();
    end.countDown();
  }

  private void assertFails(Compilations compilations, CountDownLatch begun) {
    assertThatThrownBy(
            () ->
                compilations.run(
                    () -> {
                      begun.countDown();
                      return slowly();
                    }))
        .isInstanceOf(UdfException.class);
  }

  @Test
  void compilerThatBreaks_isAnErrorOfTheModule() {
    Compilations compilations = new Compilations(1, TimeUnit.MINUTES.toMillis(1));
    assertFails(compilations, new StackOverflowError(), UdfError.INVALID_MODULE);
    assertFails(compilations, new OutOfMemoryError(), UdfError.MEMORY_LIMIT);
    assertFails(compilations, new IllegalStateException("x"), UdfError.INTERNAL);
    assertFails(compilations, new UdfException(UdfError.BAD_IMPORT, "x"), UdfError.BAD_IMPORT);
    assertThat(compilations.run(() -> module)).isSameAs(module);
  }

  @Test
  void interruptedCaller_getsTheModuleAndKeepsTheInterrupt() {
    Compilations compilations = new Compilations(1, TimeUnit.MINUTES.toMillis(1));
    Thread.currentThread().interrupt();
    assertThat(compilations.run(() -> module)).isSameAs(module);
    assertThat(Thread.interrupted()).isTrue();
  }
}
