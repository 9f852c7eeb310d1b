package io.github.wasmudf.host;

/**
 * Takes what a guest prints. Called by an engine after (never during) a call, on the caller's
 * thread; must not throw and must not call back into the guest.
 */
@FunctionalInterface
public interface GuestOutput {
  /** Drops everything. */
  GuestOutput NONE = (stream, bytes) -> {};

  /**
   * Bytes that a guest wrote, in order; not necessarily whole lines and not necessarily valid
   * UTF-8.
   *
   * @param stream 1 for standard output, 2 for standard error
   */
  void write(int stream, byte[] bytes);
}
