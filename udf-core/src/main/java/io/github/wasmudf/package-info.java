/**
 * What a database module may use: the runtime of one database, its sessions, its functions, and the
 * words they share (errors, limits, grants).
 */
@NullMarked
package io.github.wasmudf;

import org.jspecify.annotations.NullMarked;
