package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Grants;
import io.github.wasmudf.Limits;
import io.github.wasmudf.catalog.Json;
import io.github.wasmudf.host.HostServices;
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
