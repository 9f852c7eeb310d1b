package io.github.wasmudf.host;

import org.jspecify.annotations.Nullable;

/**
 * As whom a plugin's messages are sent.
 *
 * @param user null for nobody
 * @param password null for none; there is none without a user
 */
public record MqttLogin(@Nullable String user, @Nullable String password) {}
