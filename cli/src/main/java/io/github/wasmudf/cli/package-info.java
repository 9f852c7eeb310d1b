/** The command line: a SQL shell and a demonstration. Knows databases through JDBC only. */
@NullMarked
package io.github.wasmudf.cli;

import org.jspecify.annotations.NullMarked;
