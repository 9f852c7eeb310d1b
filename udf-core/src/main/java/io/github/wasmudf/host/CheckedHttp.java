package io.github.wasmudf.host;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.net.NetworkHosts;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the hosts of a list. Each is sent by a thread of its own, so that a name server or a
 * server that does not answer costs the caller no more than the time that is left.
 */
final class CheckedHttp implements HttpAccess {
  private static final long LOOK_AGAIN_MILLIS = 25;
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Set<String> REFUSED_METHODS = Set.of("CONNECT", "TRACE");

  private final NetworkHosts hosts;
  private final long mostBytes;
  private final CancelSignal signal;

  /**
   * @param mostBytes of an answer's body
   */
  CheckedHttp(NetworkHosts hosts, long mostBytes, CancelSignal signal) {
    this.hosts = hosts;
    this.mostBytes = mostBytes;
    this.signal = signal;
  }

  @Override
  public Answer send(Request request, long deadline) {
    if (!METHOD.matcher(request.method()).matches() || REFUSED_METHODS.contains(request.method())) {
      throw failed("the method is not one of HTTP's", null);
    }
    HttpSending sending = sending(request, deadline);
    FutureTask<Answer> task = new FutureTask<>(sending::answer);
    Thread thread = new Thread(task, "wasm-udf http request");
    thread.setDaemon(true);
    thread.start();
    try {
      return wait(task, deadline);
    } finally {
      sending.close();
    }
  }

  private HttpSending sending(Request request, long deadline) {
    HttpTarget target = HttpTarget.of(request.url());
    boolean internal = hosts.allowsInternal(target.host(), target.port(), target.ownPort());
    if (!internal && !hosts.allows(target.host(), target.port(), target.ownPort())) {
      throw new UdfException(
          UdfError.NOT_GRANTED,
          "the plugin sent a request to host "
              + target.host()
              + ", port "
              + target.port()
              + ", which is not on its list (\"capabilities\": {\"http\": [..]})");
    }
    return new HttpSending(request, target, internal, mostBytes, deadline);
  }

  private Answer wait(FutureTask<Answer> task, long deadline) {
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw tooLate(null);
      }
      String reason = signal.reason();
      if (reason != null) {
        throw new UdfException(UdfError.CANCELLED, reason);
      }
      try {
        return task.get(Math.min(left, LOOK_AGAIN_MILLIS), TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        // Looks at the time and the statement again.
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new UdfException(UdfError.CANCELLED, "the request was interrupted", interrupted);
      } catch (ExecutionException failed) {
        throw failure(failed.getCause());
      }
    }
  }

  private static UdfException failure(@Nullable Throwable cause) {
    // No timeout of a socket is other than what is left of the call's time.
    if (cause instanceof SocketTimeoutException) {
      return tooLate(cause);
    }
    return cause instanceof UdfException known
        ? known
        : failed("the plugin's request failed: " + cause, cause);
  }

  private static UdfException tooLate(@Nullable Throwable cause) {
    return new UdfException(
        UdfError.TIME_LIMIT, "the plugin's time was over while it waited for an answer", cause);
  }

  static UdfException failed(String why, @Nullable Throwable cause) {
    return new UdfException(UdfError.SERVICE_FAILED, why, cause);
  }
}
