/** The engine on wasmtime through JNI. Found with ServiceLoader; nobody names its classes. */
@NullMarked
package io.github.wasmudf.engine.wasmtime;

import org.jspecify.annotations.NullMarked;
