package io.github.wasmudf.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.net.MqttBroker;
import io.github.wasmudf.net.MqttTopics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckedMqttTest {
  private static final MqttLogin ANN = new MqttLogin("ann", "p");
  private static final int MOST = 100_000;
  private final TestBroker broker = TestBroker.shared();

  private static CheckedMqtt mqtt(String url, MqttLogin login, CancelSignal signal) {
    return new CheckedMqtt(
        new MqttTopics(Map.of(MqttBroker.of(url), List.of("a/+", "all/#"))),
        login,
        MOST,
        new NetworkWork(signal));
  }

  private static void publish(MqttAccess mqtt, String topic, String message, long seconds) {
    mqtt.publish(
        topic,
        message.getBytes(StandardCharsets.UTF_8),
        System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  private static void assertFails(ThrowingCallable call, UdfError error, String words) {
    assertThatThrownBy(call)
        .hasMessageContaining(words)
        .extracting(failure -> ((UdfException) failure).error())
        .isEqualTo(error);
  }

  @Test
  void publish_isOverOneConnection_andOverANewOneWhenThatIsLost() throws Exception {
    try (CheckedMqtt mqtt = mqtt(broker.url(), ANN, CancelSignal.NEVER)) {
      for (int i = 0; i < 300; i++) {
        publish(mqtt, "a/b", "message " + i, 30);
        assertThat(broker.next()).isEqualTo("ann a/b 1 message " + i);
      }
      assertThat(broker.hasClients(1)).isTrue();
      broker.disconnect();
      publish(mqtt, "all", "", 30);
      assertThat(broker.next()).isEqualTo("ann all 1 ");
      publish(mqtt, "all/the/rest", "x".repeat(MOST - 3) + "ü!", 30);
      assertThat(nextAfter("ann all 1 ")).endsWith("xü!");
    }
    assertThat(broker.hasClients(0)).isTrue();
    CheckedMqtt ended = mqtt(broker.url(), ANN, CancelSignal.NEVER);
    ended.close();
    assertFails(() -> publish(ended, "a/b", "late", 30), UdfError.SERVICE_FAILED, "message");
  }

  /** A broker that had a message when it threw its client out without an answer gets it again. */
  private String nextAfter(String once) throws InterruptedException {
    String next = broker.next();
    return next.equals(once) ? broker.next() : next;
  }

  @Test
  void publish_whatIsNotAllowed_isNotSent() throws Exception {
    try (CheckedMqtt mqtt = mqtt(broker.url(), ANN, CancelSignal.NEVER)) {
      for (String topic : List.of("a", "a/b/c", "b", "$SYS/x", "alle")) {
        assertFails(() -> publish(mqtt, topic, "x", 30), UdfError.NOT_GRANTED, topic);
      }
      for (String topic : List.of("", "a/#", "a/+", "a/\0")) {
        assertFails(() -> publish(mqtt, topic, "x", 30), UdfError.BAD_RESULT, "topic");
      }
      assertFails(
          () -> publish(mqtt, "a/b", "x".repeat(MOST + 1), 30), UdfError.MEMORY_LIMIT, "100,001");
      assertThat(broker.hasClients(0)).isTrue();
    }
  }

  @Test
  void publish_asSomebodyElse_isRefusedInTheBrokersWords() {
    for (MqttLogin login : List.of(new MqttLogin("ann", "q"), new MqttLogin(null, "p"))) {
      try (CheckedMqtt mqtt = mqtt(broker.url(), login, CancelSignal.NEVER)) {
        assertFails(() -> publish(mqtt, "a/b", "x", 30), UdfError.SERVICE_FAILED, "broker refused");
      }
    }
  }

  /** It answers nothing, or what is no MQTT, or goes away. */
  @Test
  void publish_toSomethingElse_failsInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "mqtt://127.0.0.1:" + silent.getLocalPort();
      try (CheckedMqtt mqtt = mqtt(url, ANN, CancelSignal.NEVER)) {
        assertFails(() -> publish(mqtt, "a/b", "x", 1), UdfError.TIME_LIMIT, "time");
      }
      try (CheckedMqtt mqtt = mqtt(url, ANN, () -> "somebody cancelled")) {
        assertFails(() -> publish(mqtt, "a/b", "x", 30), UdfError.CANCELLED, "somebody");
      }
      Thread answering = new Thread(() -> answerWrongly(silent));
      answering.setDaemon(true);
      answering.start();
      try (CheckedMqtt mqtt = mqtt(url, ANN, CancelSignal.NEVER)) {
        assertFails(() -> publish(mqtt, "a/b", "x", 30), UdfError.SERVICE_FAILED, "message");
      }
    }
  }

  private static void answerWrongly(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException gone) {
        // The next one.
      }
    }
  }

  @Test
  void topics_areNarrowedByWhatHoldsThem() {
    MqttBroker broker = MqttBroker.of("mqtt://Example.org");
    MqttTopics policy = new MqttTopics(Map.of(broker, List.of("a/#", "b/+/c", "+")));
    MqttTopics wish =
        new MqttTopics(
            Map.of(
                broker,
                List.of("a/x/#", "b/+/c", "b/1/c", "b/#", "#", "c/d", "one"),
                MqttBroker.of("mqtts://example.org"),
                List.of("#")));

    assertThat(policy.narrowedBy(wish).filters())
        .containsOnlyKeys(broker)
        .extractingByKey(broker)
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactlyInAnyOrder("a/#", "a/x/#", "b/+/c", "b/1/c", "+", "one");
    assertThat(broker).hasToString("mqtt://example.org:1883");
    for (String url :
        List.of("http://a", "mqtt://", "mqtt://u@a", "mqtt://a/b", "a", "mqtt://a:0")) {
      assertFails(() -> MqttBroker.of(url), UdfError.BAD_OPTION, "broker");
    }
    for (String filter : List.of("", "a/#/b", "a#", "+a", "a\0")) {
      assertFails(
          () -> new MqttTopics(Map.of(broker, List.of(filter))), UdfError.BAD_OPTION, "filter");
    }
  }
}
