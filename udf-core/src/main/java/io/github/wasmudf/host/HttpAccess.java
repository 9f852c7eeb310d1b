package io.github.wasmudf.host;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the hosts that a plugin was granted, by http and https. Redirections are answers like
 * any other: nobody follows them.
 */
public interface HttpAccess {
  /**
   * A request.
   *
   * @param method such as {@code GET}
   * @param url absolute, and without a user
   * @param headers by name; those that the protocol itself sets are refused
   * @param body null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and bytes are what it is about
  record Request(
      String method, String url, Map<String, List<String>> headers, byte @Nullable [] body) {}

  /**
   * The answer to a request, whatever its status.
   *
   * @param reason the server's words for the status; may be empty
   * @param protocol such as {@code HTTP/1.1}
   * @param headers by name, in lower case
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and bytes are what it is about
  record Answer(
      int status, String reason, String protocol, Map<String, List<String>> headers, byte[] body) {}

  /**
   * Sends a request and waits for the answer.
   *
   * @param deadline see {@link HostServices}
   * @throws io.github.wasmudf.UdfException {@code NOT_GRANTED} for a host that is not on the
   *     plugin's list, or whose address is internal; {@code SERVICE_FAILED} when there is no
   *     answer; {@code MEMORY_LIMIT} for one beyond what a result may come to
   */
  Answer send(Request request, long deadline);
}
