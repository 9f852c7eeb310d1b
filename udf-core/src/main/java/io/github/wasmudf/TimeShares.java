package io.github.wasmudf;

/**
 * Where the time of measured calls went, in nanoseconds. Immutable.
 *
 * @param nanos all of it
 * @param guest in the plugin's own code
 * @param host in functions of the host that the plugin called
 */
public record TimeShares(long nanos, long guest, long host) {
  /** Of nothing. */
  static final TimeShares NONE = new TimeShares(0, 0, 0);

  TimeShares plus(TimeShares more) {
    return new TimeShares(nanos + more.nanos, guest + more.guest, host + more.host);
  }

  /** What the guest has of a time that is divided as this one. */
  long guestOf(long time) {
    return part(guest, time);
  }

  /** What the host has of it. */
  long hostOf(long time) {
    return part(host, time);
  }

  private long part(long measured, long time) {
    return nanos == 0 ? 0 : (long) ((double) measured / nanos * time);
  }
}
