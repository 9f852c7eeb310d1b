/**
 * WebAssembly plugins in Apache Calcite: the schema that brings the SQL functions, the catalogs it
 * can read plugins from, the driver, and the life of a connection. Never names an engine or an ABI.
 */
@NullMarked
package io.github.wasmudf.calcite;

import org.jspecify.annotations.NullMarked;
