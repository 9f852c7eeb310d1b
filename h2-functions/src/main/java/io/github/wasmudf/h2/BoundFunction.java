package io.github.wasmudf.h2;

import io.github.wasmudf.Signature;
import io.github.wasmudf.TypedFunction;
import io.github.wasmudf.catalog.CreatedFunction;
import org.jspecify.annotations.Nullable;

/** A created function in one session, with the way from H2's objects and back. */
final class BoundFunction {
  private final TypedFunction function;
  private final ArgumentsFromH2 arguments;
  private final AliasType result;

  BoundFunction(H2Session session, TypedFunction function) {
    Signature signature = function.created().declaration().signature();
    this.function = function;
    this.arguments = new ArgumentsFromH2(session, function.created().label(), signature);
    this.result = AliasType.of(signature.result());
  }

  CreatedFunction created() {
    return function.created();
  }

  /** One row. Errors of H2's own casts stay H2's. */
  @Nullable Object call(@Nullable Object[] values) {
    arguments.convert(values);
    Object answer = function.call(values);
    return answer == null ? null : result.answer().convert(answer);
  }
}
