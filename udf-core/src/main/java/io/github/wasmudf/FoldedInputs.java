package io.github.wasmudf;

import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.host.UntrustedReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin made of the inputs of a group, one after the other: each call gets what the one
 * before came to. Nothing is left in the plugin, so any instance may have the next.
 */
final class FoldedInputs implements AggregateState {
  private static final byte[] NO_STATE = {};

  /** Before what the inputs came to, which may be empty. */
  private static final byte SOMETHING = 1;

  private final String label;
  private final PluginExport export;
  private final PluginCalls calls;
  private final CallCounter counter;
  private byte @Nullable [] sum;

  /** No inputs yet. */
  FoldedInputs(String label, PluginExport export, PluginCalls calls, CallCounter counter) {
    this.label = label;
    this.export = export;
    this.calls = calls;
    this.counter = counter;
  }

  @Override
  public void add(Form form, byte[] input) {
    sum = calls.fold(counter, export, sum, input);
  }

  /** What another group came to is of the same kind as an input. */
  @Override
  public void merge(byte[] state) {
    if (state.length > 0) {
      if (state[0] != SOMETHING) {
        throw new UdfException(UdfError.BAD_ARGUMENT, label + ": not the state of an aggregate");
      }
      add(Form.BINARY, Arrays.copyOfRange(state, 1, state.length));
    }
  }

  @Override
  public byte[] state() {
    byte[] present = sum;
    if (present == null) {
      return NO_STATE;
    }
    byte[] state = new byte[present.length + 1];
    state[0] = SOMETHING;
    System.arraycopy(present, 0, state, 1, present.length);
    return state;
  }

  @Override
  public @Nullable String text() {
    byte[] present = sum;
    try {
      return present == null ? null : UntrustedReader.text("result", present);
    } catch (UdfException noText) {
      throw noText.about(label);
    }
  }

  @Override
  public byte @Nullable [] bytes() {
    byte[] present = sum;
    return present == null ? null : present.clone();
  }

  @Override
  public void close() {
    sum = null;
  }
}
