/**
 * What is stored of a plugin and what is read out of its manifest and options. Never calls a
 * plugin.
 */
@NullMarked
package io.github.wasmudf.catalog;

import org.jspecify.annotations.NullMarked;
