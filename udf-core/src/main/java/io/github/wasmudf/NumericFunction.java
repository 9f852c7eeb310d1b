package io.github.wasmudf;

import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.Encoding;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.NumberRows;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An export of numbers of a plugin's version, resolved for one session: the plugin's typed
 * function. Of one with several results a call of a single row answers the first; a {@link
 * NumberBatch} has room for all. Used by the session's one thread. NULL never comes here: a
 * database answers NULL without a call.
 *
 * <p>Numbers travel as raw bits in a long: an INTEGER in the low half ({@code (int) bits}), a
 * BIGINT as it is, a REAL as {@code Float.floatToRawIntBits} in the low half, a DOUBLE as {@code
 * Double.doubleToRawLongBits}. Of an argument the other half is ignored; of a result it is 0.
 *
 * <p>Every exception is a {@link UdfException} that names the plugin; afterwards the next call is
 * as good as the first.
 */
public final class NumericFunction {
  private final String export;
  private final String label;
  private final int slot;
  private final List<SqlType> parameters;
  private final List<SqlType> results;
  private final PluginCalls calls;
  private final CallCounter counter = new CallCounter();

  /**
   * @param label names the plugin in errors
   * @param slot the number of this function among those of its plugin
   */
  NumericFunction(String export, FunctionType type, String label, int slot, PluginCalls calls) {
    this.export = export;
    this.label = label;
    this.slot = slot;
    this.parameters = type.parameters().stream().map(NumericFunction::sqlType).toList();
    this.results = type.results().stream().map(NumericFunction::sqlType).toList();
    this.calls = calls;
  }

  /**
   * What SQL sees of an export of numbers of that type: a value, or of several results a table of
   * one row, whose columns are called as those of a row that nobody named are.
   */
  static Signature signature(FunctionType type) {
    List<Column> arguments = columns("x", type.parameters());
    return type.results().size() == 1
        ? Signature.scalar(arguments, sqlType(type.results().get(0)), false, false)
        : Signature.table(arguments, columns("c", type.results()), false);
  }

  private static List<Column> columns(String letter, List<ValueType> types) {
    List<Column> columns = new ArrayList<>();
    for (ValueType type : types) {
      columns.add(new Column(letter + (columns.size() + 1), sqlType(type)));
    }
    return columns;
  }

