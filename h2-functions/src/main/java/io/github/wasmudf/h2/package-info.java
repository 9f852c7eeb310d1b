/**
 * WebAssembly plugins in H2: the SQL functions, the catalog in the database's own tables, and the
 * life of a connection. Called by H2 only. Never names an engine or an ABI.
 */
@NullMarked
package io.github.wasmudf.h2;

import org.jspecify.annotations.NullMarked;
