package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.Signature;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.catalog.CreatedFunction;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.MetaImpl.MetaFunction;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.MetaDataOperation;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.schema.lookup.LikePattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code DatabaseMetaData} tells of created functions, beside what Calcite tells of its own.
 * They are at the connection's root, and so in no schema: {@code getFunctions} has each overload
 * with its description, {@code getFunctionColumns} its result, or the columns of its rows, and its
 * arguments.
 */
final class FunctionMetadata {
  private static final int SCHEMA_PATTERN = 1;
  private static final int NAME_PATTERN = 2;
  private static final int COLUMN_PATTERN = 3;
  private static final int RADIX = 10;

  private FunctionMetadata() {}

  /** What a result is made from: with created functions, where it is about functions. */
  static Meta.Signature with(
      WasmSchema schema, @Nullable QueryState state, Meta.Signature signature) {
    if (state == null) {
      return signature;
    }
    if (state.metaDataOperation == MetaDataOperation.GET_FUNCTIONS) {
      return functions(schema, state.operationArgs, (CalciteSignature<?>) signature);
    }
    return state.metaDataOperation == MetaDataOperation.GET_FUNCTION_COLUMNS
        ? columns(schema, state.operationArgs, signature)
        : signature;
  }

  private static Meta.Signature functions(
      WasmSchema schema, Object[] asked, CalciteSignature<?> calcites) {
    return rows(
        calcites.columns,
        context -> {
          List<Object> rows = new ArrayList<>();
          for (CreatedFunction each : created(schema, asked)) {
            rows.add(row(each));
          }
          for (Object each : calcites.enumerable(context)) {
            rows.add(row((MetaFunction) each));
          }
          return rows;
        });
  }

  /** Where nobody names a schema, as those have none. */
  private static List<CreatedFunction> created(WasmSchema schema, Object[] asked) {
    String inSchema = (String) asked[SCHEMA_PATTERN];
    if (inSchema != null && !inSchema.isEmpty() && !inSchema.equals("%")) {
      return List.of();
    }
    Predicate<String> name = like(asked[NAME_PATTERN]);
    return schema.plugins().functions().stream().filter(each -> name.test(each.name())).toList();
  }

  private static Predicate<String> like(@Nullable Object pattern) {
    if (pattern == null) {
      return name -> true;
    }
    return LikePattern.matcher((String) pattern)::apply;
  }

  private static @Nullable Object[] row(CreatedFunction function) {
    int type =
        function.isTable()
            ? DatabaseMetaData.functionReturnsTable
            : DatabaseMetaData.functionNoTable;
    return new @Nullable Object[] {
      null,
      null,
      function.name(),
      function.declaration().description(),
      (short) type,
      specific(function)
    };
  }

  /** Overloads are told apart by it. */
  private static String specific(CreatedFunction function) {
    return function.name() + "(" + function.declaration().signature().argumentTypes() + ")";
  }

  private static @Nullable Object[] row(MetaFunction calcites) {
    return new @Nullable Object[] {
      calcites.functionCat,
      calcites.functionSchem,
      calcites.functionName,
      calcites.remarks,
      calcites.functionType,
      calcites.specificName
    };
  }

  private static Meta.Signature columns(
      WasmSchema schema, Object[] asked, Meta.Signature calcites) {
    return rows(
        calcites.columns,
        context -> {
          Predicate<String> name = like(asked[COLUMN_PATTERN]);
          List<Object> rows = new ArrayList<>();
          for (CreatedFunction each : created(schema, asked)) {
            addColumns(rows, each, name);
          }
          return rows;
        });
  }

  private static void addColumns(
      List<Object> rows, CreatedFunction function, Predicate<String> wanted) {
    Signature signature = function.declaration().signature();
    SqlType returns = signature.returns();
    if (returns != null && wanted.test("")) {
      rows.add(column(function, "", DatabaseMetaData.functionReturn, returns, 0));
    }
    add(rows, function, signature.arguments(), DatabaseMetaData.functionColumnIn, wanted);
    add(rows, function, signature.columns(), DatabaseMetaData.functionColumnResult, wanted);
  }

  private static void add(
      List<Object> rows,
      CreatedFunction function,
      List<Column> columns,
      int kind,
      Predicate<String> wanted) {
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).sqlName();
      if (wanted.test(name)) {
        rows.add(column(function, name, kind, columns.get(i).type(), i + 1));
      }
    }
  }

  private static @Nullable Object[] column(
      CreatedFunction function, String name, int kind, SqlType type, int place) {
    boolean isNumber = type.kind() == SqlType.Kind.DECIMAL;
    return new @Nullable Object[] {
      null,
      null,
      function.name(),
      name,
      (short) kind,
      ColumnType.of(type).name().getJdbcOrdinal(),
      type.toString(),
      type.precision() > 0 ? type.precision() : null,
      null,
      isNumber ? (short) type.scale() : null,
      isNumber ? (short) RADIX : null,
      (short) DatabaseMetaData.functionNullable,
      null,
      null,
      place,
      "YES",
      specific(function)
    };
  }

  /** Made when the result is read. */
  @FunctionalInterface
  private interface Rows {
    List<Object> of(DataContext context);
  }

  private static Meta.Signature rows(List<ColumnMetaData> columns, Rows rows) {
    return new CalciteSignature<>(
        "",
        List.of(),
        Map.of(),
        null,
        columns,
        Meta.CursorFactory.ARRAY,
        null,
        List.of(),
        -1,
        null,
        Meta.StatementType.SELECT) {
      @Override
      public Enumerable<Object> enumerable(DataContext context) {
        return Linq4j.asEnumerable(rows.of(context));
      }
    };
  }
}
