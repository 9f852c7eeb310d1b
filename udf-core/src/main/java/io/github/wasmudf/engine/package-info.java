/**
 * Runs WebAssembly: what a module is made of, and the surface that each engine fills. Used by the
 * ABIs and the pool; never knows SQL, an ABI or a database.
 */
@NullMarked
package io.github.wasmudf.engine;

import org.jspecify.annotations.NullMarked;
