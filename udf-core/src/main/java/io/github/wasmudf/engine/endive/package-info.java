/**
 * The engine on Endive, which turns WASM into JVM bytecode. Found with ServiceLoader; nobody names
 * its classes.
 */
@NullMarked
package io.github.wasmudf.engine.endive;

import org.jspecify.annotations.NullMarked;
