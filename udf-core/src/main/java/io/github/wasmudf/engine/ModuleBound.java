package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;

/**
 * How much of everything a module may have. Reading and compiling a module costs the host heap and
 * time in proportion to these numbers, and its size alone bounds them badly: a kilobyte can declare
 * a hundred million local variables. Real modules stay far below; browsers have such bounds, too.
 */
enum ModuleBound {
  /** Endive's compiler compares every type with every other. */
  TYPES("function types", 10_000),
  VALUES_OF_TYPE("parameters or results of one function type", 1_000),
  VALUES_OF_TYPES("parameters and results of all function types", 200_000),

  /** Endive's compiler looks at every import for each function. */
  IMPORTS("imports", 1_000),
  FUNCTIONS("functions", 100_000),
  TABLES("tables", 100),
  GLOBALS("globals", 50_000),
  EXPORTS("exports", 50_000),
  ELEMENT_BYTES("bytes of element segments", 1 << 19),
  DATA_SEGMENTS("data segments", 50_000),
  NAME_BYTES("bytes of one name", 100_000),
  FUNCTION_BYTES("bytes of one function", 2 << 20),
  LOCALS("local variables of one function", 50_000),
  LOCALS_IN_ALL("local variables of all functions", 5_000_000),

  /** Cranelift takes a second and a half for 1,000,000,000. */
  FUNCTION_COST("bytes of one function times its local variables", 4_000_000_000L),

  /** Both engines make a branch, and Endive some objects, of each. */
  BRANCH_TARGETS("targets of br_table in all functions", 250_000);

  private final String what;
  private final long limit;

  ModuleBound(String what, long limit) {
    this.what = what;
    this.limit = limit;
  }

  /**
   * Returns if there may be so many more.
   *
   * @throws UdfException {@code INVALID_MODULE} otherwise, with the three numbers
   */
  void require(long current, long requested) {
    if (requested > limit - current) {
      throw UdfException.limit(UdfError.INVALID_MODULE, what, limit, current, requested);
    }
  }
}
