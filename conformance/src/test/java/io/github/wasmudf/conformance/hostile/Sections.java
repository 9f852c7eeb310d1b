package io.github.wasmudf.conformance.hostile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes modules apart into their sections, and puts sections together. Stateless. */
final class Sections {
  static final int CUSTOM = 0;
  static final int TYPE = 1;
  static final int IMPORT = 2;
  static final int FUNCTION = 3;
  static final int TABLE = 4;
  static final int MEMORY = 5;
  static final int EXPORT = 7;
  static final int CODE = 10;

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

  /** One section; its length is written when it is joined to others. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Section(int id, byte[] body) {}

  /** A number and where it ends. */
  record Leb(long value, int end) {}

  private Sections() {}

  /**
   * The sections of a module.
   *
   * @throws IndexOutOfBoundsException when it is not made of sections
   */
  static List<Section> of(byte[] module) {
    List<Section> sections = new ArrayList<>();
    for (int at = HEADER.length; at < module.length; ) {
      int id = module[at] & 0xff;
      Leb length = leb(module, at + 1);
      int end = Math.toIntExact(length.end() + length.value());
      if (end > module.length) {
        throw new IndexOutOfBoundsException("section ends at " + end);
      }
      sections.add(new Section(id, Arrays.copyOfRange(module, length.end(), end)));
      at = end;
    }
    return sections;
  }

  /** A module of these sections. */
  static byte[] join(List<Section> sections) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(HEADER);
    for (Section section : sections) {
      out.write(section.id());
      writeLeb(out, section.body().length);
      out.writeBytes(section.body());
    }
    return out.toByteArray();
  }

  /** The unsigned number at a place. */
  static Leb leb(byte[] bytes, int from) {
    long value = 0;
    int at = from;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    return new Leb(value & 0xffff_ffffL, at);
  }

  static void writeLeb(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** The same number in as many bytes as are wanted. */
  static byte[] leb(long value, int bytes) {
    byte[] leb = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      leb[i] = (byte) (((value >>> (7 * i)) & 0x7f) | (i < bytes - 1 ? 0x80 : 0));
    }
    return leb;
  }

  /** A number in as few bytes as it takes. */
  static byte[] leb(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeLeb(out, value);
    return out.toByteArray();
  }

  /**
   * The functions' bodies in a code section.
   *
   * @throws IndexOutOfBoundsException when it is not made of bodies
   */
  static List<byte[]> functionBodies(byte[] codeSection) {
    List<byte[]> bodies = new ArrayList<>();
    Leb count = leb(codeSection, 0);
    int at = count.end();
    for (long left = count.value(); left > 0; left--) {
      Leb length = leb(codeSection, at);
      int end = Math.toIntExact(length.end() + length.value());
      if (end > codeSection.length) {
        throw new IndexOutOfBoundsException("body ends at " + end);
      }
      bodies.add(Arrays.copyOfRange(codeSection, length.end(), end));
      at = end;
    }
    return bodies;
  }

  /** A code section of these bodies. */
  static byte[] codeSection(List<byte[]> bodies) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeLeb(out, bodies.size());
    for (byte[] body : bodies) {
      writeLeb(out, body.length);
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  /** Bytes with a range of them replaced. */
  static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - (to - from) + middle.length);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }
}
