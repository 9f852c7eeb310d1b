/**
 * The host's side towards a guest: checks what a guest says, and keeps what it prints. Never names
 * an engine.
 */
@NullMarked
package io.github.wasmudf.host;

import org.jspecify.annotations.NullMarked;
