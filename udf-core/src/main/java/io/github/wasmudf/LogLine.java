package io.github.wasmudf;

import java.time.Instant;

/**
 * A line that a plugin printed.
 *
 * @param user whose session it was, as the database knows them
 * @param level {@code INFO} for standard output, {@code WARNING} for standard error
 */
public record LogLine(
    String plugin,
    int version,
    Instant loggedAt,
    String user,
    int sessionId,
    String level,
    String line) {}
