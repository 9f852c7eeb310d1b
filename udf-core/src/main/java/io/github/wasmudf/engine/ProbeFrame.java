package io.github.wasmudf.engine;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Writes the class of {@link StackDescent}'s recursion. It is what javac would make of
 *
 * <pre>{@code
 * static long descend(int depth, int salt, long[] values) {
 *   if (depth == 0) return 0;
 *   if (((depth + salt) & 255) != 0) return descend(depth - 1, salt, values);
 *   long v0 = values[0], v1 = values[1], ...;                    // and so on, 480 of them
 *   return descend(depth - 1, salt, values) + v0 + v1 + ...;
 * }
 * }</pre>
 *
 * but for the 480 declarations. Every one of the variables lives across the call, so every compiler
 * must give each a place in the frame, on the short path as well; the interpreter does so anyway.
 * They are loaded from an array because a load, unlike arithmetic, cannot be moved behind a call.
 * The long path is taken by one frame in 256: often enough that no compiler takes it for dead, as
 * C2 did at one in 4096, and the frame shrank. The method is too long to be inlined into itself,
 * and below the 8000 bytes up to which HotSpot compiles.
 */
final class ProbeFrame {
  /** Variables in one frame. */
  static final int VALUES = 480;

  /** What one frame takes at least, in any form. */
  static final int LEAST_BYTES = 8 * VALUES;

  private static final int JAVA_17 = 61;
  private static final int FIRST_LOCAL = 3;
  private static final int MAX_LOCALS = FIRST_LOCAL + 2 * VALUES;
  private static final int MAX_STACK = 5;

  // The constant pool, in order.
  private static final int THIS_CLASS = 2;
  private static final int OBJECT_CLASS = 4;
  private static final int NAME = 5;
  private static final int TYPE = 6;
  private static final int METHOD = 8;
  private static final int CODE = 9;
  private static final int STACK_MAP_TABLE = 10;
  private static final int POOL_SIZE = 11;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private ProbeFrame() {}

  /** The recursion, of type {@code (int, int, long[]) -> long}. */
  static MethodHandle define() {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> frame = lookup.defineHiddenClass(new ProbeFrame().classFile(), true).lookupClass();
      MethodType type = MethodType.methodType(long.class, int.class, int.class, long[].class);
      return lookup.findStatic(frame, "descend", type);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("cannot define the stack probe", impossible);
    }
  }

  private byte[] classFile() {
    try {
      writeConstants();
      out.writeShort(0x1030); // synthetic final
      out.writeShort(THIS_CLASS);
      out.writeShort(OBJECT_CLASS);
      out.writeShort(0); // interfaces
      out.writeShort(0); // fields
      out.writeShort(1); // methods
      writeMethod();
      out.writeShort(0); // attributes
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void writeConstants() throws IOException {
    out.writeInt(0xcafebabe);
    out.writeInt(JAVA_17);
    out.writeShort(POOL_SIZE);
    writeText(ProbeFrame.class.getPackageName().replace('.', '/') + "/DefinedProbeFrame");
    writeReference(7, 1);
    writeText("java/lang/Object");
    writeReference(7, 3);
    writeText("descend");
    writeText("(II[J)J");
    writeReference(12, NAME, TYPE);
    writeReference(10, THIS_CLASS, 7);
    writeText("Code");
    writeText("StackMapTable");
  }

  private void writeText(String text) throws IOException {
    out.writeByte(1);
    out.writeUTF(text);
  }

  private void writeReference(int tag, int... indexes) throws IOException {
    out.writeByte(tag);
    for (int index : indexes) {
      out.writeShort(index);
    }
  }

  private void writeMethod() throws IOException {
    ProbeCode code = new ProbeCode(METHOD, FIRST_LOCAL, VALUES);
    byte[] instructions = code.instructions();
    out.writeShort(0x0008); // static
    out.writeShort(NAME);
    out.writeShort(TYPE);
    out.writeShort(1); // attributes
    out.writeShort(CODE);
    out.writeInt(2 + 2 + 4 + instructions.length + 2 + 2 + 2 + 4 + 2 + 2);
    out.writeShort(MAX_STACK);
    out.writeShort(MAX_LOCALS);
    out.writeInt(instructions.length);
    out.write(instructions);
    out.writeShort(0); // exceptions
    out.writeShort(1); // attributes
    out.writeShort(STACK_MAP_TABLE);
    out.writeInt(4);
    out.writeShort(2); // at both jump targets the frame is the one the method began with
    out.writeByte(code.firstTarget());
    out.writeByte(code.secondTarget() - code.firstTarget() - 1);
  }
}
