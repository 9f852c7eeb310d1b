package io.github.wasmudf.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Writes a module in the binary format, section by section. */
final class ModuleWriter {
  static final int TYPES = 1;
  static final int IMPORTS = 2;
  static final int FUNCTIONS = 3;
  static final int MEMORIES = 5;
  static final int EXPORTS = 7;
  static final int BODIES = 10;

  /** The kinds of what is imported and exported. */
  static final int KIND_FUNCTION = 0;

  static final int KIND_MEMORY = 2;

  /** Instructions that more than one module is made of. */
  static final int I32_CONST = 0x41;

  static final int CALL = 0x10;
  static final int END = 0x0b;

  private static final int FUNCTION = 0x60;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ModuleWriter() {
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
  }

  /** The next section, with so many things in it. */
  ModuleWriter section(int id, int count, Consumer<ByteArrayOutputStream> content) {
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    writeU32(section, count);
    content.accept(section);
    out.write(id);
    writeSized(out, section);
    return this;
  }

  ModuleImage image() {
    return ModuleImage.of(out.toByteArray());
  }

  static void writeType(ByteArrayOutputStream section, FunctionType type) {
    section.write(FUNCTION);
    writeTypes(section, type.parameters());
    writeTypes(section, type.results());
  }

  private static void writeTypes(ByteArrayOutputStream section, List<ValueType> types) {
    writeU32(section, types.size());
    types.forEach(type -> section.write(type.code()));
  }

  /** The import of a function of a type. */
  static void writeImport(ByteArrayOutputStream section, String module, String name, int type) {
    writeName(section, module);
    writeName(section, name);
    section.write(KIND_FUNCTION);
    writeU32(section, type);
  }

  static void writeExport(ByteArrayOutputStream section, String name, int kind, int index) {
    writeName(section, name);
    section.write(kind);
    writeU32(section, index);
  }

  private static void writeName(ByteArrayOutputStream section, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    writeU32(section, bytes.length);
    section.writeBytes(bytes);
  }

  static void writeSized(ByteArrayOutputStream section, ByteArrayOutputStream part) {
    writeU32(section, part.size());
    section.writeBytes(part.toByteArray());
  }

  static void writeU32(ByteArrayOutputStream section, int value) {
    LimitedModule.writeU32(section, value);
  }

  /** A signed LEB128 of a number that is not negative. */
  static void writeI32(ByteArrayOutputStream body, int value) {
    int rest = value;
    while (rest >= 0x40) {
      body.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    body.write(rest);
  }
}
