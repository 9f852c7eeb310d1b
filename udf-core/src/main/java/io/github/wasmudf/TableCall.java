package io.github.wasmudf;

import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.abi.TableExports;
import io.github.wasmudf.catalog.ErrorRule;
import org.jspecify.annotations.Nullable;

/**
 * The way to a plugin's rows, resolved for one session: little by little, or as one answer. Used by
 * the session's one thread.
 */
final class TableCall {
  private static final byte[] NO_ROWS = {'[', ']'};

  private final String label;
  private final @Nullable TableExports streaming;
  private final @Nullable PluginExport answering;
  private final PluginCalls calls;
  private final GuestCursors cursors;
  private final ErrorRule errors;
  private final long rowLimit;
  private final CallCounter counter = new CallCounter();

  /**
   * The way to rows; one of {@code streaming} and {@code answering} is there.
   *
   * @param label names the plugin, and where there is one the function, in errors
   * @param errors what becomes of rows that are not of their shape
   * @param rowLimit bytes that one row of a stream may take
   */
  TableCall(
      String label,
      @Nullable TableExports streaming,
      @Nullable PluginExport answering,
      PluginCalls calls,
      GuestCursors cursors,
      ErrorRule errors,
      long rowLimit) {
    this.label = label;
    this.streaming = streaming;
    this.answering = answering;
    this.calls = calls;
    this.cursors = cursors;
    this.errors = errors;
    this.rowLimit = rowLimit;
  }

  /**
   * The rows of one call.
   *
   * @param input not changed; kept until the first row is read
   */
  UdfRows rows(CallParameters parameters, byte[] input, RowShape shape) {
    return called(parameters, input, shape).counted(counter, errors);
  }

  private JsonRows called(CallParameters parameters, byte[] input, RowShape shape) {
    if (streaming != null) {
      byte[] head = streaming.open().head(parameters.header());
      GuestCursor cursor = new GuestCursor(cursors, streaming, head, input, counter);
      return new JsonRows(label, cursor, RowFormat.LINES, shape, rowLimit);
    }
    if (answering == null) {
      throw new IllegalStateException(label + " has no rows");
    }
    return JsonRows.of(label, answer(answering, parameters, input), shape);
  }

  private byte[] answer(PluginExport export, CallParameters parameters, byte[] input) {
    try {
      Object answer = calls.value(counter, export, parameters, input, false);
      return answer == null ? NO_ROWS : (byte[]) answer;
    } catch (UdfException failed) {
      throw errors.hidden(failed, label);
    }
  }

  /** As {@link PluginExport#takesPorts}. */
  boolean takesPorts() {
    return answering != null && answering.takesPorts();
  }

  CallCounter counter() {
    return counter;
  }
}
