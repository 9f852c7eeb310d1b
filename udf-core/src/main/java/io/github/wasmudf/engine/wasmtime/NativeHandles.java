package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Disposable;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Every native handle of one store: nothing frees one but {@code dispose}. Not thread-safe; its
 * owner holds the instance's lock.
 */
final class NativeHandles implements AutoCloseable {
  private final Deque<Disposable> handles = new ArrayDeque<>();

  /** Takes a handle over. */
  <T extends Disposable> T keep(T handle) {
    handles.push(handle);
    return handle;
  }

  /** Disposes all, the youngest first. Never throws; harmless when called again. */
  @Override
  public void close() {
    while (!handles.isEmpty()) {
      try {
        handles.pop().dispose();
      } catch (RuntimeException unexpected) {
        System.getLogger(NativeHandles.class.getName())
            .log(System.Logger.Level.WARNING, "a native handle was not freed", unexpected);
      }
    }
  }
}
