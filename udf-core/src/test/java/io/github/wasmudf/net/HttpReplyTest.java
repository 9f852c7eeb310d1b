package io.github.wasmudf.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpReplyTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private static HttpReply read(String text) throws IOException {
    return HttpReply.read(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), "GET", 10);
  }

  private static String body(String text) throws IOException {
    return new String(read(text).body(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void read_eachWayToEndABody_hasIt() throws IOException {
    assertThat(body(OK + "Content-Length: 2\r\n\r\nabc")).isEqualTo("ab");
    assertThat(body(OK + "\r\nabc")).isEqualTo("abc");
    assertThat(body(OK + "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\n\r\n"))
        .isEqualTo("abc");
    assertThat(body("HTTP/1.1 204 \r\nContent-Length: 5\r\n\r\n")).isEmpty();
    assertThat(body("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404\r\n\r\nno")).isEqualTo("no");
  }

  @Test
  void read_headers_areByNameInLowerCase() throws IOException {
    HttpReply reply = read("HTTP/1.0 404 Not Found\nA: 1\r\na:2\r\nB:\r\n\r\n");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.reason()).isEqualTo("Not Found");
    assertThat(reply.protocol()).isEqualTo("HTTP/1.0");
    assertThat(reply.headers())
        .containsEntry("a", List.of("1", "2"))
        .containsEntry("b", List.of(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 99 Low\r\n\r\n",
        OK + "Content-Length: -1\r\n\r\n",
        OK + "Content-Length: 9999999999999999999\r\n\r\n",
        OK + "Content-Length: 4\r\n\r\nabc",
        OK + ": nameless\r\n\r\n",
        OK + "Transfer-Encoding: gzip\r\n\r\n",
        OK + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
        OK + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
      })
  void read_whatIsNoAnswer_fails(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
  }

  @Test
  void read_whatIsTooLarge_failsBeforeItIsKept() {
    assertThatThrownBy(() -> read(OK + "Content-Length: 999999999999\r\n\r\n"))
        .isInstanceOf(HttpReply.TooLargeException.class);
    assertThatThrownBy(() -> read(OK + "\r\n" + "x".repeat(11)))
        .isInstanceOf(HttpReply.TooLargeException.class);
    assertThatThrownBy(
            () -> read(OK + "Transfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n7fffffff\r\n"))
        .isInstanceOf(HttpReply.TooLargeException.class);
    assertThatThrownBy(() -> read(OK + "A: b\r\n".repeat(20_000)))
        .hasMessageContaining("headers are too long");
    assertThatThrownBy(() -> read("HTTP/1.1 100 Continue\r\n\r\n".repeat(20)))
        .hasMessageContaining("interim");
  }
}
