package io.github.wasmudf.pool;

/** What a pool keeps. */
public interface Pooled extends AutoCloseable {
  /** Whether it may be leased again; asked when it comes back. Costs next to nothing. */
  boolean isGood();

  /** The memory it holds now, in bytes. */
  long bytes();

  /** Frees it. Never throws, harmless when called again. */
  @Override
  void close();
}
