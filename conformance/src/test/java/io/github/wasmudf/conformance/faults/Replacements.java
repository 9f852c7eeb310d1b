package io.github.wasmudf.conformance.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * Which {@link Marked} number a plugin had when: what a statement answers must be one that was
 * active between its beginning and its end. One thread writes, others read.
 */
final class Replacements {
  private final List<Integer> numbers = new ArrayList<>();
  private int committed;

  /** A replacement begins: statements may see it from now on. */
  synchronized void begin(int number) {
    numbers.add(number);
  }

  /** It is committed: statements that begin from now on see no older one. */
  synchronized void commit() {
    committed = numbers.size();
  }

  /** A statement's beginning. */
  synchronized int now() {
    return committed;
  }

  /** How many there were since a statement's beginning. */
  synchronized int since(int begin) {
    return numbers.size() - begin;
  }

  /** Whether a statement that began then, and has ended now, may have answered a number. */
  synchronized boolean wasActive(String answer, int begin) {
    return numbers.subList(begin - 1, numbers.size()).stream()
        .anyMatch(number -> Marked.text(number).equals(answer));
  }
}
