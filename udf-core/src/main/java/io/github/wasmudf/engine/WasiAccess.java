package io.github.wasmudf.engine;

import io.github.wasmudf.host.GuestOutput;

/**
 * What a guest that imports {@code wasi_snapshot_preview1} finds behind it. No files, no sockets,
 * no environment, no arguments: those functions answer an error number.
 *
 * @param output takes what is written to standard output and error
 * @param stdout whether writing there is granted
 * @param clock whether reading the clocks is granted
 * @param random whether reading random bytes is granted
 */
public record WasiAccess(GuestOutput output, boolean stdout, boolean clock, boolean random) {
  /** Nothing granted. */
  public static final WasiAccess NONE = new WasiAccess(GuestOutput.NONE, false, false, false);
}
