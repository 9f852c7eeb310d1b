package io.github.wasmudf.calcite;

import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.jdbc.JdbcToEnumerableConverter;
import org.apache.calcite.linq4j.tree.ConstantExpression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Shuttle;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;

/**
 * A query of another database, with its text literals as every database writes them. Calcite puts
 * the charset before each that is not in Calcite's default one, and few databases know {@code
 * _UTF-8'..'}; on our driver every text is in UTF-8.
 */
final class UnicodeScan extends JdbcToEnumerableConverter {
  private static final String CHARSET = "_UTF-8";

  UnicodeScan(JdbcToEnumerableConverter scan) {
    this(scan, scan.getTraitSet(), scan.getInput());
  }

  private UnicodeScan(JdbcToEnumerableConverter scan, RelTraitSet traits, RelNode input) {
    super(scan.getCluster(), traits, input);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new UnicodeScan(this, traits, inputs.get(0));
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Result result = super.implement(implementor, prefer);
    return implementor.result(result.physType, result.block.accept(new Rewriting()));
  }

  private static final class Rewriting extends Shuttle {
    @Override
    public ConstantExpression visit(ConstantExpression constant) {
      return constant.value instanceof String text && text.contains(CHARSET)
          ? Expressions.constant(withoutCharsets(text))
          : constant;
    }
  }

  /** The same SQL without charsets before its literals; what is inside of quotes stays. */
  static String withoutCharsets(String sql) {
    StringBuilder plain = new StringBuilder();
    for (int at = 0; at < sql.length(); at++) {
      char c = sql.charAt(at);
      if (sql.startsWith(CHARSET + "'", at)) {
        at += CHARSET.length() - 1;
      } else if (c == '\'' || c == '"' || c == '`') {
        int end = sql.indexOf(c, at + 1);
        int last = end < 0 ? sql.length() - 1 : end;
        plain.append(sql, at, last + 1);
        at = last;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
