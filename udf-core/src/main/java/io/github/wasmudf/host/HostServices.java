package io.github.wasmudf.host;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one plugin may use of its host in one connection, beside computing. An ABI asks for a
 * service each time that a guest uses it, while the guest's call runs and on its thread; whoever
 * asks for what was not granted hears it as an exception, and the ABI turns that into whatever its
 * guests are told in such a case.
 *
 * <p>Every service takes a {@code deadline}: the {@link System#nanoTime()} at which the guest's
 * call is over. What takes longer ends with {@code TIME_LIMIT}; what the database's user cancels
 * ends with {@code CANCELLED}. Both end the guest's call, too: an ABI passes them on instead of
 * telling its guest.
 */
public interface HostServices {
  /** Nothing is granted. */
  HostServices NONE = without(HostServices::notGranted);

  /** There is no call yet that anything could be done for. */
  HostServices WHILE_REGISTERING =
      without(
          capability ->
              new UdfException(
                  UdfError.SERVICE_FAILED,
                  "capability \"" + capability + "\" is not there while a plugin is registered"));

  /**
   * SQL in the caller's transaction.
   *
   * @throws UdfException {@code NOT_GRANTED}
   */
  SqlAccess sql();

  /**
   * What the plugin keeps in the database.
   *
   * @throws UdfException {@code NOT_GRANTED}
   */
  PluginState state();

  /**
   * Requests to hosts of the network.
   *
   * @throws UdfException {@code NOT_GRANTED}
   */
  HttpAccess http();

  /** Takes numbers that the plugin submits about itself; null where nobody does. */
  default @Nullable PluginMetrics metrics() {
    return null;
  }

  /**
   * Messages to a broker; null where none was granted.
   *
   * @param login whose answer is the same for the same plugin
   */
  default @Nullable MqttAccess mqtt(MqttLogin login) {
    return null;
  }

  /** Gives up what it holds; perhaps from another thread, and never throws. */
  default void close() {}

  /**
   * Random bytes that nobody can foretell.
   *
   * @throws UdfException {@code NOT_GRANTED}
   */
  byte[] random(int length);

  /**
   * Makes a call of a guest; when it throws, what the guest did through {@link #sql} and {@link
   * #state} meanwhile is undone.
   */
  default <T> T atomically(Supplier<T> call) {
    return call.get();
  }

  private static HostServices without(Function<String, UdfException> why) {
    return new HostServices() {
      @Override
      public SqlAccess sql() {
        throw why.apply("sql");
      }

      @Override
      public PluginState state() {
        throw why.apply("state");
      }

      @Override
      public HttpAccess http() {
        throw why.apply("http");
      }

      @Override
      public byte[] random(int length) {
        throw why.apply("wasi.random");
      }
    };
  }

  /** The error for a use of what was not granted. */
  static UdfException notGranted(String capability) {
    return new UdfException(
        UdfError.NOT_GRANTED,
        "the plugin used capability \""
            + capability
            + "\", which is not granted; an administrator grants it in the options of the plugin,"
            + " below \"capabilities\", within the policy of the database");
  }
}
