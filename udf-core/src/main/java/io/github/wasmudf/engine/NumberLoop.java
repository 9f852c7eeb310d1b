package io.github.wasmudf.engine;

import static io.github.wasmudf.engine.ControlLayout.*;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a module that calls one function of a guest with columns of numbers: what {@code driver}
 * is for bytes. It imports the function and the control memory, in which the columns lie, and
 * exports {@code run}, which calls the rows from CURRENT_ROW up to ROW_COUNT. When the guest traps,
 * CURRENT_ROW says in which row.
 *
 * <p>A column is {@link #COLUMN_BYTES} long, eight bytes a row, one behind the other from {@code
 * DATA} on, those of the results behind those of the parameters.
 */
public final class NumberLoop {
  /** The imports' names: the guest's function, and the control memory. */
  public static final String GUEST = "guest";

  public static final String FUNCTION = "function";
  public static final String MEMORY = "memory";

  /** The exported function. */
  public static final String RUN = "run";

  /** Rows of a run. */
  public static final int MAX_ROWS = 2_048;

  /** Not a power of two: rows of all columns would meet in the same lines of the cache. */
  public static final int COLUMN_BYTES = MAX_ROWS * 8 + 64;

  private static final int ROW = 0;
  private static final int END = 1;
  private static final int SLOT = 2;
  private static final int FIRST_RESULT = 3;

  /** Results of one function; each has a column. */
  private static final int MOST_RESULTS = 100;

  private final FunctionType type;
  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  private NumberLoop(FunctionType type) {
    this.type = type;
  }

  /** Whether an export can be called so: numbers in, numbers out. */
  public static boolean fits(FunctionType type) {
    int results = type.results().size();
    return results > 0
        && results <= MOST_RESULTS
        && type.results().stream().allMatch(NumberLoop::isNumber)
        && type.parameters().stream().allMatch(NumberLoop::isNumber);
  }

  private static boolean isNumber(ValueType type) {
    return type != ValueType.V128 && type != ValueType.REFERENCE;
  }

  /** The module for functions of a type that {@link #fits}. */
  public static byte[] of(FunctionType type) {
    return new NumberLoop(type).module();
  }

  private byte[] module() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(out, 1, types());
    section(out, 2, imports());
    section(out, 3, bytes(1, 1));
    section(out, 7, exports());
    section(out, 10, codes());
    return out.toByteArray();
  }

  private static void section(ByteArrayOutputStream out, int id, byte[] body) {
    out.write(id);
    sized(out, body);
  }

  private static void sized(ByteArrayOutputStream out, byte[] body) {
    LimitedModule.writeU32(out, body.length);
    out.writeBytes(body);
  }

  private static void name(ByteArrayOutputStream out, String name) {
    sized(out, name.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** The guest's function is of type 0, our own of type 1. */
  private byte[] types() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(2, 0x60));
    values(out, type.parameters());
    values(out, type.results());
    out.writeBytes(bytes(0x60, 0, 0));
    return out.toByteArray();
  }

  private static void values(ByteArrayOutputStream out, List<ValueType> types) {
    LimitedModule.writeU32(out, types.size());
    types.forEach(each -> out.write(0x7f - place(each)));
  }

  /** Types, and the instructions that load them, are numbered in this order. */
  private static int place(ValueType type) {
    return switch (type) {
      case I32 -> 0;
      case I64 -> 1;
      case F32 -> 2;
      case F64 -> 3;
      default -> throw new IllegalArgumentException("not a number: " + type);
    };
  }

  private static byte[] imports() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(2);
    name(out, GUEST);
    name(out, FUNCTION);
    out.writeBytes(bytes(0, 0));
    name(out, CompanionModule.CONTROL.importName());
    name(out, MEMORY);
    out.writeBytes(bytes(2, 0, 3)); // of at least three pages
    return out.toByteArray();
  }

  private static byte[] exports() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(1);
    name(out, RUN);
    out.writeBytes(bytes(0, 1));
    return out.toByteArray();
  }

  private byte[] codes() {
    LimitedModule.writeU32(code, 1 + type.results().size()); // groups of variables
    code.writeBytes(bytes(FIRST_RESULT, 0x7f)); // three of type i32
    type.results().forEach(each -> code.writeBytes(bytes(1, 0x7f - place(each))));
    loadHeader(CURRENT_ROW, ROW);
    loadHeader(ROW_COUNT, END);
    code.writeBytes(bytes(0x02, 0x40, 0x03, 0x40)); // block loop
    code.writeBytes(bytes(0x20, ROW, 0x20, END, 0x4f, 0x0d, 1)); // br_if 1 (row >= end)
    storeRow();
    code.writeBytes(bytes(0x20, ROW, 0x41, 3, 0x74, 0x21, SLOT)); // slot = row << 3
    row();
    code.writeBytes(bytes(0x20, ROW, 0x41, 1, 0x6a, 0x21, ROW)); // row += 1
    code.writeBytes(bytes(0x0c, 0, 0x0b, 0x0b)); // br 0, end, end
    storeRow();
    code.write(0x0b);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(1);
    sized(out, code.toByteArray());
    return out.toByteArray();
  }

  private void loadHeader(int offset, int variable) {
    code.writeBytes(bytes(0x41, 0)); // i32.const 0
    access(0x28, 2, offset); // i32.load
    code.writeBytes(bytes(0x21, variable)); // local.set
  }

  private void storeRow() {
    code.writeBytes(bytes(0x41, 0, 0x20, ROW));
    access(0x36, 2, CURRENT_ROW); // i32.store
  }

  private void row() {
    int at = DATA;
    for (ValueType each : type.parameters()) {
      code.writeBytes(bytes(0x20, SLOT));
      // i32.load, i64.load, f32.load, f64.load
      access(0x28 + place(each), 2 + place(each) % 2, at);
      at += COLUMN_BYTES;
    }
    code.writeBytes(bytes(0x10, 0)); // call
    List<ValueType> results = type.results();
    for (int i = results.size() - 1; i >= 0; i--) {
      code.writeBytes(bytes(0x21, FIRST_RESULT + i)); // local.set: the last lies on top
    }
    for (int i = 0; i < results.size(); i++) {
      code.writeBytes(bytes(0x20, SLOT, 0x20, FIRST_RESULT + i));
      storeBits(results.get(i), at);
      at += COLUMN_BYTES;
    }
  }

  private void storeBits(ValueType result, int at) {
    switch (result) {
      case I32 -> code.write(0xad); // i64.extend_i32_u
      case F32 -> code.writeBytes(bytes(0xbc, 0xad)); // i32.reinterpret_f32, i64.extend_i32_u
      case F64 -> code.write(0xbd); // i64.reinterpret_f64
      default -> {}
    }
    access(0x37, 3, at); // i64.store
  }

  private void access(int instruction, int alignment, int offset) {
    code.writeBytes(bytes(instruction, alignment));
    LimitedModule.writeU32(code, offset);
  }
}
