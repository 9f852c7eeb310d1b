package io.github.wasmudf;

import io.github.wasmudf.abi.PluginAbi;
import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.pool.Pool;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one plugin's version in one session, whatever SQL makes them: lends each an instance
 * of the engine whose turn it is, and asks again where an answer need not be the plugin's last
 * word. Used by the session's thread; {@link #close} may come from another.
 */
final class PluginCalls implements AutoCloseable {
  private final String label;
  private final StatementWatch watch;
  private final EngineChoice engines;

  /**
   * The calls of a plugin.
   *
   * @param label names the plugin in errors
   * @param engines closed by {@link #close}
   */
  PluginCalls(String label, StatementWatch watch, EngineChoice engines) {
    this.label = label;
    this.watch = watch;
    this.engines = engines;
  }

  /** Which engine makes them. */
  EngineChoice engines() {
    return engines;
  }

  /** One row, as the plugin answers it: a String, or an array of its own. */
  Object call(
      CallCounter counter,
      PluginExport export,
      CallParameters parameters,
      byte[] input,
      boolean asText) {
    return call(counter, export, export.head(parameters.header()), input, asText);
  }

  /** The same as SQL has it: null for NULL. */
  @Nullable Object value(
      CallCounter counter,
      PluginExport export,
      CallParameters parameters,
      byte[] input,
      boolean asText) {
    Object answer = call(counter, export, parameters, input, asText);
    return export.answersNull() && JsonNull.is(answer) ? null : answer;
  }

  /**
   * What the rows of a group have come to with another row.
   *
   * @param before what they have come to without it; null for the first
   * @return an array of its own
   */
  byte[] fold(CallCounter counter, PluginExport export, byte @Nullable [] before, byte[] input) {
    byte[] head = before == null ? PluginAbi.NOTHING_FOLDED : before;
    return (byte[]) call(counter, export, head, input, false);
  }

  private Object call(
      CallCounter counter, PluginExport export, byte[] head, byte[] input, boolean asText) {
    if (engines.isTrying()) {
      return callInTrial(counter, export, head, input, asText);
    }
    long began = counter.begin();
    CallSplit split = began == 0 ? null : counter.split();
    try {
      Object result = answer(export, head, input, asText, split);
      counter.moved((long) head.length + input.length, length(result));
      long took = counter.end(began, split);
      if (took != 0) {
        engines.spent(took);
      }
      return result;
    } catch (UdfException failed) {
      counter.failed(failed.error());
      throw failed;
    }
  }

  private Object callInTrial(
      CallCounter counter, PluginExport export, byte[] head, byte[] input, boolean asText) {
    CallSplit split = counter.splitRows(1);
    long began = System.nanoTime();
    try {
      Object result = answer(export, head, input, asText, split);
      long took = System.nanoTime() - began;
      counter.moved((long) head.length + input.length, length(result));
      counter.count(1, null, took, split);
      engines.called(1, (long) head.length + input.length, took);
      return result;
    } catch (UdfException failed) {
      counter.count(0, failed.error(), 0, null);
      engines.called(1, (long) head.length + input.length, System.nanoTime() - began);
      throw failed;
    }
  }

  /** A text's bytes are not at hand any more. */
  private static long length(Object result) {
    return result instanceof byte[] bytes ? bytes.length : ((String) result).length();
  }

  private Object answer(
      PluginExport export, byte[] head, byte[] input, boolean asText, @Nullable CallSplit split) {
    boolean isProvisional = engines.isProvisional();
    try {
      return answer(engines.pool(), export, head, input, asText, split);
    } catch (UdfException provisional) {
      if (provisional.error() == UdfError.TIME_LIMIT && engines.giveUp()) {
        return answer(engines.pool(), export, head, input, asText, split);
      }
      if (!isProvisional || isLastWord(provisional)) {
        throw provisional;
      }
      Object result = answer(engines.firstPool(), export, head, input, asText, split);
      engines.disqualify(String.valueOf(provisional.getMessage()));
      return result;
    }
  }

  /** Whether none may go on; asking again after a time limit would take the time twice. */
  private static boolean isLastWord(UdfException failed) {
    return failed.error() == UdfError.CANCELLED || failed.error() == UdfError.TIME_LIMIT;
  }

  private Object answer(
      Pool<PluginInstance> pool,
      PluginExport export,
      byte[] head,
      byte[] input,
      boolean asText,
      @Nullable CallSplit split) {
    try {
      watch.check();
      PluginInstance instance = pool.lease();
      boolean wasUsed;
      BytesCall.Refusal refusal;
      try {
        wasUsed = instance.use();
        begin(split, instance);
        BytesCall call = instance.call(export);
        Object result = call(call, head, input, asText);
        if (result != null) {
          return result;
        }
        refusal = call.refusal();
      } finally {
        end(split, instance);
        pool.giveBack(instance);
      }
      if (!wasUsed) {
        throw refused(export, refusal);
      }
      return callFresh(pool, export, head, input, asText);
    } catch (UdfException failed) {
      throw failed.about(label);
    } catch (OutOfMemoryError exhausted) {
      throw UdfException.noHeap(exhausted).about(label);
    }
  }

  static void begin(@Nullable CallSplit split, PluginInstance instance) {
    if (split != null) {
      split.begin(instance);
    }
  }

  static void end(@Nullable CallSplit split, PluginInstance instance) {
    if (split != null) {
      split.end(instance);
    }
  }

