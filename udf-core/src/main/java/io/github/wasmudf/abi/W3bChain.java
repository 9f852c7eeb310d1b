package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.HttpAccess;
import io.github.wasmudf.host.HttpAccess.Answer;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of Ethereum's kind that a plugin's configuration names, asked by JSON-RPC through the
 * hosts that it was granted. Keys are the node's: what is to be signed, it signs for the account
 * that the configuration says.
 */
final class W3bChain {
  private static final int OK = 200;

  /** A number of 256 bits has no more, in any notation. */
  private static final int MOST_DIGITS = 80;

  /** The key of the nodes in a plugin's configuration; no guest reads it. */
  static final String CHAINS = "chains";

  private final ObjectNode config;

  /**
   * The nodes of a configuration: {@code {"chains":{"4690":{"url":"..","from":"0x..",
   * "operators":{"name":"0x.."}}}}}.
   */
  W3bChain(ObjectNode config) {
    this.config = config;
  }

  /** Whether there is a node to ask. */
  boolean isThere() {
    return config.path(CHAINS).isObject();
  }

  /**
   * What a contract answers, without a transaction.
   *
   * @param chain null for the only one that there is
   * @param request {@code {"to","data"}}
   */
  byte[] call(HttpAccess http, @Nullable Integer chain, byte[] request, long deadline) {
    JsonNode asked = GuestJson.read("the call of a contract", request);
    ArrayNode parameters = GuestJson.newObject().arrayNode();
    ObjectNode call = parameters.addObject();
    call.put("to", hex(asked, "to"));
    call.put("data", hex(asked, "data"));
    parameters.add("latest");
    String answer = ask(http, node(chain), "eth_call", parameters, deadline);
    return bytes(answer);
  }

  /**
   * Has a node sign and send a transaction; answers its hash.
   *
   * @param chain null for the only one that there is
   * @param request {@code {"to","value","data"}}, with {@code "operatorName"} for another account
   *     than the usual one
   */
  String send(HttpAccess http, @Nullable Integer chain, byte[] request, long deadline) {
    JsonNode asked = GuestJson.read("the transaction", request);
    JsonNode node = node(chain);
    ArrayNode parameters = GuestJson.newObject().arrayNode();
    ObjectNode transaction = parameters.addObject();
    transaction.put("from", account(node, asked.path("operatorName")));
    transaction.put("to", hex(asked, "to"));
    transaction.put("value", "0x" + value(asked.path("value")).toString(16));
    transaction.put("data", hex(asked, "data"));
    return ask(http, node, "eth_sendTransaction", parameters, deadline);
  }

  private JsonNode node(@Nullable Integer chain) {
    JsonNode chains = config.path(CHAINS);
    JsonNode node =
        chain != null
            ? chains.path(Integer.toUnsignedString(chain))
            : chains.size() == 1 ? chains.elements().next() : GuestJson.newObject();
    if (!node.path("url").isTextual()) {
      throw GuestJson.bad(
          "the configuration has no node for "
              + (chain == null ? "a call that names no chain" : "chain " + chain),
          null);
    }
    return node;
  }

  private static String account(JsonNode node, JsonNode operator) {
    JsonNode account =
        operator.isTextual() && !operator.textValue().isEmpty()
            ? node.path("operators").path(operator.textValue())
            : node.path("from");
    if (!account.isTextual()) {
      throw GuestJson.bad("the configuration has no account to send from", null);
    }
    return account.textValue();
  }

  /** Hexadecimal digits with 0x before them, which guests leave out at times. */
  private static String hex(JsonNode asked, String name) {
    JsonNode value = asked.path(name);
    String text = value.isMissingNode() || value.isNull() ? "" : value.asText();
    String digits = text.toLowerCase(Locale.ROOT).startsWith("0x") ? text.substring(2) : text;
    if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw GuestJson.bad("\"" + name + "\" is not in hexadecimal digits", null);
    }
    return "0x" + digits;
  }

  /** Decimal, or hexadecimal with 0x before it. */
  private static BigInteger value(JsonNode value) {
    String text = value.isMissingNode() || value.isNull() ? "0" : value.asText();
    if (text.length() > MOST_DIGITS) {
      throw GuestJson.bad("\"value\" does not fit 256 bits", null);
    }
    try {
      BigInteger number =
          text.startsWith("0x")
              ? new BigInteger(text.substring(2), 16)
              : new BigInteger(text.isEmpty() ? "0" : text);
      if (number.signum() >= 0 && number.bitLength() <= 256) {
        return number;
      }
    } catch (NumberFormatException malformed) {
      throw GuestJson.bad("\"value\" is no number", malformed);
    }
    throw GuestJson.bad("\"value\" does not fit 256 bits", null);
  }

  private static String ask(
      HttpAccess http, JsonNode node, String method, ArrayNode parameters, long deadline) {
    ObjectNode call = GuestJson.newObject();
    call.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", parameters);
    Answer answer =
        http.send(
            new HttpAccess.Request(
                "POST",
                node.path("url").textValue(),
                Map.of("content-type", List.of("application/json")),
                GuestJson.write(call)),
            deadline);
    if (answer.status() != OK) {
      throw failed(method + ": the node answered with status " + answer.status());
    }
    JsonNode body = GuestJson.read("the node's answer", answer.body());
    JsonNode result = body.path("result");
    if (!result.isTextual()) {
      throw failed(method + ": " + body.path("error").path("message").asText("no result"));
    }
    return result.textValue();
  }

  private static byte[] bytes(String hex) {
    try {
      return HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex);
    } catch (IllegalArgumentException malformed) {
      throw failed("the node's answer is not in hexadecimal digits");
    }
  }

  private static UdfException failed(String words) {
    return new UdfException(UdfError.SERVICE_FAILED, words);
  }
}
