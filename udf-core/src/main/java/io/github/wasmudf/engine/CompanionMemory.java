package io.github.wasmudf.engine;

/**
 * The memory of a companion that is linked beside a guest, as an {@link Exchange} uses it. What
 * lies there may be the guest's work.
 */
public interface CompanionMemory extends GuestMemory {}
