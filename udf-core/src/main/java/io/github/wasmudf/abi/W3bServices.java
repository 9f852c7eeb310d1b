package io.github.wasmudf.abi;

import static io.github.wasmudf.abi.W3bMemory.bytes;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.host.HostServices;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a guest of w3bstream asks of the database and of the network. What those refuse or fail in
 * is told to the guest as a status, and remembered: a handler that fails after it has failed
 * because of it. What was not granted, or took too long, ends the call.
 */
final class W3bServices {
  private static final int WARNING = 19;

  private final HostServices services;
  private final W3bMemory memory;
  private final W3bChain chain;
  private final long mostBytes;
  private boolean changed;
  private @Nullable UdfException failure;

  /**
   * @param mostBytes of what a query answers
   */
  W3bServices(HostServices services, W3bMemory memory, W3bChain chain, long mostBytes) {
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
