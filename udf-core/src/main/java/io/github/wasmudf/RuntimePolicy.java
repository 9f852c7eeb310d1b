package io.github.wasmudf;

import io.github.wasmudf.catalog.PluginSettings;
import io.github.wasmudf.source.AllowedPlaces;
import java.util.List;

/**
 * What an administrator lays down for one database. Immutable.
 *
 * @param engine the engine of plugins whose options name none: {@code "auto"} or an engine's name
 * @param limits the ceiling; a plugin's own limits only narrow it
 * @param actorLimits the same for actors of Reflow: what the administrator says of limits holds for
 *     them, too, and where he says nothing they have more
 * @param grants the ceiling; a plugin's own capabilities only narrow it
 * @param places where an administrator may register from by name
 */
public record RuntimePolicy(
    String engine, Limits limits, Limits actorLimits, Grants grants, AllowedPlaces places) {
  /** What holds when nobody says otherwise. */
  public static final RuntimePolicy DEFAULT =
      new RuntimePolicy(
          "auto", Limits.DEFAULT, Limits.OF_ACTORS, Grants.DEFAULT, AllowedPlaces.NONE);

  /** The system property that names the engine where no database does. */
  public static final String ENGINE_PROPERTY = "wasmudf.engine";

  /**
   * What holds in this JVM when a database says nothing: the defaults, on the engine that the
   * system property names.
   *
   * @throws UdfException {@code BAD_OPTION} when there is no such engine
   */
  public static RuntimePolicy ofJvm() {
    String engine = System.getProperty(ENGINE_PROPERTY);
    return engine == null ? DEFAULT : DEFAULT.withEngine(engine);
  }

  /** All that it lays down, line by line. */
  public List<PolicySetting> settings() {
    return PolicySetting.of(this);
  }

  /**
   * The same with another default engine.
   *
   * @throws UdfException {@code BAD_OPTION} when there is no such engine
   */
  public RuntimePolicy withEngine(String name) {
    return with("{\"engine\":\"" + name.replaceAll("[^a-z]", "?") + "\"}");
  }

  /**
   * Reads a policy; what the text does not say is as in this one.
   *
   * @param json an object with {@code engine}, {@code limits} and {@code capabilities}, as in the
   *     options of a plugin, and {@code register_from}
   * @throws UdfException {@code BAD_OPTION} naming the key that cannot be used
   */
  public RuntimePolicy with(String json) {
    PluginSettings read = PluginSettings.ofPolicy(json, engine, limits, grants);
    return new RuntimePolicy(
        read.engine(),
        read.limits(),
        PluginSettings.ofPolicy(json, engine, actorLimits, grants).limits(),
        read.grants(),
        PluginSettings.placesOfPolicy(json, places));
  }
}
