package io.github.wasmudf.abi;

import io.github.wasmudf.Column;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a function of SQL stands to an actor's ports. Immutable.
 *
 * @param arguments the names of its arguments, in their order
 * @param streams those of them that are bytes
 * @param output the output port whose value it answers; null for the only one
 */
record ReflowPorts(List<String> arguments, Set<String> streams, @Nullable String output) {
  static ReflowPorts of(List<Column> arguments, @Nullable String output) {
    return new ReflowPorts(
        arguments.stream().map(Column::name).toList(),
        arguments.stream()
            .filter(argument -> argument.type().kind().isBytes())
            .map(Column::name)
            .collect(Collectors.toUnmodifiableSet()),
        output);
  }
}
