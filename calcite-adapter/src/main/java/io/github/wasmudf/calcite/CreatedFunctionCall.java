package io.github.wasmudf.calcite;

import io.github.wasmudf.Signature;
import io.github.wasmudf.catalog.CreatedFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A call of a created function as a statement was planned with it. Generated code holds a number
 * for it; which plugin that is, each execution finds out anew.
 *
 * @param name of the function
 * @param signature with which its arguments and its result were planned
 */
record CreatedFunctionCall(String name, Signature signature) {
  private static final Map<CreatedFunctionCall, Integer> NUMBERS = new HashMap<>();
  private static final List<CreatedFunctionCall> CALLS = new ArrayList<>();

  /** The number that stands for this call in generated code, in all of this JVM. */
  int number() {
    synchronized (CALLS) {
      return NUMBERS.computeIfAbsent(
          this,
          added -> {
            CALLS.add(added);
            return CALLS.size() - 1;
          });
    }
  }

  /** The call of a number. */
  static CreatedFunctionCall ofNumber(int number) {
    synchronized (CALLS) {
      return CALLS.get(number);
    }
  }

  /** Whether a function answers the call. */
  boolean isOf(CreatedFunction function) {
    return name.equals(function.name()) && signature.isSameAs(function.declaration().signature());
  }
}
