/**
 * What somebody could pick instead: other runtimes for the same guest, each called as its own
 * documentation shows, without our limits. Used by benchmarks; knows nothing of the product.
 */
@NullMarked
package io.github.wasmudf.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
