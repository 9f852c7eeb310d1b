package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.source.AllowedPlaces;
import java.util.Set;

/** Reads where modules may be registered from. */
final class PlacesReader {
  static final String KEY = "register_from";

  private static final Set<String> KEYS = Set.of("files", "classpath", "https", "https_internal");

  private PlacesReader() {}

  static AllowedPlaces read(ObjectNode policy, AllowedPlaces otherwise) {
    JsonFields fields = new JsonFields("policy");
    return fields.section(
        policy,
        KEY,
        KEYS,
        json ->
            new AllowedPlaces(
                fields.texts(json, "files", otherwise.files()),
                fields.texts(json, "classpath", otherwise.classpath()),
                fields.texts(json, "https", otherwise.https()),
                fields.texts(json, "https_internal", otherwise.httpsInternal())),
        otherwise);
  }
}