  /**
   * Checks that a declaration says of an export of numbers what it is.
   *
   * @throws UdfException {@code BAD_OPTION} that says what it should be
   */
  static void require(FunctionType type, DeclaredFunction function) {
    Signature declared = function.signature();
    Signature own = signature(type);
    if (declared.calledOnNull()
        || function.encoding() != Encoding.JSON
        || !declared.argumentTypes().equals(own.argumentTypes())
        || !answers(type, declared)) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "its export is over numbers: "
              + own
              + "; NULL is none, so on_null cannot be call, and there is no encoding");
    }
  }

  /** Whether a declaration has the results of an export: as a value, a list, or columns. */
  private static boolean answers(FunctionType type, Signature declared) {
    List<SqlType> results = type.results().stream().map(NumericFunction::sqlType).toList();
    SqlType returns = declared.returns();
    if (returns == null) {
      return declared.columns().stream().map(Column::type).toList().equals(results);
    }
    return switch (returns.kind()) {
      case ARRAY -> results.stream().allMatch(returns.elements()::equals);
      case ROW -> returns.fields().stream().map(Column::type).toList().equals(results);
      default -> results.equals(List.of(returns));
    };
  }

  private static SqlType sqlType(ValueType type) {
    return SqlType.of(
        switch (type) {
          case I32 -> SqlType.Kind.INTEGER;
          case I64 -> SqlType.Kind.BIGINT;
          case F32 -> SqlType.Kind.REAL;
          case F64 -> SqlType.Kind.DOUBLE;
          default -> throw new IllegalArgumentException("not a number: " + type);
        });
  }

  /** The name of the module's function. */
  public String export() {
    return export;
  }

  /** What it takes. */
  public List<SqlType> parameters() {
    return parameters;
  }

  /** What it answers, or the first of several. */
  public SqlType result() {
    return results.get(0);
  }

  /** All that it answers. */
  public List<SqlType> results() {
    return results;
  }

  /** One row of an export without parameters. */
  public long call() {
    return call(0, 0, 0, 0);
  }

  /** One row of one argument. */
  public long call(long first) {
    return call(first, 0, 0, 0);
  }

  /** One row of two arguments. */
  public long call(long first, long second) {
    return call(first, second, 0, 0);
  }

  /** One row of three arguments. */
  public long call(long first, long second, long third) {
    return call(first, second, third, 0);
  }

  /** One row of four arguments; of fewer, the rest being ignored. */
  public long call(long first, long second, long third, long fourth) {
    if (parameters.size() > NumbersCall.FEW) {
      throw new IllegalArgumentException(export + " takes " + parameters.size() + " arguments");
    }
    return call(counter, first, second, third, fourth, null);
  }

  /**
   * One row of as many arguments as there are parameters.
   *
   * @param arguments not changed, not kept
   */
  public long call(long[] arguments) {
    if (arguments.length != parameters.size()) {
      throw new IllegalArgumentException(export + " takes " + parameters.size() + " arguments");
    }
    return call(counter, arguments);
  }

  /** The same, counted elsewhere. */
  long call(CallCounter elsewhere, long[] arguments) {
    return call(elsewhere, 0, 0, 0, 0, arguments);
  }

  private long call(
      CallCounter counting,
      long first,
      long second,
      long third,
      long fourth,
      long @Nullable [] arguments) {
    long began = counting.begin();
    CallSplit split = began == 0 ? null : counting.split();
    try {
      PluginInstance instance = calls.leaseForNumbers();
      long bits;
      try {
        instance.use();
        PluginCalls.begin(split, instance);
        NumbersCall call = instance.numbers(slot, export);
        bits = arguments == null ? call.call(first, second, third, fourth) : call.call(arguments);
      } finally {
        PluginCalls.end(split, instance);
        calls.giveBackOfNumbers(instance);
      }
      counting.end(began, split);
      return bits;
    } catch (UdfException failed) {
      counting.failed(failed.error());
      throw failed.about(label);
    } catch (OutOfMemoryError exhausted) {
      counting.failed(UdfError.MEMORY_LIMIT);
      throw UdfException.noHeap(exhausted).about(label);
    }
  }

  /** Calls the rows of a batch that are not done; never throws for a row. */
  public void call(NumberBatch batch) {
    call(counter, batch);
  }

  /** The same, counted elsewhere. */
  void call(CallCounter elsewhere, NumberBatch batch) {
    if (batch.rows().parameters() != parameters.size()) {
      throw new IllegalArgumentException(export + " takes " + parameters.size() + " arguments");
    }
    if (batch.rows().resultCount() != results.size()) {
      throw new IllegalArgumentException(export + " answers " + results.size() + " results");
    }
    if (!batch.isOpen()) {
      return;
    }
    int before = batch.rows().called();
    int due = batch.size() - batch.done();
    CallSplit split = elsewhere.splitRows(due);
    long began = elsewhere.beginRows(due);
    callRows(batch, split);
    UdfException failure = batch.failure();
    elsewhere.endRows(
        began, batch.rows().called() - before, failure == null ? null : failure.error(), split);
  }

  private void callRows(NumberBatch batch, @Nullable CallSplit split) {
    try {
      while (batch.isOpen()) {
        run(batch.rows(), split);
      }
    } catch (UdfException failed) {
      batch.fail(failed.about(label));
    } catch (OutOfMemoryError exhausted) {
      batch.fail(UdfException.noHeap(exhausted).about(label));
    }
  }

  private void run(NumberRows rows, @Nullable CallSplit split) {
    PluginInstance instance = calls.leaseForNumbers();
    try {
      instance.use();
      PluginCalls.begin(split, instance);
      instance.callNumbers(slot, export, rows);
    } finally {
      PluginCalls.end(split, instance);
      calls.giveBackOfNumbers(instance);
    }
  }

  CallCounter counter() {
    return counter;
  }
}
