package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Limits;
import io.github.wasmudf.catalog.Json;

/**
 * What all instances of one plugin have in common in one connection: its configuration and its
 * limits, and what it keeps between calls. One thread at a time.
 */
public final class PluginContext {
  private final ObjectNode config;
  private final Limits limits;
  private final boolean logs;
  private final KeptValues kept = new KeptValues();

  /**
   * A context in which nothing is kept yet.
   *
   * @param config a JSON object
   * @param logs whether the plugin may log
   */
  public PluginContext(String config, Limits limits, boolean logs) {
    this.config = Json.parseObject("config", config);
    this.limits = limits;
    this.logs = logs;
  }

  ObjectNode config() {
    return config;
  }

  Limits limits() {
    return limits;
  }

  boolean logs() {
    return logs;
  }

  KeptValues kept() {
    return kept;
  }
}
