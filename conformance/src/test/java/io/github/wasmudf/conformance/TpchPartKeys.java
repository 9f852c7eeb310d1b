package io.github.wasmudf.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * The column {@code l_partkey} of TPC-H's {@code lineitem} at scale factor 0.01, as the TPC's dbgen
 * makes it: the streams of random numbers, their seeds and the order in which they are drawn are
 * those of the specification's program.
 */
final class TpchPartKeys {
  private static final int ORDERS = 15_000;
  private static final int MOST_LINES = 7;
  private static final int PARTS = 2_000;

  /** Of the minimal standard generator, which dbgen uses. */
  private static final long MULTIPLIER = 16_807;

  private static final long MODULUS = 2_147_483_647;

  private static final long LINE_COUNT_SEED = 1_434_868_289;
  private static final long PART_KEY_SEED = 1_808_217_256;

  private TpchPartKeys() {}

  /** One for each line of each order; 60,175 of them. */
  static List<Integer> all() {
    List<Integer> keys = new ArrayList<>();
    long lineCountSeed = LINE_COUNT_SEED;
    long partKeySeed = PART_KEY_SEED;
    for (int order = 0; order < ORDERS; order++) {
      lineCountSeed = next(lineCountSeed);
      int lines = bounded(lineCountSeed, MOST_LINES);
      for (int line = 0; line < MOST_LINES; line++) {
        // An order uses up as many numbers as it could have lines.
        partKeySeed = next(partKeySeed);
        if (line < lines) {
          keys.add(bounded(partKeySeed, PARTS));
        }
      }
    }
    return keys;
  }

  private static long next(long seed) {
    return seed * MULTIPLIER % MODULUS;
  }

  /** From 1 on. */
  private static int bounded(long seed, int most) {
    return 1 + (int) ((double) seed / MODULUS * most);
  }
}
