package io.github.wasmudf.calcite;

/**
 * In a plan, between an operator and one below it: whoever opens the lower one says how many rows
 * it needs, so that no plugin is called for more. The numbers belong to a {@link RunningStatement}.
 */
final class Demand {
  /** Of two, each has its own. */
  Demand() {}
}
