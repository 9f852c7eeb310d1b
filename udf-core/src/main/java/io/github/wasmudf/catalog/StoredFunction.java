package io.github.wasmudf.catalog;

import java.time.Instant;

/**
 * A created function with all that a catalog lists of it.
 *
 * @param function what a session calls
 * @param owner who created it
 * @param createdAt when
 */
public record StoredFunction(CreatedFunction function, String owner, Instant createdAt) {}
