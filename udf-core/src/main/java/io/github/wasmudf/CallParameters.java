package io.github.wasmudf;

import io.github.wasmudf.catalog.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The parameters of one call, ready to go before the data: {@code [u32 LE n][n bytes JSON]}.
 * Immutable; made once per parameter text, not per row.
 */
public final class CallParameters {
  /** No parameters: the plugin gets the bare data. */
  public static final CallParameters NONE = new CallParameters(new byte[0]);

  private final byte[] header;

  private CallParameters(byte[] header) {
    this.header = header;
  }

  /**
   * Parameters from the text of a JSON object, which is passed on as it stands.
   *
   * @throws UdfException {@code BAD_OPTION} when it is not a JSON object
   */
  public static CallParameters of(String json) {
    Json.parseObject("parameters", json);
    return ofAny(json);
  }

  /**
   * Parameters for a function of a plugin.
   *
   * @param anyText whether it takes them in a form of its own: the text is not looked at then
   */
  public static CallParameters of(String text, boolean anyText) {
    return anyText ? ofAny(text) : of(text);
  }

  private static CallParameters ofAny(String parameters) {
    byte[] text = UdfFunction.encode("parameters", parameters);
    return new CallParameters(
        ByteBuffer.allocate(4 + text.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(text.length)
            .put(text)
            .array());
  }

  byte[] header() {
    return header;
  }
}
