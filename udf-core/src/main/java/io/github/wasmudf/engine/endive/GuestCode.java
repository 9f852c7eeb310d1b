package io.github.wasmudf.engine.endive;

import org.jspecify.annotations.Nullable;

/**
 * What {@link EndiveInstance} runs under its time limit. Two arrays pass through, so that a row
 * needs no object of its own.
 */
@FunctionalInterface
interface GuestCode<R> {
  @Nullable R run(byte[] head, byte[] data) throws Throwable;
}
