package io.github.wasmudf.host;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.net.NetworkHosts;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Requests to the hosts of a list. */
final class CheckedHttp implements HttpAccess {
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Set<String> REFUSED_METHODS = Set.of("CONNECT", "TRACE");

  private final NetworkHosts hosts;
  private final long mostBytes;
  private final NetworkWork work;

  /**
   * @param mostBytes of an answer's body
   */
  CheckedHttp(NetworkHosts hosts, long mostBytes, NetworkWork work) {
    this.hosts = hosts;
    this.mostBytes = mostBytes;
    this.work = work;
  }

  @Override
  public Answer send(Request request, long deadline) {
    if (!METHOD.matcher(request.method()).matches() || REFUSED_METHODS.contains(request.method())) {
      throw failed("the method is not one of HTTP's", null);
    }
    HttpSending sending = sending(request, deadline);
    return work.run("the plugin's request", sending::answer, sending::close, deadline);
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

  static UdfException failed(String why, @Nullable Throwable cause) {
    return new UdfException(UdfError.SERVICE_FAILED, why, cause);
  }
}
