package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;

/**
 * What one instance's host does when its guest calls an import that {@link ImportOffers.OfHost}
 * stands behind. Called on the thread that called the guest, in the middle of that call, whose time
 * goes on meanwhile.
 */
@FunctionalInterface
public interface HostFunctions {
  /** For a guest that has none of them. */
  HostFunctions NONE =
      (function, guest, arguments) -> {
        throw new UdfException(UdfError.INTERNAL, "there are no functions of the host");
      };

  /**
   * Does the work.
   *
   * @param function the number that was offered
   * @param guest who calls; not to be used after this returns
   * @param arguments raw bits: i32 in the low half, f32 and f64 as their IEEE bits
   * @return the bits of the result; of no meaning where the import has none
   * @throws UdfException ends the guest's call with it, and uses the instance up
   */
  long call(int function, CallingGuest guest, long[] arguments);

  /** Those of the plugin's ABI, where others stand around them. */
  default HostFunctions ofAbi() {
    return this;
  }

  /**
   * Gives up what they hold for their instance, when that is closed: perhaps from another thread,
   * and once or more often. Never throws.
   */
  default void close() {}
}
