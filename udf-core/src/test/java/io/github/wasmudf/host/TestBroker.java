package io.github.wasmudf.host;

import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptPublishMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A broker of MQTT in this JVM, which lets the user {@code ann} with the password {@code p} in. */
public final class TestBroker {
  private final Server server = new Server();
  private final BlockingQueue<String> published = new LinkedBlockingQueue<>();

  /** What it is told of each message. */
  private final class Listener extends AbstractInterceptHandler {
    @Override
    public String getID() {
      return "test";
    }

    @Override
    public void onPublish(InterceptPublishMessage message) {
      published.add(
          message.getUsername()
              + " "
              + message.getTopicName()
              + " "
              + message.getQos().value()
              + " "
              + message.getPayload().toString(StandardCharsets.UTF_8));
      super.onPublish(message);
    }

    @Override
    public void onSessionLoopError(Throwable error) {
      published.add("error " + error);
    }
  }

  private static final class Shared {
    static final TestBroker BROKER = started();

    private static TestBroker started() {
      try {
        return new TestBroker();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  /** One for all tests, as long as the JVM lives: to stop it takes seconds. */
  public static TestBroker shared() {
    return Shared.BROKER;
  }

  private TestBroker() throws IOException {
    Properties properties = new Properties();
    properties.setProperty("host", "localhost");
    properties.setProperty("port", "0");
    properties.setProperty("allow_anonymous", "false");
    properties.setProperty("persistence_enabled", "false");
    properties.setProperty("telemetry_enabled", "false");
    properties.setProperty("netty.mqtt.message_size", "1000000");
    server.startServer(
        new MemoryConfig(properties),
        List.of(new Listener()),
        null,
        (client, user, password) ->
            "ann".equals(user) && Arrays.equals(password, "p".getBytes(StandardCharsets.UTF_8)),
        null);
    awaitPort();
  }

  /** It says that it has started before it knows where. */
  private void awaitPort() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (server.getPort() <= 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /** Its URL. */
  public String url() {
    return "mqtt://localhost:" + server.getPort();
  }

  /** The next message that was published: user, topic, quality and text. */
  public String next() throws InterruptedException {
    return String.valueOf(published.poll(20, TimeUnit.SECONDS));
  }

  /** Whether so many clients are connected, or will be: it notices a bit later that one leaves. */
  public boolean hasClients(int count) throws InterruptedException {
    for (int i = 0; i < 2_000 && server.listConnectedClients().size() != count; i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return server.listConnectedClients().size() == count;
  }

  /** Throws them all out. */
  public void disconnect() {
    server.listConnectedClients().forEach(each -> server.disconnectClient(each.getClientID()));
  }
}
