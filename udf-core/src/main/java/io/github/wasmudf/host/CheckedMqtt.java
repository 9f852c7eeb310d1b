package io.github.wasmudf.host;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.net.MqttBroker;
import io.github.wasmudf.net.MqttTopics;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Messages to the topics of a list, over one connection that is made for the first of them, and
 * anew when it was lost. Used by one thread; {@link #close} may come from another.
 */
final class CheckedMqtt implements MqttAccess, AutoCloseable {
  private static final String WHAT = "the plugin's message";

  private final MqttBroker broker;
  private final MqttTopics topics;
  private final MqttLogin login;
  private final long mostBytes;
  private final NetworkWork work;
  private volatile @Nullable MqttConnection open;
  private volatile boolean closed;

  /**
   * @param topics of one broker
   * @param mostBytes of a message
   */
  CheckedMqtt(MqttTopics topics, MqttLogin login, long mostBytes, NetworkWork work) {
    if (topics.filters().size() != 1) {
      throw new UdfException(
          UdfError.SERVICE_FAILED, "a plugin sends messages to one broker, and not to several");
    }
    this.broker = topics.filters().keySet().iterator().next();
    this.topics = topics;
    this.login = login;
    this.mostBytes = mostBytes;
    this.work = work;
  }

  @Override
  public void publish(String topic, byte[] message, long deadline) {
    if (closed) {
      throw new UdfException(UdfError.SERVICE_FAILED, WHAT + " failed: the session is closed");
    }
    if (!MqttTopics.isTopic(topic)) {
      throw new UdfException(UdfError.BAD_RESULT, "the topic of a message is none");
    }
    if (!topics.allows(broker, topic)) {
      throw new UdfException(
          UdfError.NOT_GRANTED,
          "the plugin sent a message to topic "
              + topic
              + ", which is not on its list (\"capabilities\": {\"mqtt\": {..}})");
    }
    if (message.length > mostBytes) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "bytes of a message", mostBytes, 0, message.length);
    }
    MqttConnection known = open;
    if (known == null || !isSentOver(known, topic, message, deadline)) {
      sendOverNew(topic, message, deadline);
    }
  }

  /** Whether a connection that is there already still works. */
  private boolean isSentOver(MqttConnection known, String topic, byte[] message, long deadline) {
    try {
      run(
          known,
          () -> {
            known.publish(topic, message, deadline);
            return true;
          },
          deadline);
      return true;
    } catch (UdfException lost) {
      if (lost.error() != UdfError.SERVICE_FAILED) {
        throw lost;
      }
      return false;
    }
  }

  private void sendOverNew(String topic, byte[] message, long deadline) {
    MqttConnection made = new MqttConnection(broker);
    open = made;
    run(
        made,
        () -> {
          made.open(login, deadline);
          made.publish(topic, message, deadline);
          return true;
        },
        deadline);
  }

  /** Something on a connection, which is closed when it fails or is given up. */
  private void run(MqttConnection connection, Sending sending, long deadline) {
    boolean[] isDone = new boolean[1];
    try {
      isDone[0] = work.run(WHAT, sending::send, () -> {}, deadline) && !closed;
    } finally {
      if (!isDone[0]) {
        open = null;
        connection.close();
      }
    }
  }

  /** What is done in a thread of its own. */
  @FunctionalInterface
  private interface Sending {
    boolean send() throws IOException;
  }

  @Override
  public void close() {
    closed = true;
    MqttConnection known = open;
    open = null;
    if (known != null) {
      known.leave();
    }
  }
}
