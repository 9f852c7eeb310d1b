package io.github.wasmudf.abi;

import static io.github.wasmudf.abi.W3bMemory.bytes;
import static io.github.wasmudf.abi.W3bMemory.unsigned;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.Json;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.ControlLayout;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.host.MqttLogin;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The host of one instance of a guest of w3bstream ({@code abis.md} 3.2). */
final class W3bHost implements HostFunctions {
  private static final byte[] NONE = {};

  /** The key of what messages are sent as in a plugin's configuration; no guest reads it. */
  private static final String MQTT = "mqtt";

  /** The only one that there is: a row. */
  private static final byte[] EVENT_TYPE = "DEFAULT".getBytes(StandardCharsets.US_ASCII);

  private static final int MOST_LOG_BYTES = 8_192;
  private static final int FIRST_LEVEL = 16;
  private static final int TRACE = 0;
  private static final int INFO = 2;
  private static final int WARN = 3;
  private static final int ERROR = 4;
  private static final int PARAMETERS_AT = 4;

  private final PluginContext context;
  private final W3bResources resources;
  private final W3bMemory memory;
  private final W3bServices services;
  private byte[] head = NONE;
  private byte[] headOfParameters = NONE;
  private @Nullable ObjectNode parameters;

  W3bHost(ModuleOutline guest, PluginContext context) {
    this.context = context;
    this.resources = new W3bResources(context.limits().resultBytes());
    this.memory = new W3bMemory(W3bAllocator.of(guest));
    this.services =
        new W3bServices(
            context.services(),
            memory,
            new W3bChain(context.config()),
            login(context.config()),
            context.limits().resultBytes());
  }

  /** As {@code {"mqtt":{"user":"..","password":".."}}} says. */
  private static MqttLogin login(ObjectNode config) {
    JsonNode login = config.path(MQTT);
    return new MqttLogin(login.path("user").textValue(), login.path("password").textValue());
  }

  /**
   * Before a call.
   *
   * @param settings the call's parameters, {@code [u32 LE n][n bytes]}, or empty for none
   * @param accumulator what the rows before came to; null where there is none
   */
  void begin(byte[] settings, byte[] input, byte @Nullable [] accumulator) {
    head = settings;
    memory.begin();
    services.begin();
    resources.begin(input, accumulator);
  }

  /** After a call, however it ended. */
  void end() {
    resources.end();
  }

  /**
   * What came of a call.
   *
   * @param answer the handler's
   * @return null where a fresh instance may do better: this one had no room, and changed nothing
   * @throws UdfException {@code REFUSED}, or what a service failed in
   */
  byte @Nullable [] result(int answer) {
    if (memory.lacksRoom()) {
      return resultWithoutRoom();
    }
    if (answer < 0) {
      throw failed(answer);
    }
    byte[] made = resources.result(answer);
    return made == null ? Integer.toString(answer).getBytes(StandardCharsets.US_ASCII) : made;
  }

  private byte @Nullable [] resultWithoutRoom() {
    if (services.haveChanged()) {
      throw new UdfException(
          UdfError.REFUSED, "the plugin had no room for what it asked for (alloc answered 0)");
    }
    return null;
  }

  /** A guest that gives up traps: what a service failed in before is why. */
  UdfException blamed(UdfException failed) {
    UdfException cause = services.failure();
    return failed.error() != UdfError.TRAP || cause == null
        ? failed
        : because(cause, failed.getMessage());
  }

  private UdfException failed(int answer) {
    String words = "the handler answered " + W3bStatus.words(answer);
    UdfException cause = services.failure();
    return cause == null ? new UdfException(UdfError.REFUSED, words) : because(cause, words);
  }

  private static UdfException because(UdfException cause, String words) {
    return new UdfException(cause.error(), words + "; before, " + cause.getMessage(), cause);
  }

  @Override
  public long call(int function, CallingGuest guest, long[] arguments) {
    W3bFunction called = W3bFunction.of(function);
    return switch (called) {
      case LOG -> log(guest, arguments);
      case ABORT -> throw aborted(guest, arguments);
      case TRACE -> trace(guest, arguments);
      case SEED -> seed();
      default -> told(called, guest, arguments);
    };
  }

