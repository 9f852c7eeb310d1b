/**
 * Attacks: every guest of {@code plugins/evil} on every engine and database, and what its file says
 * must happen. Called by the test runner only. Never knows how an engine or a database defends
 * itself.
 */
package io.github.wasmudf.conformance.hostile;
