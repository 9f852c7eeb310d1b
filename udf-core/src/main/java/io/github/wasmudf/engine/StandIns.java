package io.github.wasmudf.engine;

import io.github.wasmudf.engine.ModuleOutline.Import;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * The parts of a module that has a function for each import of a guest, of its type and exported
 * under its position. The module's own import is its first type and its first function. Immutable.
 *
 * @param imports all of them functions of numbers, or of no type that matters
 */
record StandIns(List<Import> imports) {
  /** What stands in a function, but for its end. */
  @FunctionalInterface
  interface Body {
    void writeTo(ByteArrayOutputStream body, int position, FunctionType type);
  }

  int count() {
    return imports.size();
  }

  /** An import that needs none has some type, too: positions stay the same. */
  private FunctionType type(int position) {
    FunctionType type = imports.get(position).type();
    return type == null ? FunctionType.of("() -> ()") : type;
  }

  void writeTypes(ByteArrayOutputStream section, FunctionType ofTheImport) {
    ModuleWriter.writeType(section, ofTheImport);
    for (int i = 0; i < count(); i++) {
      ModuleWriter.writeType(section, type(i));
    }
  }

  void writeFunctions(ByteArrayOutputStream section) {
    for (int i = 0; i < count(); i++) {
      ModuleWriter.writeU32(section, i + 1);
    }
  }

  void writeExports(ByteArrayOutputStream section) {
    for (int i = 0; i < count(); i++) {
      ModuleWriter.writeExport(section, Integer.toString(i), ModuleWriter.KIND_FUNCTION, i + 1);
    }
  }

  void writeBodies(ByteArrayOutputStream section, Body content) {
    for (int i = 0; i < count(); i++) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(0);
      content.writeTo(body, i, type(i));
      body.write(ModuleWriter.END);
      ModuleWriter.writeSized(section, body);
    }
  }
}
