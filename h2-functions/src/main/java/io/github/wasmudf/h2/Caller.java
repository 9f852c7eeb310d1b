package io.github.wasmudf.h2;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.Grantees;
import org.h2.engine.Database;
import org.h2.engine.RightOwner;
import org.h2.engine.Role;
import org.h2.engine.SessionLocal;
import org.h2.engine.User;
import org.h2.util.StringUtils;

/**
 * Whose rights count: the user of the session, with the roles that H2 granted, and with what is
 * granted to PUBLIC. Used by the session's one thread.
 */
final class Caller {
  private final SessionLocal session;
  private final Database database;
  private long knownSince = -1;
  private boolean knownAsAdministrator;

  Caller(SessionLocal session) {
    this.session = session;
    this.database = session.getDatabase();
  }

  /**
   * Whether what {@link #isAmong} said may be out of date; asked for each row. H2 counts every role
   * that is granted, revoked, dropped or renamed; making somebody an administrator it does not.
   */
  boolean hasChanged() {
    long metadata = database.getModificationMetaId();
    boolean administrator = isAdministrator();
    if (metadata == knownSince && administrator == knownAsAdministrator) {
      return false;
    }
    knownSince = metadata;
    knownAsAdministrator = administrator;
    return true;
  }

  String name() {
    return session.getUser().getName();
  }

  boolean isAdministrator() {
    return session.getUser().isAdmin();
  }

  /** Whether the caller may do what these may: administrators may always. */
  boolean isAmong(Grantees grantees) {
    return isAdministrator() || grantees.include(this::is);
  }

  @SuppressWarnings("ReferenceEquality") // H2 has one object for a user
  private boolean is(String name) {
    User user = session.getUser();
    RightOwner owner = database.findUserOrRole(name);
    return owner instanceof Role role
        ? user.isRoleGranted(role) || database.getPublicRole().isRoleGranted(role)
        : owner == user;
  }

  /**
   * A user's or a role's name as it is stored.
   *
   * @throws UdfException {@code BAD_OPTION} when there is none
   */
  static String knownGrantee(Database database, String name) {
    RightOwner owner = database.findUserOrRole(name);
    if (owner == null) {
      throw new UdfException(UdfError.BAD_OPTION, "there is no user or role " + spelling(name));
    }
    return spelling(owner.getName());
  }

  /** H2 tells users and roles apart by their names in upper case, in every mode. */
  static String spelling(String name) {
    return StringUtils.toUpperEnglish(name);
  }
}
