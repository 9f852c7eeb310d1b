/**
 * Guests that mean harm, on every engine and database. Owns the attacks; called by nobody; knows
 * the product only from outside, as its users do.
 */
package io.github.wasmudf.conformance.hostile;
