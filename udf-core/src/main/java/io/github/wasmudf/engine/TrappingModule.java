package io.github.wasmudf.engine;

import io.github.wasmudf.engine.ModuleOutline.Import;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Writes a module whose functions have the types of a guest's imports and trap, having told control
 * their position. It is for engines on which a function of the host's own costs too much.
 */
final class TrappingModule {
  private static final int I32_CONST = 0x41;
  private static final int CALL = 0x10;
  private static final int UNREACHABLE = 0x00;
  private static final int END = 0x0b;

  private final List<Import> imports;

  private TrappingModule(List<Import> imports) {
    this.imports = imports;
  }

  /** One export for each import, named by its position; all of them are functions of numbers. */
  static ModuleImage of(List<Import> imports) {
    return new TrappingModule(imports).write();
  }

  private ModuleImage write() {
    String control = CompanionModule.CONTROL.importName();
    return new ModuleWriter()
        .section(ModuleWriter.TYPES, imports.size() + 1, this::writeTypes)
        .section(
            ModuleWriter.IMPORTS, 1, out -> ModuleWriter.writeImport(out, control, "missing", 0))
        .section(ModuleWriter.FUNCTIONS, imports.size(), this::writeFunctions)
        .section(ModuleWriter.EXPORTS, imports.size(), this::writeExports)
        .section(ModuleWriter.BODIES, imports.size(), this::writeBodies)
        .image();
  }

  private void writeTypes(ByteArrayOutputStream section) {
    ModuleWriter.writeType(section, FunctionType.of("(i32) -> ()"));
    for (Import wanted : imports) {
      // An import that is not a trap has some type, too: positions stay the same.
      ModuleWriter.writeType(
          section, wanted.type() == null ? FunctionType.of("() -> ()") : wanted.type());
    }
  }

  private void writeFunctions(ByteArrayOutputStream section) {
    for (int i = 0; i < imports.size(); i++) {
      ModuleWriter.writeU32(section, i + 1);
    }
  }

  private void writeExports(ByteArrayOutputStream section) {
    for (int i = 0; i < imports.size(); i++) {
      ModuleWriter.writeExport(section, Integer.toString(i), ModuleWriter.KIND_FUNCTION, i + 1);
    }
  }

  private void writeBodies(ByteArrayOutputStream section) {
    for (int i = 0; i < imports.size(); i++) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(0);
      body.write(I32_CONST);
      ModuleWriter.writeI32(body, i);
      body.write(CALL);
      body.write(0);
      body.write(UNREACHABLE);
      body.write(END);
      ModuleWriter.writeSized(section, body);
    }
  }
}
