package io.github.wasmudf;

/** Who named the engine of a plugin. */
enum EngineNaming {
  PLUGIN("named by the plugin's options"),
  POLICY("named by the database's policy"),
  /** Nobody did: the choice is ours. */
  NOBODY("auto: the only engine here");

  private final String reason;

  EngineNaming(String reason) {
    this.reason = reason;
  }

  /** Why no other engine is tried, in words for an operator. */
  String reason() {
    return reason;
  }
}
