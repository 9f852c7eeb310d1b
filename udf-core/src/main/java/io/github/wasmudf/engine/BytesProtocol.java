package io.github.wasmudf.engine;

import org.jspecify.annotations.Nullable;

/**
 * A call shape: bytes go in through the guest's own allocator, and packed bytes come out.
 *
 * <p>The host calls {@code allocate(length)}, writes exactly that many bytes, calls {@code
 * function(pointer, length)}, copies the result {@code pointer << 32 | length} and then, where
 * there is one, calls {@code release(pointer, length)} on the input. A 0 from {@code allocate} or
 * an i64 of 0 from {@code function} is a refusal.
 *
 * @param allocate export of type {@code (i32) -> i32}
 * @param function export of type {@code (i32, i32) -> i64}
 * @param release export of type {@code (i32, i32) -> ()}, or null
 */
public record BytesProtocol(String allocate, String function, @Nullable String release) {
  /** The same around another function. */
  public BytesProtocol withFunction(String other) {
    return new BytesProtocol(allocate, other, release);
  }
}
