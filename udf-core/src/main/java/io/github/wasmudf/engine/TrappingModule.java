package io.github.wasmudf.engine;

import io.github.wasmudf.engine.ModuleOutline.Import;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a module whose functions have the types of a guest's imports and trap, having told control
 * their position. It is for engines on which a function of the host's own costs too much.
 */
final class TrappingModule {
  private static final int FUNCTION = 0x60;
  private static final int I32_CONST = 0x41;
  private static final int CALL = 0x10;
  private static final int UNREACHABLE = 0x00;
  private static final int END = 0x0b;

  private final List<Import> imports;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private TrappingModule(List<Import> imports) {
    this.imports = imports;
  }

  /** One export for each import, named by its position; all of them are functions of numbers. */
  static ModuleImage of(List<Import> imports) {
    return ModuleImage.of(new TrappingModule(imports).write());
  }

  private byte[] write() {
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    writeSection(1, imports.size() + 1, this::writeTypes);
    writeSection(2, 1, TrappingModule::writeImport);
    writeSection(3, imports.size(), this::writeFunctions);
    writeSection(7, imports.size(), this::writeExports);
    writeSection(10, imports.size(), this::writeBodies);
    return out.toByteArray();
  }

  @FunctionalInterface
  private interface Section {
    void write(ByteArrayOutputStream section);
  }

  private void writeSection(int id, int count, Section content) {
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    LimitedModule.writeU32(section, count);
    content.write(section);
    out.write(id);
    LimitedModule.writeU32(out, section.size());
    out.writeBytes(section.toByteArray());
  }

  private void writeTypes(ByteArrayOutputStream section) {
    writeType(section, FunctionType.of("(i32) -> ()"));
    for (Import wanted : imports) {
      // An import that is not a trap has some type, too: positions stay the same.
      writeType(section, wanted.type() == null ? FunctionType.of("() -> ()") : wanted.type());
    }
  }

  private static void writeType(ByteArrayOutputStream section, FunctionType type) {
    section.write(FUNCTION);
    writeTypes(section, type.parameters());
    writeTypes(section, type.results());
  }

  private static void writeTypes(ByteArrayOutputStream section, List<ValueType> types) {
    LimitedModule.writeU32(section, types.size());
    types.forEach(type -> section.write(type.code()));
  }

  private static void writeImport(ByteArrayOutputStream section) {
    writeName(section, CompanionModule.CONTROL.importName());
    writeName(section, "missing");
    section.write(0);
    section.write(0);
  }

  private void writeFunctions(ByteArrayOutputStream section) {
    for (int i = 0; i < imports.size(); i++) {
      LimitedModule.writeU32(section, i + 1L);
    }
  }

  private void writeExports(ByteArrayOutputStream section) {
    for (int i = 0; i < imports.size(); i++) {
      writeName(section, Integer.toString(i));
      section.write(0);
      LimitedModule.writeU32(section, i + 1L);
    }
  }

  private void writeBodies(ByteArrayOutputStream section) {
    for (int i = 0; i < imports.size(); i++) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(0);
      body.write(I32_CONST);
      writeI32(body, i);
      body.write(CALL);
      body.write(0);
      body.write(UNREACHABLE);
      body.write(END);
      LimitedModule.writeU32(section, body.size());
      section.writeBytes(body.toByteArray());
    }
  }

  /** A signed LEB128 of a number that is not negative. */
  private static void writeI32(ByteArrayOutputStream body, int value) {
    int rest = value;
    while (rest >= 0x40) {
      body.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    body.write(rest);
  }

  private static void writeName(ByteArrayOutputStream section, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    LimitedModule.writeU32(section, bytes.length);
    section.writeBytes(bytes);
  }
}
