/** Leases instances to one session and drops the used-up ones. Never knows what a plugin does. */
@NullMarked
package io.github.wasmudf.pool;

import org.jspecify.annotations.NullMarked;
