package io.github.wasmudf.abi;

import static io.github.wasmudf.abi.W3bMemory.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.host.HostServices;
import io.github.wasmudf.host.MqttAccess;
import io.github.wasmudf.host.MqttLogin;
import io.github.wasmudf.host.PluginMetrics;
import io.github.wasmudf.host.UntrustedReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a guest of w3bstream asks of the database and of the network. What those refuse or fail in
 * is told to the guest as a status, and remembered: a handler that fails after it has failed
 * because of it. What was not granted, or took too long, ends the call.
 */
final class W3bServices {
  private static final int WARNING = 19;
  private static final int MOST_METRICS = 100;

  private final HostServices services;
  private final W3bMemory memory;
  private final W3bChain chain;
  private final MqttLogin login;
  private final long mostBytes;
  private boolean changed;
  private @Nullable UdfException failure;

  /**
   * @param login for messages
   * @param mostBytes of what a query answers
   */
  W3bServices(
      HostServices services, W3bMemory memory, W3bChain chain, MqttLogin login, long mostBytes) {
    this.login = login;
    this.mostBytes = mostBytes;
    this.services = services;
    this.memory = memory;
    this.chain = chain;
  }

  /** Before a call. */
  void begin() {
    changed = false;
    failure = null;
  }

  /** Whether this call may have changed something that another would find. */
  boolean haveChanged() {
    return changed;
  }

  /** What one of them failed in last, during this call; null when nothing did. */
  @Nullable UdfException failure() {
    return failure;
  }

  /** Does what the guest asks for, and answers a status. */
  int call(W3bFunction called, CallingGuest guest, long[] arguments) {
    try {
      return switch (called) {
        case GET_DB -> arguments.length == 2 ? number(guest, arguments) : get(guest, arguments);
        case SET_DB -> put(guest, arguments);
        case GET_SQL -> query(guest, arguments);
        case SET_SQL -> execute(guest, arguments);
        case API_CALL -> send(guest, arguments);
        case CALL_CONTRACT, SEND_TX, SEND_TX_WITH_OPERATOR ->
            chain.isThere() ? ask(called, guest, arguments) : notHere(called, guest);
        case SEND_MQTT -> {
          MqttAccess mqtt = services.mqtt(login);
          yield mqtt == null ? notHere(called, guest) : publish(mqtt, guest, arguments);
        }
        case SUBMIT_METRICS -> {
          PluginMetrics metrics = services.metrics();
          yield metrics == null
              ? notHere(called, guest)
              : submit(metrics, bytes(guest, arguments[0], arguments[1]));
        }
        default -> notHere(called, guest);
      };
    } catch (UdfException failed) {
      return told(failed, guest);
    }
  }

  private int told(UdfException failed, CallingGuest guest) {
    boolean isForTheGuest =
        switch (failed.error()) {
          case SERVICE_FAILED, NOT_ALLOWED, BAD_RESULT -> true;
          default -> false;
        };
    if (!isForTheGuest) {
      throw failed;
    }
    failure = failed;
    warn(guest, String.valueOf(failed.getMessage()));
    return W3bStatus.FAILED.code();
  }

  private int get(CallingGuest guest, long[] arguments) {
    byte[] value = value(guest, arguments);
    return value == null
        ? W3bStatus.RESOURCE_NOT_FOUND.code()
        : memory.give(guest, value, arguments[2], arguments[3]);
  }

  private byte @Nullable [] value(CallingGuest guest, long[] arguments) {
    byte[] key = bytes(guest, arguments[0], arguments[1]);
    return services.state().get(key, guest.deadline());
  }

