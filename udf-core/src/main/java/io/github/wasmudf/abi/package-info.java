/**
 * What a plugin system agrees with its plugins: detects, describes, links and calls. Never names an
 * engine.
 */
@NullMarked
package io.github.wasmudf.abi;

import org.jspecify.annotations.NullMarked;
