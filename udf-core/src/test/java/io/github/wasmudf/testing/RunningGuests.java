package io.github.wasmudf.testing;

/** Tells whether guests run, by what the threads of this JVM do; both engines show it there. */
public final class RunningGuests {
  private RunningGuests() {}

  /** How many threads are in the code of a guest at this moment. */
  public static long count() {
    return Thread.getAllStackTraces().values().stream().filter(RunningGuests::isInOne).count();
  }

  /** Waits until a thread is in the code of a guest. Whoever wants a bound has one of their own. */
  public static void awaitOne() throws InterruptedException {
    while (count() == 0) {
      Thread.sleep(5);
    }
  }

  /** The same of one thread. */
  public static void awaitIn(Thread thread) throws InterruptedException {
    while (!isInOne(thread.getStackTrace())) {
      Thread.sleep(5);
    }
  }

  private static boolean isInOne(StackTraceElement[] stack) {
    if (stack.length == 0) {
      return false;
    }
    String code = stack[0].getClassName();
    return code.startsWith("io.github.wasmudf.guest.")
        || (code.equals("io.github.kawamuray.wasmtime.Func")
            && stack[0].getMethodName().equals("nativeCall"));
  }
}
