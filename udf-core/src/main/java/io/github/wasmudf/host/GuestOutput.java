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
   * @param stream 1 for standard output, 2 for standard error; from 16 on whole lines of a level:
   *     16 for the finest, 17 debug, 18 information, 19 warning, 20 error
   */
  void write(int stream, byte[] bytes);
}
