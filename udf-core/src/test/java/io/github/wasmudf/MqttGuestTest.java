package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.host.TestBroker;
import io.github.wasmudf.testing.Guests;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests of w3bstream that send messages. */
@Timeout(60)
class MqttGuestTest {
  /** Its input is what it sends, to a topic of its own; its answer the status. */
  private static final byte[] GUEST =
      Guests.wat(
          """
          (module
            (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
            (import "env" "ws_send_mqtt_msg" (func $send (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 64) "sensors/one")
            (func (export "alloc") (param i32) (result i32) (i32.const 4096))
            (func $send_to (param $rid i32) (param $length i32) (result i32)
              (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
              (call $send (i32.const 64) (local.get $length)
                (i32.load (i32.const 8)) (i32.load (i32.const 12))))
            (func (export "start") (param $rid i32) (result i32)
              (call $send_to (local.get $rid) (i32.const 11)))
            (func (export "elsewhere") (param $rid i32) (result i32)
              (call $send_to (local.get $rid) (i32.const 7))))
          """);

  private final TestBroker broker = TestBroker.shared();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static UdfFunction guest(UdfSession session, String options) {
    String digest = ModuleImage.of(GUEST).sha256();
    return session.function(new PluginRecord("p", 1, digest, options), record -> GUEST);
  }

  private static String send(UdfFunction guest, String message) {
    return guest.text(CallParameters.NONE, bytes(message));
  }

  private static void assertFails(ThrowingCallable call, UdfError error) {
    assertThatThrownBy(call)
        .extracting(failure -> ((UdfException) failure).error())
        .isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void messages_goToTheBrokerThatWasGranted(String engine) throws Exception {
    try (UdfRuntime runtime = new UdfRuntime()) {
      String mqtt = "\"capabilities\":{\"mqtt\":{\"" + broker.url() + "\":[\"sensors/+\"]}}";
      String login = "\"config\":{\"mqtt\":{\"user\":\"ann\",\"password\":\"p\"}}";
      RuntimePolicy usual = RuntimePolicy.DEFAULT.withEngine(engine);
      UdfSession session = runtime.openSession(usual.with("{" + mqtt + "}"));
      UdfFunction guest = guest(session, "{" + mqtt + "," + login + "}");

      assertThat(send(guest, "21.5")).isEqualTo("0");
      assertThat(broker.next()).isEqualTo("ann sensors/one 1 21.5");
      assertThat(send(guest, "")).isEqualTo("0");
      assertThat(broker.next()).isEqualTo("ann sensors/one 1 ");
      assertThat(broker.hasClients(1)).isTrue();
      assertFails(
          () -> guest.export("elsewhere").text(CallParameters.NONE, bytes("x")),
          UdfError.NOT_GRANTED);
      session.close();
      assertThat(broker.hasClients(0)).isTrue();

      UdfSession anybody = runtime.openSession(usual.with("{" + mqtt + "}"));
      assertFails(() -> send(guest(anybody, "{" + mqtt + "}"), "x"), UdfError.SERVICE_FAILED);
      assertFails(() -> send(guest(anybody, "{" + login + "}"), "x"), UdfError.NOT_GRANTED);
      UdfSession strict = runtime.openSession(usual);
      assertFails(
          () -> send(guest(strict, "{" + mqtt + "," + login + "}"), "x"), UdfError.NOT_GRANTED);
    }
  }
}