  /** Those that answer a status. */
  private int told(W3bFunction called, CallingGuest guest, long[] arguments) {
    return switch (called) {
      case GET_DATA -> getData(guest, arguments);
      case SET_DATA -> setData(guest, arguments);
      case GET_ENV -> getEnvironment(guest, arguments);
      case GET_EVENT_TYPE -> getEventType(guest, arguments);
      // No host of w3bstream has ever had messages to give.
      case GET_MQTT -> W3bStatus.IMPORT_CALL_FAILED.code();
      default -> services.call(called, guest, arguments);
    };
  }

  private long seed() {
    if (!context.givesRandom()) {
      throw ControlLayout.denial(ControlLayout.GRANT_RANDOM, null);
    }
    return Double.doubleToLongBits(ThreadLocalRandom.current().nextDouble());
  }

  private int getData(CallingGuest guest, long[] arguments) {
    byte[] data = resources.get((int) arguments[0]);
    return data == null
        ? W3bStatus.RESOURCE_NOT_FOUND.code()
        : memory.give(guest, data, arguments[1], arguments[2]);
  }

  private int setData(CallingGuest guest, long[] arguments) {
    resources.set((int) arguments[0], bytes(guest, arguments[1], arguments[2]));
    return W3bStatus.OK.code();
  }

  /** What the parameters of the call say precedes the configuration. */
  private int getEnvironment(CallingGuest guest, long[] arguments) {
    String key = new String(bytes(guest, arguments[0], arguments[1]), StandardCharsets.UTF_8);
    ObjectNode ofCall = parameters();
    JsonNode value = ofCall == null ? null : ofCall.get(key);
    if (value == null && !key.equals(W3bChain.CHAINS) && !key.equals(MQTT)) {
      value = context.config().get(key);
    }
    if (value == null) {
      return W3bStatus.NO_SUCH_KEY.code();
    }
    String text = value.isTextual() ? value.textValue() : value.toString();
    return memory.give(guest, text.getBytes(StandardCharsets.UTF_8), arguments[2], arguments[3]);
  }

  private @Nullable ObjectNode parameters() {
    if (head != headOfParameters) {
      parameters =
          head.length == 0
              ? null
              : Json.parseObject(
                  "parameters",
                  new String(
                      head, PARAMETERS_AT, head.length - PARAMETERS_AT, StandardCharsets.UTF_8));
      headOfParameters = head;
    }
    return parameters;
  }

  private int getEventType(CallingGuest guest, long[] arguments) {
    return resources.get((int) arguments[0]) == null
        ? W3bStatus.RESOURCE_NOT_FOUND.code()
        : memory.give(guest, EVENT_TYPE, arguments[1], arguments[2]);
  }

  private static int log(CallingGuest guest, long[] arguments) {
    int text = arguments.length - 2;
    int level = text == 0 ? INFO : levelOf((int) arguments[0]);
    long length = Math.min(unsigned(arguments[text + 1]), MOST_LOG_BYTES);
    guest.log(FIRST_LEVEL + level, bytes(guest, arguments[text], length));
    return W3bStatus.OK.code();
  }

  /** The guests' levels are those of logrus; what its host does not know it logs finest. */
  private static int levelOf(int level) {
    return switch (level) {
      case 2 -> ERROR;
      case 3 -> WARN;
      case 4 -> INFO;
      case 5 -> TRACE + 1;
      default -> TRACE;
    };
  }

  private static UdfException aborted(CallingGuest guest, long[] arguments) {
    GuestMemory memory = guest.memory();
    String message = W3bText.utf16(memory, unsigned(arguments[0]));
    String file = W3bText.utf16(memory, unsigned(arguments[1]));
    return new UdfException(
        UdfError.TRAP,
        "the plugin aborted: "
            + message
            + " at "
            + file
            + ":"
            + unsigned(arguments[2])
            + ":"
            + unsigned(arguments[3]));
  }

  private static long trace(CallingGuest guest, long[] arguments) {
    StringBuilder line = new StringBuilder(W3bText.utf16(guest.memory(), unsigned(arguments[0])));
    int numbers = Math.min(Math.max((int) arguments[1], 0), arguments.length - 2);
    for (int i = 0; i < numbers; i++) {
      line.append(i == 0 ? " " : ", ").append(Double.longBitsToDouble(arguments[2 + i]));
    }
    guest.log(FIRST_LEVEL + TRACE, line.toString().getBytes(StandardCharsets.UTF_8));
    return 0;
  }
}
