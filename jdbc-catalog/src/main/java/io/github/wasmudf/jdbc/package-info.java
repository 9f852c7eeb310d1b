/**
 * Plugins in the tables of a SQL database: written by every database module, read by those that
 * have no shorter way. Plain JDBC; knows no database product.
 */
@NullMarked
package io.github.wasmudf.jdbc;

import org.jspecify.annotations.NullMarked;
