package io.github.wasmudf.engine;

import org.jspecify.annotations.Nullable;

/**
 * A call shape: bytes go in through the guest's own allocator, and packed bytes come out.
 *
 * <p>The host calls {@code allocate(length)}, writes exactly that many bytes, calls the function,
 * copies its result and then, where there is one, calls {@code release(pointer, length)} on the
 * input. A 0 from {@code allocate} or an i64 of 0 from the function is a refusal.
 *
 * @param allocate export of type {@code (i32) -> i32}
 * @param function export of the type that {@code form} says
 * @param release export of type {@code (i32, i32) -> ()}, or null
 * @param form how the function takes its input and packs its result
 */
public record BytesProtocol(String allocate, String function, @Nullable String release, Form form) {
  /** What a function's parameters and its result mean. */
  public enum Form {
    /** {@code (pointer, length) -> pointer << 32 | length}. */
    POINTER_HIGH("(i32, i32) -> i64"),
    /** {@code (pointer, length) -> length << 32 | pointer}. */
    LENGTH_HIGH("(i32, i32) -> i64"),
    /**
     * {@code (pointer, length, parameters, length) -> length << 32 | pointer}. The input begins
     * with the parameters and their length, {@code [u32 LE n][n bytes]}; the function gets the
     * addresses of both parts.
     */
    WITH_PARAMETERS("(i32, i32, i32, i32) -> i64"),
    /**
     * {@code (state, pointer, length) -> 0} where the guest took the input into a state that it
     * keeps; anything else is a refusal. A row that is done has an empty result.
     */
    INTO_STATE("(i32, i32, i32) -> i32"),
    /**
     * {@code (pointer, length) -> number}: the result is the number's four bytes, least significant
     * first; a number that is not above 0 is a refusal. Such a function is called for single rows,
     * and with bytes out.
     */
    TO_NUMBER("(i32, i32) -> i32"),
    /** {@code (state) -> pointer << 32 | length}. There is no input, and nothing is allocated. */
    OF_STATE("(i32) -> i64"),
    /** {@code (state) -> ()}. There is no input, and the result is empty. */
    END_STATE("(i32) -> ()");

    @SuppressWarnings("ImmutableEnumChecker") // it is, though not annotated
    private final FunctionType type;

    Form(String type) {
      this.type = FunctionType.of(type);
    }

    /** The type that a function of this form has. */
    public FunctionType type() {
      return type;
    }

    /**
     * Whether the function works on a state in the guest, which each row names: {@link
     * RowBatch#state}. Such a function is called with batches only, be they of one row.
     */
    public boolean hasState() {
      return this == INTO_STATE || this == OF_STATE || this == END_STATE;
    }
  }

  /** The usual form. */
  public BytesProtocol(String allocate, String function, @Nullable String release) {
    this(allocate, function, release, Form.POINTER_HIGH);
  }
}