  private static @Nullable Object call(BytesCall call, byte[] head, byte[] input, boolean asText) {
    return asText ? call.callText(head, input) : call.call(head, input);
  }

  /**
   * A used guest that answers 0 may only be full ({@code abis.md}, fact 6): what a fresh one says
   * counts.
   */
  private static Object callFresh(
      Pool<PluginInstance> pool, PluginExport export, byte[] head, byte[] input, boolean asText) {
    pool.dropIdle();
    PluginInstance instance = pool.lease();
    try {
      instance.use();
      BytesCall call = instance.call(export);
      Object result = call(call, head, input, asText);
      if (result == null) {
        throw refused(export, call.refusal());
      }
      return result;
    } finally {
      pool.giveBack(instance);
    }
  }

  private static UdfException refused(PluginExport export, BytesCall.Refusal refusal) {
    return new UdfException(
        UdfError.REFUSED,
        refusal == BytesCall.Refusal.ALLOCATE
            ? "the plugin has no room for the input (alloc answered 0)"
            : "the plugin refused the input (" + export.name() + " answered 0)");
  }

  /** The rows of a batch that are not done; never throws for a row. */
  void call(
      CallCounter counter,
      PluginExport export,
      CallParameters parameters,
      UdfBatch batch,
      boolean asText) {
    if (!batch.isOpen()) {
      return;
    }
    byte[] head = export.head(parameters.header());
    boolean isTrying = engines.isTrying();
    int before = batch.called();
    long bytesBefore = batch.calledBytes();
    long resultBefore = batch.resultBytes();
    int due = batch.size() - batch.done();
    CallSplit split = counter.splitRows(due);
    long began = isTrying ? System.nanoTime() : counter.beginRows(due);
    answer(export, head, batch, batch.rows(asText, export.answersNull()), split);
    batch.failureIsAbout(label);
    int called = batch.called() - before;
    counter.moved(
        batch.calledBytes() - bytesBefore + (long) called * head.length,
        batch.resultBytes() - resultBefore);
    UdfException failure = batch.failure();
    UdfError error = failure == null ? null : failure.error();
    if (isTrying) {
      long took = System.nanoTime() - began;
      counter.count(called, error, took, split);
      engines.called(called, batch.inputBytes() + (long) called * head.length, took);
    } else {
      engines.spent(counter.endRows(began, called, error, split));
    }
  }

  private void answer(
      PluginExport export, byte[] head, UdfBatch batch, RowBatch rows, @Nullable CallSplit split) {
    boolean isProvisional = engines.isProvisional();
    answer(engines.pool(), export, head, batch, rows, split);
    UdfException failure = batch.failure();
    if (failure != null && failure.error() == UdfError.TIME_LIMIT && engines.giveUp()) {
      batch.forgive();
      answer(engines.pool(), export, head, batch, rows, split);
      return;
    }
    if (isProvisional && failure != null && !isLastWord(failure)) {
      int row = batch.done();
      batch.forgive();
      answer(engines.firstPool(), export, head, batch, rows, split);
      if (batch.done() > row) {
        engines.disqualify(String.valueOf(failure.getMessage()));
      }
    }
  }

  private void answer(
      Pool<PluginInstance> pool,
      PluginExport export,
      byte[] head,
      UdfBatch batch,
      RowBatch rows,
      @Nullable CallSplit split) {
    try {
      while (batch.isOpen()) {
        watch.check();
        run(pool, export, head, batch, rows, split);
      }
    } catch (UdfException failed) {
      batch.fail(failed);
    } catch (OutOfMemoryError exhausted) {
      batch.fail(UdfException.noHeap(exhausted));
    }
  }

  /** Rows on one instance, until it is used up or one refuses, which a fresh one is asked again. */
  private static void run(
      Pool<PluginInstance> pool,
      PluginExport export,
      byte[] head,
      UdfBatch batch,
      RowBatch rows,
      @Nullable CallSplit split) {
    PluginInstance instance = pool.lease();
    boolean isRefused;
    try {
      int before = batch.called();
      boolean wasUsed = instance.use();
      begin(split, instance);
      isRefused = instance.callRows(export, head, rows);
      if (isRefused && !wasUsed && batch.called() == before) {
        throw refused(export, instance.call(export).refusal());
      }
    } finally {
      end(split, instance);
      pool.giveBack(instance);
    }
    if (isRefused) {
      pool.dropIdle();
    }
  }

  /**
   * An instance for a call of numbers, of the engine that came first: what a single such call costs
   * is below what a trial could measure.
   *
   * @throws UdfException also when the statement is to end
   */
  PluginInstance leaseForNumbers() {
    watch.check();
    return engines.firstPool().lease();
  }

  /** Takes back what {@link #leaseForNumbers} gave. */
  void giveBackOfNumbers(PluginInstance instance) {
    engines.firstPool().giveBack(instance);
  }

  /** An instance to keep states in, of the engine that came first; {@link #giveBackOfStates}. */
  PluginInstance leaseForStates() {
    watch.check();
    return engines.firstPool().keep();
  }

  /** Takes back what {@link #leaseForStates} gave, without a state in it. */
  void giveBackOfStates(PluginInstance instance) {
    engines.firstPool().giveBackKept(instance);
  }

  /** Frees what {@link #leaseForStates} gave. */
  void drop(PluginInstance instance) {
    engines.firstPool().dropKept(instance);
  }

  /**
   * Between calls.
   *
   * @throws UdfException when the statement is to end
   */
  void checkStatement() {
    watch.check();
  }

  @Override
  public void close() {
    engines.close();
  }
}
