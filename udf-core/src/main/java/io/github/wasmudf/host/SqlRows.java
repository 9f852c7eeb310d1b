package io.github.wasmudf.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query answered.
 *
 * @param columns their names, as the database spells them
 * @param rows each with one value per column, of the types that {@link SqlAccess} lists
 */
public record SqlRows(List<String> columns, List<List<@Nullable Object>> rows) {}
