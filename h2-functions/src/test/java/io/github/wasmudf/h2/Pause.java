package io.github.wasmudf.h2;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An alias that holds a statement up until the test lets it go; public because H2 calls it. */
public final class Pause {
  static final String CREATE_ALIAS = "CREATE ALIAS pause FOR 'io.github.wasmudf.h2.Pause.pause'";
  private static volatile CountDownLatch entered = new CountDownLatch(1);
  private static volatile CountDownLatch released = new CountDownLatch(1);

  private Pause() {}

  /** The alias. */
  public static int pause() throws InterruptedException {
    entered.countDown();
    if (!released.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("never released");
    }
    return 0;
  }

  /** Before the statement. */
  static void arm() {
    entered = new CountDownLatch(1);
    released = new CountDownLatch(1);
  }

  static void awaitEntered() throws InterruptedException {
    if (!entered.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("the statement never came to its pause");
    }
  }

  static void release() {
    released.countDown();
  }
}
