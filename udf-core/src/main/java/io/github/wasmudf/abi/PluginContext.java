package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Grants;
import io.github.wasmudf.Limits;
import io.github.wasmudf.catalog.Json;
import io.github.wasmudf.host.HostServices;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all instances of one plugin have in common in one connection: its configuration and its
 * limits, what it may use of its host, and what it keeps between calls. One thread at a time.
 */
public final class PluginContext {
  private final ObjectNode config;
  private final Limits limits;
  private final Grants grants;
  private final HostServices services;
  private final KeptValues kept = new KeptValues();
  private final Map<String, PluginContext> ofFunctions = new HashMap<>();
  private @Nullable ReflowMetadata metadata;

  /**
   * A context in which nothing is kept yet.
   *
   * @param config a JSON object
   * @param grants what the plugin may do
   */
  public PluginContext(String config, Limits limits, Grants grants, HostServices services) {
    this.config = Json.parseObject("config", config);
    this.limits = limits;
    this.grants = grants;
    this.services = services;
  }

  private PluginContext(PluginContext same) {
    config = same.config;
    limits = same.limits;
    grants = same.grants;
    services = same.services;
  }

  /** One with the same settings, in which nothing is kept yet. */
  PluginContext ofItsOwn() {
    return new PluginContext(this);
  }

  /** That of one function: what it keeps is its own, and the same for all instances. */
  PluginContext ofFunction(String label) {
    return ofFunctions.computeIfAbsent(label, first -> ofItsOwn());
  }

  /** Forgets what is kept, by the plugin and by its functions. */
  void forget() {
    kept.replace(List.of());
    ofFunctions.values().forEach(PluginContext::forget);
  }

  ObjectNode config() {
    return config;
  }

  Limits limits() {
    return limits;
  }

  boolean logs() {
    return grants.log();
  }

  /** Whether the plugin may have random numbers. */
  boolean givesRandom() {
    return grants.random();
  }

  HostServices services() {
    return services;
  }

  KeptValues kept() {
    return kept;
  }

  /** What the plugin said of its ports; null when it has not been asked. */
  @Nullable ReflowMetadata metadata() {
    return metadata;
  }

  void setMetadata(ReflowMetadata told) {
    metadata = told;
  }
}
