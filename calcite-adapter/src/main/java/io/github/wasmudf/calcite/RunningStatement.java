package io.github.wasmudf.calcite;

import io.github.wasmudf.AggregateState;
import io.github.wasmudf.CallParameters;
import io.github.wasmudf.RowShape;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.TableParameters;
import io.github.wasmudf.TypedBatch;
import io.github.wasmudf.UdfBatch;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfExport;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfRows;
import io.github.wasmudf.catalog.PluginRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one statement: what it has resolved, so that it ends on the versions it began
 * with. {@link RunningStatements} finds it.
 */
final class RunningStatement {
  private final CalciteSession session;
  private final AtomicBoolean cancelled;
  private final boolean timed;
  private final long deadline;
  private final Map<String, UdfFunction> functions = new HashMap<>();
  private final Map<List<Object>, Object> done = new HashMap<>();
  private final Map<Demand, LongSupplier> demands = new ConcurrentHashMap<>();
  private final CreatedCalls created;
  private final LastParameters lastParameters = new LastParameters();
  private boolean aggregating;
  private String lastName = "";
  private @Nullable UdfFunction lastFunction;
  private @Nullable UdfExport lastExport;

  /** Made by {@link RunningStatements}; {@code millis} is null where there is no query timeout. */
  RunningStatement(CalciteSession session, AtomicBoolean cancelled, @Nullable Long millis) {
    this.session = session;
    this.created = new CreatedCalls(session, this::function);
    this.cancelled = cancelled;
    this.timed = millis != null;
    this.deadline = millis == null ? 0 : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  CalciteSession session() {
    return session;
  }

  /** The version of a plugin that this statement calls. */
  PluginRecord plugin(String name) {
    synchronized (session) {
      return function(name).plugin();
    }
  }

  /**
   * One row, text out; null for NULL.
   *
   * @param input asked for the bytes under the session's policy; its errors name the plugin
   */
  @Nullable String text(String name, Input input, @Nullable String parameters) {
    synchronized (session) {
      UdfFunction function = function(name);
      return (String)
          function.value(lastParameters.of(function, parameters), bytes(function, input), true);
    }
  }

  /** One row, bytes out; null for NULL. */
  byte @Nullable [] bytes(String name, Input input, @Nullable String parameters) {
    synchronized (session) {
      UdfFunction function = function(name);
      return (byte[])
          function.value(lastParameters.of(function, parameters), bytes(function, input), false);
    }
  }

  /** One row through an export by its name, text out; null for NULL. */
  @Nullable String exportText(
      String name, String export, Input input, @Nullable String parameters) {
    synchronized (session) {
      UdfExport called = export(name, export);
      UdfFunction function = called.function();
      return (String)
          called.value(
              lastParameters.of(function, parameters, called.takesAnyParameters()),
              bytes(function, input),
              true);
    }
  }

  /** One row through an export by its name, bytes out; null for NULL. */
  byte @Nullable [] exportBytes(
      String name, String export, Input input, @Nullable String parameters) {
    synchronized (session) {
      UdfExport called = export(name, export);
      UdfFunction function = called.function();
      return (byte[])
          called.value(
              lastParameters.of(function, parameters, called.takesAnyParameters()),
              bytes(function, input),
              false);
    }
  }

  private UdfExport export(String name, String exportName) {
    UdfFunction function = function(name);
    UdfExport last = lastExport;
    if (last != null && last.function() == function && exportName.equals(last.name())) {
      return last;
    }
    UdfExport export = function.export(exportName);
    lastExport = export;
    return export;
  }

  /**
   * The rows of a batch; says in the batch which row fails.
   *
   * @param export null for the one that a call which names none means
   * @param text whether text comes out, not bytes
   * @throws UdfException what does not concern a row: there is no such plugin, or it is to end
   */
  void call(
      String name,
      @Nullable String export,
      UdfBatch batch,
      @Nullable String parameters,
      boolean text) {
    synchronized (session) {
      UdfFunction function = function(name);
      if (export != null) {
        UdfExport called = export(name, export);
        CallParameters given = lastParameters.of(function, parameters, called.takesAnyParameters());
        called.call(given, batch, text);
      } else if (text) {
        function.texts(lastParameters.of(function, parameters), batch);
      } else {
        function.bytes(lastParameters.of(function, parameters), batch);
      }
    }
  }

  /** Whether the order of a plugin's calls does not count; so if it cannot be called at all. */
  boolean isRepeatable(String name) {
    return isRepeatable(() -> function(name).isRepeatable());
  }

  /** The same of the plugin behind a created function. */
  boolean isRepeatable(int number) {
    return isRepeatable(() -> created.function(number).isRepeatable());
  }

  private boolean isRepeatable(BooleanSupplier asked) {
    synchronized (session) {
      try {
        return asked.getAsBoolean();
      } catch (UdfException unusable) {
        return true;
      }
    }
  }

  /** Says for what is opened next how many rows are needed of it. */
  void offer(@Nullable Demand demand, LongSupplier rows) {
    if (demand != null) {
      demands.put(demand, rows);
    }
  }

  /** Says that this statement makes the next calls. */
  void goesOn() {
    session.runs(this);
    checkCancelled();
  }

  /** A state for another group of a plugin's aggregate; under the session's lock. */
  AggregateState openGroup(String name, boolean asText) {
    beginAggregating();
    UdfFunction function = function(name);
    return (asText ? function.textAggregate() : function.binaryAggregate()).open(this);
  }

  /**
   * A created aggregate, as this statement resolved it first; under the session's lock.
   *
   * @param number of the {@link CreatedFunctionCall}
   */
  BoundAggregate createdAggregate(int number) {
    beginAggregating();
    return created.aggregate(number);
  }

  /** What the groups of other statements have left with plugins goes once they have answered. */
  private void beginAggregating() {
    if (!aggregating) {
      aggregating = true;
      session.udfs().statementChanged();
    }
  }

  private static long all() {
    return Long.MAX_VALUE;
  }

  /** How many rows are needed by whoever opened something last; all of them where nobody said. */
  LongSupplier demand(@Nullable Demand demand) {
    LongSupplier rows = demand == null ? null : demands.get(demand);
    return rows == null ? RunningStatement::all : rows;
  }

  /**
   * One row of a created function.
   *
   * @param number of the {@link CreatedFunctionCall}
   * @param arguments as generated code has them; changed
   * @return as generated code has the result
   */
  @Nullable Object created(int number, @Nullable Object[] arguments) {
    synchronized (session) {
      session.runs(this);
      checkCancelled();
      return created.function(number).call(arguments);
    }
  }

  /** A created function of this statement. */
  BoundFunction bound(int number) {
    synchronized (session) {
      return created.function(number);
    }
  }

  /** Calls the rows of a batch of a created function; says in the batch which row fails. */
  void call(TypedBatch batch) {
    synchronized (session) {
      session.runs(this);
      checkCancelled();
      batch.call();
    }
  }

  /** Goes on with such a batch, whose rows before one were read. */
  void resume(TypedBatch batch, int row) {
    synchronized (session) {
      session.runs(this);
      checkCancelled();
      batch.resume(row);
    }
  }

  /**
   * One call, rows out; {@link #next} reads them.
   *
   * @param planned the columns of the rows; those that the parameters name must be the same
   */
  UdfRows rows(String name, Input input, @Nullable String parameters, RowShape planned) {
    synchronized (session) {
      UdfFunction function = function(name);
      TableParameters call = tableParameters(function, parameters, planned);
      return function.rows(call.call(), bytes(function, input), planned);
    }
  }

  /**
   * One call of a created table function; null for no rows.
   *
   * @param number of the {@link CreatedFunctionCall}
   * @param arguments as generated code has them; not changed
   */
  @Nullable UdfRows createdRows(int number, @Nullable Object[] arguments) {
    synchronized (session) {
      session.runs(this);
      checkCancelled();
      return created.table(number).rows(arguments);
    }
  }

  /** The next of such rows, or null behind the last. */
  @Nullable Object @Nullable [] next(UdfRows rows) {
    synchronized (session) {
      session.runs(this);
      checkCancelled();
      return rows.next();
    }
  }

  /** No more of such rows are needed. */
  void close(UdfRows rows) {
    synchronized (session) {
      session.runs(this);
      try {
        rows.close();
      } catch (UdfException cancelled) {
        // Whoever goes on with this statement hears of it again.
      }
    }
  }

  private static TableParameters tableParameters(
      UdfFunction function, @Nullable String text, RowShape planned) {
    try {
      TableParameters call = TableParameters.ofNullable(text);
      if (!call.shapeOr(planned).equals(planned)) {
        throw new UdfException(
            UdfError.BAD_OPTION, "parameters that name columns must be a literal");
      }
      return call;
    } catch (UdfException unusable) {
      throw unusable.about(function.plugin().label());
    }
  }

  /** A SQL value that is yet to be read. */
  @FunctionalInterface
  interface Input {
    byte[] bytes(RuntimePolicy policy);
  }

  private byte[] bytes(UdfFunction function, Input input) {
    try {
      return input.bytes(session.policy());
    } catch (UdfException unusable) {
      throw unusable.about(function.plugin().label());
    }
  }

  private UdfFunction function(String name) {
    session.runs(this);
    checkCancelled();
    UdfFunction last = lastFunction;
    if (last != null && name.equals(lastName)) {
      return last;
    }
    UdfFunction function = functions.computeIfAbsent(name, session::resolve);
    lastName = name;
    lastFunction = function;
    return function;
  }

  void checkCancelled() {
    String reason = reasonToEnd();
    if (reason != null) {
      throw new UdfException(UdfError.CANCELLED, reason);
    }
  }

  /** Why this statement is to end, or null; from any thread. */
  @Nullable String reasonToEnd() {
    if (cancelled.get()) {
      return "the statement was cancelled";
    }
    return timed && System.nanoTime() - deadline >= 0
        ? "the statement's query timeout is over"
        : null;
  }

  /**
   * Does something that has an effect, once. The planner may evaluate a call twice for one row, as
   * when a condition uses a column that is computed by it.
   *
   * @param call equal for what is the same call
   */
  @SuppressWarnings("unchecked") // the same call has the same type of answer
  <T> T once(List<Object> call, Supplier<T> effect) {
    synchronized (session) {
      session.runs(this);
      checkCancelled();
      T present = (T) done.get(call);
      if (present == null) {
        present = effect.get();
        done.put(call, present);
      }
      return present;
    }
  }
}
