/**
 * Where modules are read from that are not handed over as bytes. Owns what an administrator allows,
 * and reading within it: files, class path, https. Asked by database modules only, for an
 * administrator; never knows what a module is, who asks, or where it will be stored.
 */
@NullMarked
package io.github.wasmudf.source;

import org.jspecify.annotations.NullMarked;
