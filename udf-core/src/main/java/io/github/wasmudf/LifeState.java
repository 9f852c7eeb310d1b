package io.github.wasmudf;

/**
 * How far the life of a plugin's version is in one connection. Before all of these a module is
 * validated, when it is registered.
 */
public enum LifeState {
  /** Its module is read and compiled. */
  LOADING,
  /** Its module is there; the instance that the next call needs is made now, or then. */
  INITIALIZATION,
  /** It has instances. */
  ACTIVE,
  /** Another version has taken its place; what began with it ends with it. */
  CLEANUP;

  static LifeState of(int instances, boolean replaced) {
    if (replaced) {
      return CLEANUP;
    }
    return instances > 0 ? ACTIVE : INITIALIZATION;
  }
}
