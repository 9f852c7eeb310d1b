package io.github.wasmudf.catalog;

import io.github.wasmudf.Grants;
import io.github.wasmudf.Limits;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.host.UntrustedReader;
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
 * @param limits what the plugin asks for
 * @param grants what the plugin asks for
 */
public record PluginSettings(
    @Nullable String name,
    @Nullable String version,
    @Nullable String description,
    String abi,
    String engine,
    @Nullable String sha256,
    Limits limits,
    Grants grants) {

  /** The choice that is left to us. */
  public static final String AUTO = "auto";

  /** Nothing said. */
  public static final PluginSettings DEFAULT =
      new PluginSettings(null, null, null, AUTO, AUTO, null, Limits.DEFAULT, Grants.DEFAULT);

  /**
   * The settings of a module that is or was registered with these options.
   *
   * @throws io.github.wasmudf.UdfException {@code BAD_OPTION} naming the key that cannot be used
   */
  public static PluginSettings of(ModuleImage image, String options) {
    PluginSettings fromModule =
        image.outline().customSection("manifest").map(PluginSettings::ofSection).orElse(DEFAULT);
    return new SettingsReader("options", fromModule).read(options);
  }

  private static PluginSettings ofSection(byte[] section) {
    String text = UntrustedReader.text("custom section \"manifest\"", section);
    return new SettingsReader("custom section \"manifest\"", DEFAULT).read(text);
  }

  /** These settings, narrowed to what an administrator allows. */
  public PluginSettings under(Limits limitCeiling, Grants grantCeiling) {
    return new PluginSettings(
        name,
        version,
        description,
        abi,
        engine,
        sha256,
        limitCeiling.narrowedBy(limits),
        grantCeiling.narrowedBy(grants));
  }
}
