package io.github.wasmudf.engine;

/** A guest in the middle of a call, as the host function that it called sees it. */
public interface CallingGuest {
  /** Its memory; without a byte where it exports none. It may have grown after {@link #call}. */
  GuestMemory memory();

  /**
   * The memory of a companion that it imports from. What the host puts there, the companion finds
   * when the function returns.
   */
  CompanionMemory companion(CompanionModule companion);

  /**
   * Calls one of its exports of numbers, such as its allocator. It may call host functions in turn,
   * a few deep.
   *
   * @param arguments raw bits, as many as it has parameters
   * @return the bits of the first result, or 0 where it has none
   * @throws RuntimeException a trap or a limit, whose words come later: it ends the call of the
   *     guest in any case, and nobody needs to catch it
   */
  long call(String export, long... arguments);

  /** The {@link System#nanoTime()} at which the guest's call is over. */
  long deadline();

  /**
   * Notes a line for the plugin's output, which gets it after the call. Some of very many are lost.
   *
   * @param stream as {@link io.github.wasmudf.host.GuestOutput#write} has it
   * @param line given up by the caller
   */
  void log(int stream, byte[] line);
}
