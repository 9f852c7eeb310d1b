package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.RowShape;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.EnumerableTableFunctionScan;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** A table function of a plugin for each row of its input; {@link RowCalls} makes the calls. */
final class CursorScan extends SingleRel implements EnumerableRel {
  private final RowCalls.Plan plan;

  private CursorScan(RelTraitSet traits, RelNode input, RelDataType rowType, RowCalls.Plan plan) {
    super(input.getCluster(), traits, input);
    this.rowType = rowType;
    this.plan = plan;
  }

  /** In the place of what Calcite has planned. */
  static RelNode of(EnumerableTableFunctionScan planned, CursorTable table) {
    RelNode input = planned.getInput(0);
    List<Column> columns = columns(input.getRowType());
    return new CursorScan(
        planned.getTraitSet(),
        cast(input, columns),
        planned.getRowType(),
        plan((RexCall) planned.getCall(), table, columns));
  }

  private static RowCalls.Plan plan(RexCall call, CursorTable table, List<Column> columns) {
    RexNode name = call.getOperands().get(0);
    RexNode parameters = call.getOperands().size() > 2 ? call.getOperands().get(2) : null;
    if (!Constant.is(name) || !Constant.is(parameters)) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "WASM_TABLE_ROWS: the plugin's name and the parameters must be literals");
    }
    Constant plugin = Constant.of(name);
    Constant given = Constant.of(parameters);
    RowShape shape = table.shape(plugin.literal(), given.literal());
    return new RowCalls.Plan(plugin, given, columns, shape);
  }

  /** The types in which a query's columns go to a plugin that declares none. */
  private static List<Column> columns(RelDataType rowType) {
    List<Column> columns = new ArrayList<>();
    boolean isOne = rowType.getFieldCount() == 1;
    for (RelDataTypeField field : rowType.getFieldList()) {
      // A query's own names may be there twice.
      String name = "column " + (field.getIndex() + 1);
      columns.add(new Column(name, isOne ? textOrBytes(field) : type(field)));
    }
    return columns;
  }

  private static SqlType textOrBytes(RelDataTypeField field) {
    return switch (field.getType().getSqlTypeName()) {
      case BINARY, VARBINARY -> SqlType.of(SqlType.Kind.VARBINARY);
      default -> SqlType.of(SqlType.Kind.VARCHAR);
    };
  }

  private static SqlType type(RelDataTypeField field) {
    RelDataType type = field.getType();
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> SqlType.of(SqlType.Kind.BOOLEAN);
      case TINYINT, SMALLINT, INTEGER, BIGINT -> SqlType.of(SqlType.Kind.BIGINT);
      case REAL -> SqlType.of(SqlType.Kind.REAL);
      case FLOAT, DOUBLE -> SqlType.of(SqlType.Kind.DOUBLE);
      case DECIMAL ->
          SqlType.parse("DECIMAL(" + type.getPrecision() + ", " + type.getScale() + ")");
      case DATE -> SqlType.of(SqlType.Kind.DATE);
      case TIME -> SqlType.of(SqlType.Kind.TIME);
      case TIMESTAMP -> SqlType.of(SqlType.Kind.TIMESTAMP);
      default -> textOrBytes(field);
    };
  }

  /** Rows whose columns have just those types. */
  private static RelNode cast(RelNode input, List<Column> columns) {
    RelDataTypeFactory types = input.getCluster().getTypeFactory();
    RexBuilder rex = input.getCluster().getRexBuilder();
    List<RexNode> values = new ArrayList<>();
    boolean isCast = false;
    for (int i = 0; i < columns.size(); i++) {
      RexNode column = rex.makeInputRef(input, i);
      RelDataType due =
          types.createTypeWithNullability(
              ColumnType.declare(types, columns.get(i).type()), column.getType().isNullable());
      RexNode value =
          column.getType().getSqlTypeName() == SqlTypeName.ANY ? column : rex.makeCast(due, column);
      isCast |= !value.equals(column);
      values.add(value);
    }
    return isCast
        ? Condition.calc(input, values, input.getRowType().getFieldNames(), List.of())
        : input;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new CursorScan(traits, inputs.get(0), getRowType(), plan);
  }

  @Override
  protected @Nullable RelDataType deriveRowType() {
    return rowType;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("plan", plan);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Result input = implementor.visitChild(this, 0, (EnumerableRel) getInput(), Prefer.ARRAY);
    boolean isBare = input.physType.getFormat() == JavaRowFormat.SCALAR;
    BlockBuilder block = new BlockBuilder();
    Expression rows = block.append("rows", input.block);
    block.add(
        Expressions.return_(
            null,
            Expressions.call(
                PluginRows.class,
                "forEach",
                DataContext.ROOT,
                implementor.stash(plan, Object.class),
                isBare ? rows : input.physType.convertTo(rows, JavaRowFormat.ARRAY))));
    return implementor.result(
        PhysTypeImpl.of(implementor.getTypeFactory(), getRowType(), JavaRowFormat.ARRAY),
        block.toBlock());
  }
}
