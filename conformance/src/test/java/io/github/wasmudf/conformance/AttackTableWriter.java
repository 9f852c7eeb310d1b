package io.github.wasmudf.conformance;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Has the {@link AttackTable} written when the last test is done. Found by ServiceLoader. */
public final class AttackTableWriter implements LauncherSessionListener {
  /** For ServiceLoader. */
  public AttackTableWriter() {}

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    AttackTable.write();
  }
}
