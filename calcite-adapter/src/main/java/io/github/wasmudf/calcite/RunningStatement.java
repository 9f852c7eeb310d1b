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
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.calcite.DataContext;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one statement: what it has resolved, so that it ends on the versions it began
 * with. Calcite makes a {@code DataContext} for each execution; it is what generated code passes to
 * us with every row, so finding this from it must cost next to nothing.
 */
final class RunningStatement {
  /** A power of two. Statements that share a slot find each other in the map below. */
  private static final int SLOTS = 256;

  private static final AtomicReferenceArray<Slot> RECENT = new AtomicReferenceArray<>(SLOTS);
  private static final Map<DataContext, RunningStatement> ALL =
      Collections.synchronizedMap(new WeakHashMap<>());

  private static final class Slot extends WeakReference<DataContext> {
    final RunningStatement statement;

    Slot(DataContext root, RunningStatement statement) {
      super(root);
      this.statement = statement;
    }
  }

  private final CalciteSession session;
  private final AtomicBoolean cancelled;
  private final boolean timed;
  private final long deadline;
  private final Map<String, UdfFunction> functions = new HashMap<>();
  private final Map<List<Object>, Object> done = new HashMap<>();
  private final Map<Demand, LongSupplier> demands = new ConcurrentHashMap<>();
  private @Nullable BoundFunction[] created = new @Nullable BoundFunction[0];
  private final Map<Integer, BoundAggregate> aggregates = new HashMap<>();
  private final Map<Integer, BoundTable> tables = new HashMap<>();
  private boolean aggregating;
  private String lastName = "";
  private @Nullable UdfFunction lastFunction;
  private @Nullable UdfExport lastExport;
  private @Nullable String lastText;
  private boolean lastTextIsAny;
  private CallParameters lastParameters = CallParameters.NONE;

  private RunningStatement(CalciteSession session, AtomicBoolean cancelled, @Nullable Long millis) {
    this.session = session;
    this.cancelled = cancelled;
    this.timed = millis != null;
    this.deadline = millis == null ? 0 : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /**
   * The statement that a row belongs to.
   *
   * @throws UnsupportedOperationException while the statement is only being planned: the planner
   *     then leaves the call to the execution
   */
  static RunningStatement of(DataContext root) {
    int at = System.identityHashCode(root) & (SLOTS - 1);
    Slot slot = RECENT.get(at);
    return slot != null && slot.refersTo(root) ? slot.statement : find(root, at);
  }

  private static RunningStatement find(DataContext root, int at) {
    RunningStatement statement = ALL.get(root);
    if (statement == null) {
      statement = begin(root);
      ALL.put(root, statement);
    }
    RECENT.set(at, new Slot(root, statement));
    return statement;
  }

  private static RunningStatement begin(DataContext root) {
    // Only an execution has a flag to cancel it.
    if (!(root.get(DataContext.Variable.CANCEL_FLAG.camelName) instanceof AtomicBoolean flag)) {
      throw new UnsupportedOperationException("plugins are called by running statements only");
    }
    Object timeout = root.get(DataContext.Variable.TIMEOUT.camelName);
    return new RunningStatement(
        CalciteSessions.shared().of(root), flag, timeout instanceof Long millis ? millis : null);
  }

  /** Lets go of a session that has ended. */
  static void forget(CalciteSession session) {
    for (int at = 0; at < SLOTS; at++) {
      Slot slot = RECENT.get(at);
      if (slot != null && slot.statement.session == session) {
        RECENT.compareAndSet(at, slot, null);
      }
    }
    ALL.values().removeIf(statement -> statement.session == session);
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
   * One row, text out.
   *
   * @param input asked for the bytes under the session's policy; its errors name the plugin
   */
  String text(String name, Input input, @Nullable String parameters) {
    synchronized (session) {
      UdfFunction function = function(name);
      return function.text(parameters(function, parameters), bytes(function, input));
    }
  }

  /** One row, bytes out. */
  byte[] bytes(String name, Input input, @Nullable String parameters) {
    synchronized (session) {
      UdfFunction function = function(name);
      return function.bytes(parameters(function, parameters), bytes(function, input));
    }
  }

  /** One row through an export by its name, text out. */
  String exportText(String name, String export, Input input, @Nullable String parameters) {
    synchronized (session) {
      UdfExport called = export(name, export);
      UdfFunction function = called.function();
      return called.text(
          parameters(function, parameters, called.takesAnyParameters()), bytes(function, input));
    }
  }

  /** One row through an export by its name, bytes out. */
  byte[] exportBytes(String name, String export, Input input, @Nullable String parameters) {
    synchronized (session) {
      UdfExport called = export(name, export);
      UdfFunction function = called.function();
      return called.bytes(
          parameters(function, parameters, called.takesAnyParameters()), bytes(function, input));
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
        CallParameters given = parameters(function, parameters, called.takesAnyParameters());
        called.call(given, batch, text);
      } else if (text) {
        function.texts(parameters(function, parameters), batch);
      } else {
        function.bytes(parameters(function, parameters), batch);
      }
    }
  }

  /** Whether the order of a plugin's calls does not count; so if it cannot be called at all. */
  boolean isRepeatable(String name) {
    return isRepeatable(() -> function(name).isRepeatable());
  }

  /** The same of the plugin behind a created function. */
  boolean isRepeatable(int number) {
    return isRepeatable(() -> bound(number).isRepeatable());
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
    return aggregates.computeIfAbsent(
        number, key -> session.resolveAggregate(CreatedFunctionCall.ofNumber(key), this::function));
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
      return bound(number).call(arguments);
    }
  }

  /** A created function of this statement. */
  BoundFunction bound(int number) {
    synchronized (session) {
      BoundFunction known = number < created.length ? created[number] : null;
      return known != null ? known : bind(number);
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

  private BoundFunction bind(int number) {
    BoundFunction bound = session.resolve(CreatedFunctionCall.ofNumber(number), this::function);
    if (created.length <= number) {
      created = Arrays.copyOf(created, number + 1);
    }
    created[number] = bound;
    return bound;
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
      return tables
          .computeIfAbsent(
              number,
              key -> session.resolveTable(CreatedFunctionCall.ofNumber(key), this::function))
          .rows(arguments);
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

  private CallParameters parameters(UdfFunction function, @Nullable String text) {
    return parameters(function, text, text != null && function.takesAnyParameters());
  }

  /** The parameters in a text; the last text's are kept, because rows repeat it. */
  private CallParameters parameters(UdfFunction function, @Nullable String text, boolean anyText) {
    if (text == null) {
      return CallParameters.NONE;
    }
    if (!text.equals(lastText) || anyText != lastTextIsAny) {
      try {
        lastParameters = CallParameters.of(text, anyText);
      } catch (UdfException unusable) {
        throw unusable.about(function.plugin().label());
      }
      lastText = text;
      lastTextIsAny = anyText;
    }
    return lastParameters;
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
