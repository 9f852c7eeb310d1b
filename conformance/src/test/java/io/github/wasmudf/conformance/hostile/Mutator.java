package io.github.wasmudf.conformance.hostile;

import java.util.List;
import java.util.Random;

/** Damages modules. The same seed and number give the same mutant, on every machine. */
final class Mutator {
  private final List<byte[]> sources;
  private final long seed;

  Mutator(List<byte[]> sources, long seed) {
    this.sources = sources;
    this.seed = seed;
  }

  /** The mutant of a number: a module with one to three changes. */
  byte[] mutant(int number) {
    Random random = new Random(seed + 0x9e37_79b9_7f4a_7c15L * number);
    ByteMutations bytes = new ByteMutations(random);
    SectionMutations sections = new SectionMutations(random, bytes, sources);
    byte[] module = sources.get(random.nextInt(sources.size()));
    int changes = 1 + random.nextInt(3) * random.nextInt(2);
    for (int i = 0; i < changes; i++) {
      module = random.nextInt(5) == 0 ? bytes.mutate(module) : structured(sections, bytes, module);
    }
    return module;
  }

  private static byte[] structured(SectionMutations sections, ByteMutations bytes, byte[] module) {
    try {
      return sections.mutate(module);
    } catch (IndexOutOfBoundsException | ArithmeticException notMadeOfSections) {
      return bytes.mutate(module);
    }
  }
}
