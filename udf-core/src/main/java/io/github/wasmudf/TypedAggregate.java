package io.github.wasmudf;

import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.Encoding;
import io.github.wasmudf.catalog.ErrorRule;
import io.github.wasmudf.catalog.PluginRecord;

/**
 * A created aggregate, resolved for one session: values of many rows in, one value out. Used by the
 * session's one thread.
 *
 * <p>Every exception is a {@link UdfException} that names the plugin; {@link AggregateState} says
 * what becomes of states then.
 */
public final class TypedAggregate {
  private final CreatedFunction created;
  private final PluginRecord plugin;
  private final UdfAggregate aggregate;
  private final ArgumentEncoder encoder;
  private final AggregateState.Form form;
  private final ResultDecoder decoder;

  TypedAggregate(CreatedFunction created, PluginRecord plugin, UdfAggregate aggregate) {
    DeclaredFunction declaration = created.declaration();
    this.created = created;
    this.plugin = plugin;
    this.aggregate = aggregate;
    this.encoder = ArgumentEncoder.of(declaration, aggregate.takesPorts());
    this.form = form(declaration, aggregate.takesPorts());
    this.decoder = ResultDecoder.of(declaration, aggregate.takesPorts());
  }

  private static AggregateState.Form form(DeclaredFunction declaration, boolean ports) {
    Signature signature = declaration.signature();
    if (declaration.encoding() == Encoding.BINARY) {
      return AggregateState.Form.BINARY;
    }
    if (ports || signature.arguments().size() > 1 || signature.calledOnNull()) {
      return AggregateState.Form.JSON;
    }
    SqlType.Kind kind = signature.arguments().get(0).type().kind();
    return kind.isText()
        ? AggregateState.Form.TEXT
        : kind.isBytes() ? AggregateState.Form.BINARY : AggregateState.Form.JSON;
  }

  /** What this resolves. */
  public CreatedFunction created() {
    return created;
  }

  /** How messages call it: with its plugin. */
  public String label() {
    return plugin.label() + ": " + created.label();
  }

  /** A state without rows; calls nothing yet. As {@link UdfAggregate#open}. */
  public TypedState open(Object statement) {
    return new TypedState(this, aggregate.open(statement));
  }

  boolean calledOnNull() {
    return created.declaration().signature().calledOnNull();
  }

  ArgumentEncoder encoder() {
    return encoder;
  }

  ResultDecoder decoder() {
    return decoder;
  }

  AggregateState.Form form() {
    return form;
  }

  /**
   * Whether a row is one JSON value among others, so that an array around one would be too much.
   */
  boolean isBareValue() {
    return form == AggregateState.Form.JSON
        && aggregate.isGathered()
        && !aggregate.takesPorts()
        && created.declaration().signature().arguments().size() == 1;
  }

  /**
   * Whether a failure makes the result of its group NULL. What costs the plugin's instance, and
   * with it other groups, does not.
   */
  boolean forgives(UdfException failed) {
    return created.declaration().errors().forgives(failed)
        && (aggregate.isGathered() || ErrorRule.isOfAnswer(failed));
  }

  /** A failure as it may be shown. */
  UdfException hidden(UdfException failed) {
    return created.declaration().errors().hidden(failed, label());
  }

  CallCounter counter() {
    return aggregate.counter();
  }

  CallStatistics statistics(String user) {
    return CallStatistics.of(plugin, created.name(), user, aggregate.counter(), false);
  }
}
