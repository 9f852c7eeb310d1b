/**
 * What a guest that imports {@code wasi_snapshot_preview1} sees of the host's files and of
 * variables when it was granted some. Never writes a file, and never leaves the granted
 * directories. Used by the plugin's loader; knows neither an engine nor an ABI.
 */
@NullMarked
package io.github.wasmudf.wasi;

import org.jspecify.annotations.NullMarked;