  /** Old modules get and set numbers; 0 is what nobody has set. */
  private int number(CallingGuest guest, long[] arguments) {
    byte[] value = value(guest, arguments);
    return value == null ? 0 : littleEndian(Arrays.copyOf(value, Integer.BYTES)).getInt();
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int put(CallingGuest guest, long[] arguments) {
    byte[] key = bytes(guest, arguments[0], arguments[1]);
    byte[] value =
        arguments.length == 3
            ? littleEndian(new byte[Integer.BYTES]).putInt((int) arguments[2]).array()
            : bytes(guest, arguments[2], arguments[3]);
    changed = true;
    services.state().put(key, value, guest.deadline());
    return W3bStatus.OK.code();
  }

  private int query(CallingGuest guest, long[] arguments) {
    W3bSql sql = W3bSql.read(bytes(guest, arguments[0], arguments[1]));
    byte[] rows =
        W3bSql.write(
            services.sql().query(sql.text(), sql.parameters(), guest.deadline()), mostBytes);
    return memory.give(guest, rows, arguments[2], arguments[3]);
  }

  private int execute(CallingGuest guest, long[] arguments) {
    W3bSql sql = W3bSql.read(bytes(guest, arguments[0], arguments[1]));
    changed = true;
    services.sql().execute(sql.text(), sql.parameters(), guest.deadline());
    return W3bStatus.OK.code();
  }

  private int send(CallingGuest guest, long[] arguments) {
    W3bHttp request = W3bHttp.read(bytes(guest, arguments[0], arguments[1]));
    changed = true;
    byte[] answer = W3bHttp.write(services.http().send(request.toRequest(), guest.deadline()));
    return memory.give(guest, answer, arguments[2], arguments[3]);
  }

  /** Forms with five parameters begin with the chain; those with two want no answer. */
  private int ask(W3bFunction called, CallingGuest guest, long[] arguments) {
    int from = arguments.length == 5 ? 1 : 0;
    Integer id = from == 1 ? (Integer) (int) arguments[0] : null;
    byte[] request = bytes(guest, arguments[from], arguments[from + 1]);
    byte[] answer;
    if (called == W3bFunction.CALL_CONTRACT) {
      answer = chain.call(services.http(), id, request, guest.deadline());
    } else {
      changed = true;
      answer =
          chain
              .send(services.http(), id, request, guest.deadline())
              .getBytes(StandardCharsets.US_ASCII);
    }
    return arguments.length == 2
        ? W3bStatus.OK.code()
        : memory.give(guest, answer, arguments[from + 2], arguments[from + 3]);
  }

  private int publish(MqttAccess mqtt, CallingGuest guest, long[] arguments) {
    String topic = UntrustedReader.text("a topic", bytes(guest, arguments[0], arguments[1]));
    byte[] message = bytes(guest, arguments[2], arguments[3]);
    changed = true;
    mqtt.publish(topic, message, guest.deadline());
    return W3bStatus.OK.code();
  }

  /** Numbers have values; of anything else it counts that it was there. */
  private int submit(PluginMetrics metrics, byte[] json) {
    JsonNode submitted = GuestJson.read("what was submitted", json);
    if (!submitted.isObject() || submitted.size() > MOST_METRICS) {
      throw GuestJson.bad(
          "metrics are an object of at most " + MOST_METRICS + " numbers by their names", null);
    }
    for (Map.Entry<String, JsonNode> each : submitted.properties()) {
      if (each.getKey().length() > PluginMetrics.MOST_NAME_CHARS) {
        throw GuestJson.bad("the name of a metric is too long", null);
      }
    }
    changed = true;
    submitted.properties().forEach(each -> metrics.submit(each.getKey(), value(each.getValue())));
    return W3bStatus.OK.code();
  }

  private static double value(JsonNode value) {
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    return Double.isInfinite(number) ? Double.NaN : number;
  }

  /** What no client is there for. */
  private int notHere(W3bFunction called, CallingGuest guest) {
    failure =
        new UdfException(
            UdfError.NOT_GRANTED, called.title() + " was called, which has no client here");
    warn(guest, String.valueOf(failure.getMessage()));
    return W3bStatus.FAILED.code();
  }

  private static void warn(CallingGuest guest, String words) {
    guest.log(WARNING, words.getBytes(StandardCharsets.UTF_8));
  }
}
