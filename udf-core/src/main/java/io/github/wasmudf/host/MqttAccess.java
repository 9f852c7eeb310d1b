package io.github.wasmudf.host;

/** Messages to the topics of a broker that a plugin was granted. */
public interface MqttAccess {
  /**
   * Publishes a message, and waits until the broker has it: at least once (QoS 1), not retained.
   *
   * @param deadline see {@link HostServices}
   * @throws io.github.wasmudf.UdfException {@code NOT_GRANTED} for a topic that is not on the
   *     plugin's list; {@code BAD_RESULT} for one that is none; {@code SERVICE_FAILED} when the
   *     broker does not take it; {@code MEMORY_LIMIT} for a message beyond what a result may come
   *     to
   */
  void publish(String topic, byte[] message, long deadline);
}
