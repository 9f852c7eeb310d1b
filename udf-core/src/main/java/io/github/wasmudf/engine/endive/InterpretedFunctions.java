package io.github.wasmudf.engine.endive;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which functions of a module never become machine code: HotSpot leaves methods of more than 8,000
 * bytes to its interpreter, and of what would be more than 64 KiB Endive makes no method at all.
 */
final class InterpretedFunctions {
  /** HotSpot's HugeMethodLimit, which only its own builds for developers can change. */
  private static final int MOST_BYTES = 8_000;

  private InterpretedFunctions() {}

  /**
   * Their indices, in order.
   *
   * @param classes the bytes of the generated classes
   * @param withoutMethod those that Endive interprets
   */
  static List<Integer> find(Collection<byte[]> classes, Set<Integer> withoutMethod) {
    Set<Integer> huge = new TreeSet<>();
    for (byte[] bytes : classes) {
      ClassFile.forEachMethod(
          bytes,
          (name, size) -> {
            if (size > MOST_BYTES && name.startsWith(GuestFunctionNames.METHOD_PREFIX)) {
              huge.add(GuestFunctionNames.indexOf(name));
            }
          });
    }
    if (!huge.isEmpty() && compilesHugeMethods()) {
      huge.clear();
    }
    huge.addAll(withoutMethod);
    return List.copyOf(huge);
  }

  /** Whether the JVM runs with {@code -XX:-DontCompileHugeMethods}. */
  private static boolean compilesHugeMethods() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.endsWith("DontCompileHugeMethods"))
        .reduce((first, last) -> last)
        .map(argument -> argument.contains(":-"))
        .orElse(false);
  }
}
