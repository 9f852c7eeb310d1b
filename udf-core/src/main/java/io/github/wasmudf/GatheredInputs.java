package io.github.wasmudf;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.wasmudf.abi.PluginExport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * All inputs of a group in one JSON array, for plugins that keep no states: one call when the
 * result is asked for. A text is a JSON string, bytes are one in base64.
 */
final class GatheredInputs implements AggregateState {
  private static final byte[] EMPTY = {'[', ']'};

  private final PluginExport export;
  private final PluginCalls calls;
  private final CallParameters parameters;
  private final CallCounter counter;
  private final String label;
  private final long limit;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private @Nullable JsonGenerator json;

  /**
   * No inputs yet.
   *
   * @param limit what the inputs may take together, in bytes
   */
  GatheredInputs(
      String label,
      PluginExport export,
      PluginCalls calls,
      CallParameters parameters,
      CallCounter counter,
      long limit) {
    this.parameters = parameters;
    this.label = label;
    this.export = export;
    this.calls = calls;
    this.counter = counter;
    this.limit = limit;
  }

  @Override
  public void add(Form form, byte[] input) {
    requireRoom(input.length);
    written(
        out -> {
          switch (form) {
            case TEXT -> out.writeUTF8String(input, 0, input.length);
            case BINARY -> out.writeBinary(input);
            case JSON -> out.writeRawValue(new String(input, StandardCharsets.UTF_8));
          }
        });
  }

  @Override
  public void merge(byte[] state) {
    int last = state.length - 1;
    if (last < 1 || state[0] != '[' || state[last] != ']') {
      throw new UdfException(
          UdfError.BAD_ARGUMENT, label + ": not the state of an aggregate: no JSON array");
    }
    if (last > 1) {
      requireRoom(last);
      written(out -> out.writeRawValue(new String(state, 1, last - 1, StandardCharsets.UTF_8)));
    }
  }

  private void requireRoom(int more) {
    if ((long) buffer.size() + more > limit) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT,
          label
              + ": bytes of one group's inputs, which are gathered because the plugin keeps no states"
              + " (with the aggregate exports agg_new, agg_add, ... it would get them one by one)",
          limit,
          buffer.size(),
          more);
    }
  }

  /** Writes one value or more into the array. */
  @FunctionalInterface
  private interface Writing {
    void to(JsonGenerator out) throws IOException;
  }

  private void written(Writing value) {
    try {
      JsonGenerator out = json;
      if (out == null) {
        out = RowJson.FACTORY.createGenerator(buffer);
        out.writeStartArray();
        json = out;
      }
      value.to(out);
      out.flush();
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, "an input cannot be written", broken);
    }
  }

  @Override
  public byte[] state() {
    if (json == null) {
      return EMPTY.clone();
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(buffer.size() + 1);
    whole.writeBytes(buffer.toByteArray());
    whole.write(']');
    return whole.toByteArray();
  }

  @Override
  public @Nullable String text() {
    return (String) calls.value(counter, export, parameters, state(), true);
  }

  @Override
  public byte @Nullable [] bytes() {
    return (byte[]) calls.value(counter, export, parameters, state(), false);
  }

  @Override
  public void close() {
    buffer.reset();
    json = null;
  }
}
