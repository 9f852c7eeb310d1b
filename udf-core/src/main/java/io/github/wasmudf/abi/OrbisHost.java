package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.host.HostServices;
import io.github.wasmudf.host.HttpAccess;
import io.github.wasmudf.host.UntrustedReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What one instance of an Orbis plugin finds behind its imports ({@code abis.md} 2.6 and 2.7). A
 * service that refuses or fails is told to the plugin as a 0 or a -1, with the reason in the log; a
 * call that fails after that fails with that reason.
 */
final class OrbisHost implements HostFunctions {
  private static final int TRACE = 16;
  private static final int DEBUG = 17;
  private static final int INFO = 18;
  private static final int WARNING = 19;
  private static final int ERROR = 20;
  private static final int MOST_RANDOM = 1 << 20;

  private final PluginContext context;
  private final OrbisMemory memory;
  private final boolean cleansUp;
  private HostServices services;
  private @Nullable UdfException refusal;

  OrbisHost(ModuleOutline outline, PluginContext context, boolean cleansUp) {
    this.context = context;
    this.memory = new OrbisMemory(outline);
    this.cleansUp = cleansUp;
    this.services = context.services();
  }

  OrbisMemory memory() {
    return memory;
  }

  /** Whether the plugin wants to hear of its end. */
  boolean cleansUp() {
    return cleansUp;
  }

  /** From now on nothing is granted: the statement that the plugin served may be long over. */
  void end() {
    services = HostServices.NONE;
  }

  /** Before a call. */
  void begin() {
    refusal = null;
  }

  /** A failure of the call, with what the host refused before, if it did. */
  UdfException blamed(UdfException failed) {
    UdfException before = refusal;
    boolean isEnd =
        failed.error() == UdfError.CANCELLED
            || failed.error() == UdfError.TIME_LIMIT
            || failed.error() == UdfError.BAD_OPTION;
    return before == null || isEnd
        ? failed
        : new UdfException(
            before.error(), before.getMessage() + "; then: " + failed.getMessage(), failed);
  }

  @Override
  public long call(int function, CallingGuest guest, long[] a) {
    return switch (OrbisImport.of(function)) {
      case DB_QUERY_BARE -> query(guest, text(guest, a, 0), null, true);
      case DB_QUERY -> query(guest, text(guest, a, 0), text(guest, a, 2), false);
      case DB_EXECUTE_BARE -> execute(guest, text(guest, a, 0), null);
      case DB_EXECUTE -> execute(guest, text(guest, a, 0), text(guest, a, 2));
      case LOG_INFO -> log(guest, INFO, bytes(guest, a, 0));
      case LOG_ERROR -> log(guest, ERROR, bytes(guest, a, 0));
      case LOG_DEBUG -> log(guest, DEBUG, bytes(guest, a, 0));
      case LOG -> log(guest, level((int) a[0]), bytes(guest, a, 1));
      case HTTP_BARE -> http(guest, a, true);
      case HTTP -> http(guest, a, false);
      case STATE_GET -> get(guest, bytes(guest, a, 0));
      case STATE_SET -> set(guest, bytes(guest, a, 0), bytes(guest, a, 2));
      case STATE_REMOVE -> remove(guest, bytes(guest, a, 0));
      case EMIT_EVENT ->
          log(guest, INFO, utf8("event " + text(guest, a, 0) + ": " + text(guest, a, 2))) + 1;
      case GET_CONFIG -> config(guest, text(guest, a, 0));
      case CRYPTO_HASH -> hash(guest, (int) a[0], bytes(guest, a, 1));
      case CRYPTO_RANDOM -> random(guest, a[0] & 0xffff_ffffL);
      case ALLOCATE -> allocate(guest, a[0] & 0xffff_ffffL);
      case DEALLOCATE -> 0;
    };
  }

