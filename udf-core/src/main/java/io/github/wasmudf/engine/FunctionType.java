package io.github.wasmudf.engine;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The type of a WebAssembly function. Immutable. */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) {
  public FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  /** Reads the text form that {@link #toString} writes, such as {@code "(i32, i32) -> i64"}. */
  public static FunctionType of(String text) {
    String[] sides = text.replace("(", "").replace(")", "").split("->", -1);
    return new FunctionType(typesOf(sides[0]), typesOf(sides[1]));
  }

  private static List<ValueType> typesOf(String list) {
    return list.isBlank()
        ? List.of()
        : List.of(list.split(",")).stream()
            .map(name -> ValueType.valueOf(name.strip().toUpperCase(Locale.ROOT)))
            .toList();
  }

  /** Such as {@code (i32, i32) -> i64}; {@code ()} where there is no result. */
  @Override
  public String toString() {
    String result = results.size() == 1 ? namesOf(results) : "(" + namesOf(results) + ")";
    return "(" + namesOf(parameters) + ") -> " + result;
  }

  private static String namesOf(List<ValueType> types) {
    return types.stream()
        .map(type -> type.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
