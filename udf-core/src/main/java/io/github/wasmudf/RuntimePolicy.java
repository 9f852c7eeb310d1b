package io.github.wasmudf;

/**
 * What an administrator lays down for one database. Immutable.
 *
 * @param engine the engine of plugins whose options name none: {@code "auto"} or an engine's name
 * @param limits the ceiling; a plugin's own limits only narrow it
 * @param grants the ceiling; a plugin's own capabilities only narrow it
 */
public record RuntimePolicy(String engine, Limits limits, Grants grants) {
  /** What holds when nobody says otherwise. */
  public static final RuntimePolicy DEFAULT =
      new RuntimePolicy("auto", Limits.DEFAULT, Grants.DEFAULT);

  /** This policy with another engine. */
  public RuntimePolicy withEngine(String name) {
    return new RuntimePolicy(name, limits, grants);
  }
}