  private byte[] bytes(CallingGuest guest, long[] arguments, int at) {
    long pointer = arguments[at] & 0xffff_ffffL;
    long length = arguments[at + 1] & 0xffff_ffffL;
    UntrustedReader.requireRange("argument", pointer, length, guest.memory().bytes());
    long most = context.limits().resultBytes();
    if (length > most) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, "bytes of an argument", most, 0, length);
    }
    return guest.memory().get(pointer, length);
  }

  private String text(CallingGuest guest, long[] arguments, int at) {
    return UntrustedReader.text("argument", bytes(guest, arguments, at));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int level(int level) {
    return switch (level) {
      case 0 -> ERROR;
      case 1 -> WARNING;
      case 2 -> INFO;
      case 3 -> DEBUG;
      default -> TRACE;
    };
  }

  private long log(CallingGuest guest, int stream, byte[] line) {
    if (context.logs()) {
      guest.log(stream, line);
    }
    return 0;
  }

  /** Asks a service. */
  @FunctionalInterface
  private interface Service<T> {
    @Nullable T ask();
  }

  /** What a service answers; null when it refuses. */
  private <T> @Nullable T serve(CallingGuest guest, String what, Service<T> service) {
    try {
      return service.ask();
    } catch (UdfException refused) {
      if (refused.error() == UdfError.CANCELLED || refused.error() == UdfError.TIME_LIMIT) {
        throw refused;
      }
      refusal = refused;
      log(guest, WARNING, utf8(what + ": " + refused.getMessage()));
      return null;
    }
  }

  private long query(CallingGuest guest, String sql, @Nullable String parameters, boolean bare) {
    byte[] rows =
        serve(
            guest,
            "db_query",
            () -> {
              OrbisStatement statement = OrbisStatement.of(sql, parameters);
              return OrbisStatement.rows(
                  services.sql().query(statement.sql(), statement.parameters(), guest.deadline()),
                  context.limits().resultBytes());
            });
    if (rows != null) {
      return memory.answer(guest, rows, bare);
    }
    UdfException why = refusal;
    if (bare || why == null || why.error() != UdfError.SERVICE_FAILED) {
      return 0;
    }
    return memory.answer(guest, OrbisStatement.failure(why), false);
  }

  private long execute(CallingGuest guest, String sql, @Nullable String parameters) {
    Long count =
        serve(
            guest,
            "db_execute",
            () -> {
              OrbisStatement statement = OrbisStatement.of(sql, parameters);
              return services
                  .sql()
                  .execute(statement.sql(), statement.parameters(), guest.deadline());
            });
    return count == null ? -1 : Math.min(count, Integer.MAX_VALUE);
  }

  private long http(CallingGuest guest, long[] a, boolean bare) {
    String method = text(guest, a, 0);
    String url = text(guest, a, 2);
    String headers = bare ? "" : text(guest, a, 4);
    byte[] body = bytes(guest, a, bare ? 4 : 6);
    byte[] answer =
        serve(
            guest,
            "http_request",
            () -> {
              HttpAccess.Request request = OrbisHttp.request(method, url, headers, body);
              return OrbisHttp.answer(services.http().send(request, guest.deadline()), bare);
            });
    return answer == null ? 0 : memory.answer(guest, answer, bare);
  }

  private long get(CallingGuest guest, byte[] key) {
    byte[] value = serve(guest, "state_get", () -> services.state().get(key, guest.deadline()));
    return value == null ? 0 : memory.answer(guest, value, false);
  }

  private long set(CallingGuest guest, byte[] key, byte[] value) {
    Boolean isSet =
        serve(
            guest,
            "state_set",
            () -> {
              GuestJson.read("the value", value);
              services.state().put(key, value, guest.deadline());
              return true;
            });
    return isSet == null ? 0 : 1;
  }

  private long remove(CallingGuest guest, byte[] key) {
    Boolean wasThere =
        serve(guest, "state_remove", () -> services.state().remove(key, guest.deadline()));
    return wasThere != null && wasThere ? 1 : 0;
  }

  private long config(CallingGuest guest, String key) {
    JsonNode value = context.config().get(key);
    return value == null ? 0 : memory.answer(guest, GuestJson.write(value), false);
  }

  private long hash(CallingGuest guest, int algorithm, byte[] data) {
    if (algorithm != 0 && algorithm != 1) {
      return 0;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm == 0 ? "SHA-256" : "SHA-512");
      return memory.answer(guest, digest.digest(data), false);
    } catch (NoSuchAlgorithmException impossible) {
      throw new UdfException(UdfError.INTERNAL, "a digest is missing in this JVM", impossible);
    }
  }

  private long random(CallingGuest guest, long length) {
    if (length > MOST_RANDOM) {
      return 0;
    }
    byte[] bytes = serve(guest, "crypto_random", () -> services.random((int) length));
    return bytes == null ? 0 : memory.answer(guest, bytes, false);
  }

  private long allocate(CallingGuest guest, long length) {
    return length > context.limits().memoryBytes() ? 0 : memory.put(guest, new byte[(int) length]);
  }
}
