package io.github.wasmudf.benchmarks.probes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A module with its own functions over and over, until it is as large as wanted: what an engine has
 * to read, check and compile is code that a compiler wrote. The copies call the originals, and
 * nothing calls them.
 */
final class Enlarged {
  private static final int HEADER = 8;
  private static final int FUNCTIONS = 3;
  private static final int CODE = 10;

  private final byte[] module;
  private int at;

  private Enlarged(byte[] module) {
    this.module = module;
  }

  /** The module with so many bytes, or as it is where it has them, and a section of a name. */
  static byte[] of(byte[] module, int size, String name) {
    byte[] unique = section(0, named(name));
    int times = 1 + Math.max(0, size - module.length) / new Enlarged(module).contents(CODE).length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new Enlarged(module).repeated(times));
    out.writeBytes(unique);
    return out.toByteArray();
  }

  private static byte[] named(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, text.length);
    out.writeBytes(text);
    return out.toByteArray();
  }

  private byte[] repeated(int times) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(module, 0, HEADER);
    at = HEADER;
    while (at < module.length) {
      int id = module[at++];
      int length = read();
      byte[] contents = take(length);
      boolean ofFunctions = id == FUNCTIONS || id == CODE;
      out.writeBytes(section(id, ofFunctions ? vector(contents, times) : contents));
    }
    return out.toByteArray();
  }

  private byte[] contents(int section) {
    at = HEADER;
    while (true) {
      int id = module[at++];
      byte[] contents = take(read());
      if (id == section) {
        return contents;
      }
    }
  }

  private byte[] take(int length) {
    byte[] taken = Arrays.copyOfRange(module, at, at + length);
    at += length;
    return taken;
  }

  /** A vector whose elements are there so many times. */
  private static byte[] vector(byte[] contents, int times) {
    Enlarged elements = new Enlarged(contents);
    int count = elements.read();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, count * times);
    for (int i = 0; i < times; i++) {
      out.write(contents, elements.at, contents.length - elements.at);
    }
    return out.toByteArray();
  }

  private static byte[] section(int id, byte[] contents) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(id);
    write(out, contents.length);
    out.writeBytes(contents);
    return out.toByteArray();
  }

  /** LEB128, as all counts of a module are written. */
  private int read() {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = module[at++];
      value |= (next & 127) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static void write(ByteArrayOutputStream out, int value) {
    int rest = value;
    for (; rest > 127; rest >>>= 7) {
      out.write((rest & 127) | 128);
    }
    out.write(rest);
  }
}
