package io.github.wasmudf.conformance.hostile;

import static io.github.wasmudf.conformance.hostile.Sections.writeLeb;

import io.github.wasmudf.conformance.hostile.Sections.Section;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Builds a valid plugin that has far too much of something: a memory, {@code alloc} and {@code
 * transform} (which answers its input), and whatever is put beside them.
 */
final class HugeModule {
  private static final byte[] ALLOC = code("", "41 80 08");
  private static final byte[] ECHO = code("", "20 00 ad 42 20 86 20 01 ad 84");

  private final Vector types = new Vector();
  private final Vector imports = new Vector();
  private final Vector functions = new Vector();
  private final Vector globals = new Vector();
  private final Vector exports = new Vector();
  private final Vector elements = new Vector();
  private final Vector bodies = new Vector();
  private final Vector data = new Vector();
  private final List<Section> custom = new ArrayList<>();

  /** Elements with their number before them. */
  private static final class Vector {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int count;

    void add(byte[] element) {
      bytes.writeBytes(element);
      count++;
    }

    void into(List<Section> sections, int id) {
      if (count > 0) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writeLeb(body, count);
        body.writeBytes(bytes.toByteArray());
        sections.add(new Section(id, body.toByteArray()));
      }
    }
  }

  HugeModule() {
    types.add(hex("60 01 7f 01 7f"));
    types.add(hex("60 02 7f 7f 01 7e"));
    types.add(hex("60 00 00"));
  }

  /** Bytes written as hexadecimal numbers. */
  static byte[] hex(String text) {
    return HexFormat.ofDelimiter(" ").parseHex(text);
  }

  static byte[] leb(long value) {
    return Sections.leb(value);
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] repeated(byte[] part, int times) {
    byte[] all = new byte[part.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(part, 0, all, i * part.length, part.length);
    }
    return all;
  }

  static byte[] name(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return joined(leb(utf8.length), utf8);
  }

  /** A name of so many bytes. */
  static byte[] longName(int length) {
    byte[] name = new byte[length];
    Arrays.fill(name, (byte) 'n');
    return joined(leb(length), name);
  }

  private static byte[] code(String locals, String instructions) {
    return code(locals.isEmpty() ? hex("00") : hex(locals), hex(instructions));
  }

  /** A function's body. */
  static byte[] code(byte[] locals, byte[] instructions) {
    return joined(locals, instructions, hex("0b"));
  }

  HugeModule type(byte[] type) {
    types.add(type);
    return this;
  }

  HugeModule wasiImport(byte[] name) {
    imports.add(joined(name("wasi_snapshot_preview1"), name, hex("00 02")));
    return this;
  }

  /** A function of type {@code () -> ()}. */
  HugeModule function(byte[] code) {
    functions.add(hex("02"));
    bodies.add(joined(leb(code.length), code));
    return this;
  }

  HugeModule global() {
    globals.add(hex("7f 00 41 00 0b"));
    return this;
  }

  /** Another export of the memory. */
  HugeModule export(byte[] name) {
    exports.add(joined(name, hex("02 00")));
    return this;
  }

  HugeModule exportFunction(byte[] name, int index) {
    exports.add(joined(name, hex("00"), leb(index)));
    return this;
  }

  HugeModule emptyData() {
    data.add(hex("00 41 00 0b 00"));
    return this;
  }

  HugeModule emptyElements() {
    elements.add(hex("01 00 00"));
    return this;
  }

  /** One passive segment of so many references to a function. */
  HugeModule elements(int count) {
    elements.add(joined(hex("01 00"), leb(count), new byte[count]));
    return this;
  }

  HugeModule custom(String name, byte[] content) {
    custom.add(new Section(Sections.CUSTOM, joined(name(name), content)));
    return this;
  }

  /** Its bytes; once only. */
  byte[] bytes() {
    int alloc = imports.count + functions.count;
    function(ALLOC);
    function(ECHO);
    byte[] typeIndexes = functions.bytes.toByteArray();
    typeIndexes[typeIndexes.length - 2] = 0;
    typeIndexes[typeIndexes.length - 1] = 1;
    exports.add(joined(name("memory"), hex("02 00")));
    exports.add(joined(name("alloc"), hex("00"), leb(alloc)));
    exports.add(joined(name("transform"), hex("00"), leb(alloc + 1L)));
    List<Section> sections = new ArrayList<>(custom);
    types.into(sections, Sections.TYPE);
    imports.into(sections, Sections.IMPORT);
    sections.add(new Section(Sections.FUNCTION, joined(leb(functions.count), typeIndexes)));
    sections.add(new Section(Sections.MEMORY, hex("01 00 01")));
    globals.into(sections, 6);
    exports.into(sections, Sections.EXPORT);
    elements.into(sections, 9);
    bodies.into(sections, Sections.CODE);
    data.into(sections, 11);
    return Sections.join(sections);
  }
}
