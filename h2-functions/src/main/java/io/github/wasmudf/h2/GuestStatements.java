package io.github.wasmudf.h2;

import java.util.HashSet;
import java.util.regex.Pattern;
import org.h2.command.Prepared;
import org.h2.command.dml.DataChangeStatement;
import org.h2.engine.DbObject;
import org.h2.engine.SessionLocal;
import org.h2.schema.Schema;
import org.h2.schema.SchemaObject;

/**
 * What statements plugins may not run although their caller may: an administrator who calls a
 * plugin has not lent it the database.
 */
final class GuestStatements {
  /**
   * H2's functions for administrators that are part of queries, some of which act while a statement
   * is parsed. Looked for anywhere in the text, also as the text of an escaped name.
   */
  private static final Pattern ADMINISTRATION =
      Pattern.compile(
          "(?i)\\b(FILE_READ|FILE_WRITE|CSVREAD|CSVWRITE|LINK_SCHEMA|CANCEL_SESSION"
              + "|ABORT_SESSION)\\b|\\bU&\\s*\"");

  private static final Pattern END = Pattern.compile("[\\s;]+\\z");

  private GuestStatements() {}

  /** A statement without what ends it in a script. */
  static String withoutEnd(String sql) {
    return END.matcher(sql).replaceFirst("");
  }

  /** For others H2 itself refuses them. */
  static void requireNoAdministration(SessionLocal session, String sql) {
    if (session.getUser().isAdmin() && ADMINISTRATION.matcher(sql).find()) {
      throw GuestSql.refused(
          "it names a function for administrators, or a name in Unicode escapes");
    }
  }

  /** Our tables hold what others keep, and what plugins may do. */
  static void requireNotOurs(SessionLocal session, Prepared prepared) {
    if (!session.getUser().isAdmin()) {
      return;
    }
    HashSet<DbObject> dependencies = new HashSet<>();
    prepared.collectDependencies(dependencies);
    if (prepared instanceof DataChangeStatement change) {
      dependencies.add(change.getTable());
    }
    Schema ours =
        session
            .getDatabase()
            .findSchema(CatalogTable.identifier(session.getDatabase(), CatalogTable.SCHEMA));
    for (DbObject each : dependencies) {
      if (each instanceof SchemaObject object && object.getSchema().equals(ours)) {
        throw GuestSql.refused("schema WASM is not for plugins");
      }
    }
  }
}
