package io.github.wasmudf.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedCacheTest {
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private final class Thing implements AutoCloseable {
    Thing() {
      made.incrementAndGet();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void lease_byManyAtOnce_makesOne() throws Exception {
    SharedCache<String, Thing> cache = new SharedCache<>(0, t -> 1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Thing>> tasks = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        tasks.add(() -> cache.lease("key", Thing::new));
      }
      for (Future<Thing> thing : threads.invokeAll(tasks)) {
        assertThat(thing.get()).isNotNull();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(made).hasValue(1);
    for (int i = 0; i < 64; i++) {
      assertThat(closed).hasValue(0);
      cache.release("key");
    }
    assertThat(closed).hasValue(1);
    assertThat(cache.size()).isZero();
  }

  @Test
  void release_beyondTheIdleWeight_dropsTheOldest() {
    SharedCache<Integer, Thing> cache = new SharedCache<>(2, t -> 1);
    for (int key = 0; key < 3; key++) {
      cache.lease(key, Thing::new);
    }
    cache.release(1);
    cache.release(2);
    cache.release(0);

    assertThat(closed).hasValue(1);
    cache.lease(1, Thing::new);
    assertThat(made).hasValue(4);
    cache.lease(0, Thing::new);
    assertThat(made).hasValue(4);
  }

  @Test
  void lease_afterAFailure_triesAgain() {
    SharedCache<String, Thing> cache = new SharedCache<>(0, t -> 1);
    assertThatThrownBy(
            () ->
                cache.lease(
                    "key",
                    () -> {
                      throw new IllegalArgumentException("broken");
                    }))
        .hasMessage("broken");

    assertThat(cache.lease("key", Thing::new)).isNotNull();
  }
}
