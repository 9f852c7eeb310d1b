package io.github.wasmudf.cli;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A query a user might have, and what it must answer.
 *
 * @param oracle computes the rows, in order, in plain Java from the same data; each value as text
 */
record DemoQuery(String title, String sql, Function<DemoData, Stream<List<String>>> oracle) {}
