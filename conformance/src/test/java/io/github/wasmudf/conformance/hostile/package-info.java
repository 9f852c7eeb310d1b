/**
 * Guests, modules and users that mean harm, on every database and engine. Used by nobody; never
 * knows how anything is done inside.
 */
@NullMarked
package io.github.wasmudf.conformance.hostile;

import org.jspecify.annotations.NullMarked;
