package io.github.wasmudf.engine;

/**
 * An export without parameters and its {@link Exchange}, bound to one instance. Used by the one
 * thread that has the instance. An exception means that the instance is used up: the caller closes
 * it.
 */
@FunctionalInterface
public interface HostedCall {
  /**
   * One call, with the exchange around it.
   *
   * @throws io.github.wasmudf.UdfException a trap, a limit, or what the exchange threw
   */
  void run();
}
