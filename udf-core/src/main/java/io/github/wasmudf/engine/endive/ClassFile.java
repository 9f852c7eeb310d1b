package io.github.wasmudf.engine.endive;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Reads how large the methods of a generated class are (The Java Virtual Machine, chapter 4). */
final class ClassFile {
  private static final String CODE = "Code";

  private final DataInputStream in;
  private final @Nullable String[] names;

  private ClassFile(byte[] bytes) throws IOException {
    in = new DataInputStream(new ByteArrayInputStream(bytes));
    in.skipNBytes(8); // magic, version
    names = new String[in.readUnsignedShort()];
  }

  /** Tells the name of each method that has code, and the code's length in bytes. */
  static void forEachMethod(byte[] bytes, ObjIntConsumer<String> sink) {
    try {
      new ClassFile(bytes).read(sink);
    } catch (IOException truncated) {
      throw new UncheckedIOException(truncated);
    }
  }

  private void read(ObjIntConsumer<String> sink) throws IOException {
    readConstants();
    in.skipNBytes(6); // access, this, super
    in.skipNBytes(2L * in.readUnsignedShort());
    readMembers((field, code) -> {});
    readMembers(sink);
  }

  private void readConstants() throws IOException {
    for (int i = 1; i < names.length; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> names[i] = in.readUTF();
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++; // a long and a double have two places
        }
        case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        default -> throw new IOException("constant of kind " + tag);
      }
    }
  }

  private void readMembers(ObjIntConsumer<String> sink) throws IOException {
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      in.skipNBytes(2); // access
      String name = names[in.readUnsignedShort()];
      in.skipNBytes(2); // type
      for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
        boolean isCode = CODE.equals(names[in.readUnsignedShort()]);
        long length = Integer.toUnsignedLong(in.readInt());
        if (isCode && name != null) {
          in.skipNBytes(4); // stack, locals
          sink.accept(name, in.readInt());
          length -= 8;
        }
        in.skipNBytes(length);
      }
    }
  }
}
