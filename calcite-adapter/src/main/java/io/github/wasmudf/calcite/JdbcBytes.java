package io.github.wasmudf.calcite;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.jdbc.JdbcToEnumerableConverter;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttleImpl;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Rows of another database, whose binary values become what Calcite means by one. Calcite 1.42.0
 * hands on what the JDBC driver answers ({@code byte[]}, {@code UUID}), and every function then
 * fails on it with a {@code ClassCastException}. {@code FederationTest} tells when this is needed
 * no more.
 */
final class JdbcBytes extends SingleRel implements EnumerableRel {
  private JdbcBytes(RelOptCluster cluster, RelTraitSet traits, RelNode input) {
    super(cluster, traits, input);
  }

  /** Puts one on every scan of another database that has a binary column; and mends its SQL. */
  static final class Pass extends RelShuttleImpl {
    @Override
    public RelNode visit(RelNode node) {
      if (node instanceof JdbcToEnumerableConverter calcite) {
        RelNode scan = new UnicodeScan(calcite);
        return node.getRowType().getFieldList().stream().anyMatch(f -> isBinary(f.getType()))
            ? new JdbcBytes(
                scan.getCluster(),
                scan.getCluster().traitSetOf(EnumerableConvention.INSTANCE),
                scan)
            : scan;
      }
      return super.visit(node);
    }
  }

  static boolean isBinary(RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    return name == SqlTypeName.BINARY || name == SqlTypeName.VARBINARY;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new JdbcBytes(getCluster(), traits, inputs.get(0));
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Result scan = implementor.visitChild(this, 0, (EnumerableRel) getInput(), prefer);
    BlockBuilder block = new BlockBuilder();
    Expression rows = block.append("rows", scan.block);
    block.add(
        Expressions.return_(null, Expressions.call(WasmFunctions.class, "withByteStrings", rows)));
    return implementor.result(scan.physType, block.toBlock());
  }

  /** The rows, each as its columns in an array or, if there is one only, as it is. */
  static Enumerable<@Nullable Object> converted(Enumerable<@Nullable Object> rows) {
    return rows.select(
        row -> {
          if (row instanceof Object[] columns) {
            for (int i = 0; i < columns.length; i++) {
              columns[i] = value(columns[i]);
            }
            return columns;
          }
          return value(row);
        });
  }

  /** A value as Calcite wants it: bytes, and a UUID, as {@code ByteString}. */
  static @Nullable Object value(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return new ByteString(bytes);
    }
    if (value instanceof UUID uuid) {
      return new ByteString(
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array());
    }
    return value;
  }
}
