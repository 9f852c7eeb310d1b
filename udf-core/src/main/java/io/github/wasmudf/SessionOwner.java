package io.github.wasmudf;

/**
 * Whose session it is, for those who look at logs and statistics; nothing is decided by it here.
 *
 * @param user as the database knows them; empty for nobody
 * @param sessionId as the database counts its sessions
 */
public record SessionOwner(String user, int sessionId) {
  /** Where it does not matter. */
  public static final SessionOwner NOBODY = new SessionOwner("", 0);
}
