package io.github.wasmudf.catalog;

import io.github.wasmudf.Grants;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.host.UntrustedReader;
import io.github.wasmudf.source.AllowedPlaces;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a module's manifest section and the options of its registration say together; options win,
 * key by key. Immutable.
 *
 * @param name the plugin's own name for itself, or null
 * @param version its own version, or null
 * @param description or null
 * @param abi {@code "auto"} or the name of an ABI
 * @param engine {@code "auto"} or the name of an engine
 * @param sha256 the digest that the module must have, or null
 * @param trapsUnknownImports whether an import that nobody provides traps when it is called,
 *     instead of keeping the module out
 * @param limits what the plugin asks for
 * @param grants what the plugin asks for
 * @param functions what it declares
 * @param routes the handlers that can be called by a route
 * @param config what the plugin itself is configured with, a JSON object
 */
public record PluginSettings(
    @Nullable String name,
    @Nullable String version,
    @Nullable String description,
    String abi,
    String engine,
    @Nullable String sha256,
    boolean trapsUnknownImports,
    Limits limits,
    Grants grants,
    List<DeclaredFunction> functions,
    List<Route> routes,
    String config) {

  private static final String SECTION = "manifest";
  private static final String NO_CONFIG = "{}";
  private static final String SECTION_NAME = "custom section \"manifest\"";

  /** The choice that is left to us. */
  public static final String AUTO = "auto";

  /**
   * The settings of a module that is or was registered with these options. Limits that nobody names
   * are as an administrator allows them; of the capabilities, those that a plugin must ask for are
   * denied unless it does. What somebody asks for beyond what is allowed is narrowed to it.
   *
   * @throws UdfException {@code BAD_OPTION} naming the key that cannot be used
   */
  public static PluginSettings of(ModuleImage image, String options, Limits limits, Grants grants) {
    PluginSettings base =
        new PluginSettings(
            null,
            null,
            null,
            AUTO,
            AUTO,
            null,
            false,
            limits,
            Grants.DEFAULT,
            List.of(),
            List.of(),
            NO_CONFIG);
    PluginSettings ofModule =
        image
            .outline()
            .customSection(SECTION)
            .map(section -> new SettingsReader(SECTION_NAME, base).read(text(section)))
            .orElse(base);
    return new SettingsReader("options", ofModule).read(options).under(limits, grants);
  }

  /** The part of the same JSON form that a database's policy has. */
  public static PluginSettings ofPolicy(String json, String engine, Limits limits, Grants grants) {
    PluginSettings base =
        new PluginSettings(
            null, null, null, AUTO, engine, null, false, limits, grants, List.of(), List.of(),
            NO_CONFIG);
    return new SettingsReader("policy", base, SettingsReader.POLICY_KEYS).read(json);
  }

  /** The part of a database's policy that no plugin's options have. */
  public static AllowedPlaces placesOfPolicy(String json, AllowedPlaces otherwise) {
    return PlacesReader.read(Json.parseObject("policy", json), otherwise);
  }

  private static String text(byte[] section) {
    try {
      return UntrustedReader.text(SECTION_NAME, section);
    } catch (UdfException malformed) {
      throw new UdfException(UdfError.BAD_OPTION, SECTION_NAME + " is not valid UTF-8", malformed);
    }
  }

  private PluginSettings under(Limits limitCeiling, Grants grantCeiling) {
    return new PluginSettings(
        name,
        version,
        description,
        abi,
        engine,
        sha256,
        trapsUnknownImports,
        limitCeiling.narrowedBy(limits),
        grantCeiling.narrowedBy(grants),
        functions,
        routes,
        config);
  }
}
