package io.github.wasmudf.engine;

import java.io.ByteArrayOutputStream;

/** The bytecode of the {@link ProbeFrame}'s only method. */
final class ProbeCode {
  private static final int SIPUSH = 0x11;
  private static final int WIDE = 0xc4;
  private static final int LLOAD = 0x16;
  private static final int LSTORE = 0x37;
  private static final int ILOAD_0 = 0x1a;
  private static final int ILOAD_1 = 0x1b;
  private static final int ALOAD_2 = 0x2c;
  private static final int LALOAD = 0x2f;
  private static final int ICONST_1 = 0x04;
  private static final int LCONST_0 = 0x09;
  private static final int IADD = 0x60;
  private static final int LADD = 0x61;
  private static final int ISUB = 0x64;
  private static final int IAND = 0x7e;
  private static final int IFEQ = 0x99;
  private static final int IFNE = 0x9a;
  private static final int LRETURN = 0xad;
  private static final int INVOKESTATIC = 0xb8;

  private static final int CALL_BYTES = 8;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int method;
  private final int firstTarget;
  private final int secondTarget;

  ProbeCode(int method, int firstLocal, int values) {
    this.method = method;
    write(ILOAD_0, IFNE, 0, 5, LCONST_0, LRETURN);
    firstTarget = out.size();
    write(ILOAD_0, ILOAD_1, IADD, SIPUSH, 0, 255, IAND, IFEQ, 0, 3 + CALL_BYTES + 1);
    writeCall();
    write(LRETURN);
    secondTarget = out.size();
    for (int i = 0; i < values; i++) {
      write(ALOAD_2, SIPUSH, i >> 8, i, LALOAD);
      writeWide(LSTORE, firstLocal + 2 * i);
    }
    writeCall();
    for (int i = 0; i < values; i++) {
      writeWide(LLOAD, firstLocal + 2 * i);
      write(LADD);
    }
    write(LRETURN);
  }

  byte[] instructions() {
    return out.toByteArray();
  }

  int firstTarget() {
    return firstTarget;
  }

  int secondTarget() {
    return secondTarget;
  }

  /** {@code descend(depth - 1, salt, values)}, {@link #CALL_BYTES} long. */
  private void writeCall() {
    write(ILOAD_0, ICONST_1, ISUB, ILOAD_1, ALOAD_2, INVOKESTATIC, method >> 8, method);
  }

  private void writeWide(int instruction, int local) {
    write(WIDE, instruction, local >> 8, local);
  }

  private void write(int... codes) {
    for (int code : codes) {
      out.write(code);
    }
  }
}
