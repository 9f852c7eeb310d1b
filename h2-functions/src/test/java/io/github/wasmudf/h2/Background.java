package io.github.wasmudf.h2;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Threads of one test. */
final class Background implements AfterEachCallback {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What may throw. */
  interface Task {
    void run() throws Exception;
  }

  Future<?> start(Task task) {
    return call(
        () -> {
          task.run();
          return true;
        });
  }

  <T> Future<T> call(Callable<T> task) {
    return threads.submit(task);
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new AssertionError("a thread of the test still runs");
    }
  }
}
