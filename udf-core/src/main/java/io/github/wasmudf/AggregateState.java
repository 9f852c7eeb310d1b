package io.github.wasmudf;

import org.jspecify.annotations.Nullable;

/**
 * What an aggregate has come to for one group of rows. Made by {@link UdfAggregate#open}; nothing
 * is called before the first input or the first question. Used by the session's one thread.
 *
 * <p>Every exception is a {@link UdfException} that names the plugin. Inputs are gathered and cross
 * together, so what one of them met may be told later, when the state is next used. When the
 * plugin's instance fails, all states in it are lost: each use of them says so, with the error that
 * it was.
 */
public sealed interface AggregateState extends AutoCloseable
    permits GuestState, GatheredInputs, FoldedInputs {
  /** What the bytes of an input are; counts only for plugins that get all inputs as one JSON. */
  enum Form {
    /** Text in UTF-8. */
    TEXT,
    /** Bytes without a further meaning. */
    BINARY,
    /** One JSON value in UTF-8. */
    JSON
  }

  /**
   * Adds the input of one row.
   *
   * @param input not changed; kept for a while. NULL never comes here
   */
  void add(Form form, byte[] input);

  /**
   * Adds all that another state has come to.
   *
   * @param state what {@link #state} of one of the same plugin answered
   */
  void merge(byte[] state);

  /** The state's own bytes, for {@link #merge}. It can be used on. */
  byte[] state();

  /** The result so far as text, or null for NULL. More may be added after it. */
  @Nullable String text();

  /** The result so far as bytes, or null for NULL. More may be added after it. */
  byte @Nullable [] bytes();

  /** Gives the state up. Harmless when called again, and never throws but for a cancellation. */
  @Override
  void close();
}
