package io.github.wasmudf.h2;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes the class file of a created aggregate. All that there is to know is in its name:
 *
 * <pre>
 * public final class [name] extends CreatedAggregate {
 *   public [name]() {
 *     super();
 *   }
 * }
 * </pre>
 */
final class AggregateClassWriter {
  private static final int MAGIC = 0xCAFEBABE;
  private static final int JAVA_17 = 61;
  private static final int PUBLIC_FINAL_SUPER = 0x0031;
  private static final int PUBLIC = 0x0001;

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHOD_REF = 10;
  private static final int NAME_AND_TYPE = 12;

  private static final byte[] CODE = {0x2A, (byte) 0xB7, 0, 8, (byte) 0xB1};

  private AggregateClassWriter() {}

  /** The class file; its code calls the constructor in constant 8. */
  static byte[] write(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(new DataOutputStream(bytes), name);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, String name) throws IOException {
    out.writeInt(MAGIC);
    out.writeShort(0);
    out.writeShort(JAVA_17);
    writeConstants(out, name);
    out.writeShort(PUBLIC_FINAL_SUPER);
    out.writeShort(2);
    out.writeShort(4);
    out.writeShort(0);
    out.writeShort(0);
    out.writeShort(1);
    out.writeShort(PUBLIC);
    out.writeShort(5);
    out.writeShort(6);
    out.writeShort(1);
    out.writeShort(9);
    out.writeInt(2 + 2 + 4 + CODE.length + 2 + 2);
    out.writeShort(1);
    out.writeShort(1);
    out.writeInt(CODE.length);
    out.write(CODE);
    out.writeShort(0);
    out.writeShort(0);
    out.writeShort(0);
  }

  /** Nine of them, counted from 1. */
  private static void writeConstants(DataOutputStream out, String name) throws IOException {
    out.writeShort(10);
    writeText(out, name.replace('.', '/'));
    writeReference(out, CLASS, 1);
    writeText(out, CreatedAggregate.class.getName().replace('.', '/'));
    writeReference(out, CLASS, 3);
    writeText(out, "<init>");
    writeText(out, "()V");
    writeReference(out, NAME_AND_TYPE, 5, 6);
    writeReference(out, METHOD_REF, 4, 7);
    writeText(out, "Code");
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    out.writeByte(UTF8);
    out.writeUTF(text);
  }

  private static void writeReference(DataOutputStream out, int tag, int... constants)
      throws IOException {
    out.writeByte(tag);
    for (int constant : constants) {
      out.writeShort(constant);
    }
  }
}
