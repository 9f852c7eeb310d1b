package io.github.wasmudf.engine;

import io.github.wasmudf.engine.ModuleOutline.Import;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Writes a module whose functions have the types of a guest's imports and ask the host. Each lays
 * its position and its arguments into the module's own memory, calls the one function {@link
 * #ENTER} that it imports, and takes the result from there. It is for engines on which a function
 * of the host's own is dear to make, and dearer the more numbers it is called with.
 */
public final class DoorModule {
  /** The names of its only import, {@code () -> ()}. */
  public static final String HOST = "host";

  public static final String ENTER = "enter";

  /** The name of its memory, of one page. */
  public static final String MEMORY = "memory";

  /** Where the position of the import is, an i32. */
  public static final int POSITION = 0;

  /**
   * Where the arguments are, eight bytes each, as raw bits; the host lays the result in the place
   * of the first. They are laid out before the host is called, and may be overwritten by another
   * call as soon as the guest runs again.
   */
  public static final int ARGUMENTS = 8;

  public static final int ARGUMENT_BYTES = 8;

  private static final int LOCAL_GET = 0x20;
  private static final int I32_STORE = 0x36;
  private static final int I64_STORE = 0x37;
  private static final int I64_LOAD = 0x29;
  private static final int I32_WRAP = 0xa7;
  private static final int I64_EXTEND_U = 0xad;
  private static final int I32_REINTERPRET = 0xbc;
  private static final int I64_REINTERPRET = 0xbd;
  private static final int F32_REINTERPRET = 0xbe;
  private static final int F64_REINTERPRET = 0xbf;

  private DoorModule() {}

  /** One export for each import, named by its position; all of them are functions of numbers. */
  static ModuleImage of(List<Import> imports) {
    StandIns doors = new StandIns(imports);
    return new ModuleWriter()
        .section(
            ModuleWriter.TYPES,
            doors.count() + 1,
            out -> doors.writeTypes(out, FunctionType.of("() -> ()")))
        .section(ModuleWriter.IMPORTS, 1, out -> ModuleWriter.writeImport(out, HOST, ENTER, 0))
        .section(ModuleWriter.FUNCTIONS, doors.count(), doors::writeFunctions)
        .section(ModuleWriter.MEMORIES, 1, out -> out.writeBytes(new byte[] {1, 1, 1}))
        .section(ModuleWriter.EXPORTS, doors.count() + 1, out -> writeExports(out, doors))
        .section(
            ModuleWriter.BODIES,
            doors.count(),
            out -> doors.writeBodies(out, DoorModule::writeBody))
        .image();
  }

  private static void writeExports(ByteArrayOutputStream section, StandIns doors) {
    ModuleWriter.writeExport(section, MEMORY, ModuleWriter.KIND_MEMORY, 0);
    doors.writeExports(section);
  }

  private static void writeBody(ByteArrayOutputStream body, int position, FunctionType type) {
    writeConstant(body, 0);
    writeConstant(body, position);
    writeAccess(body, I32_STORE, 2, POSITION);
    for (int i = 0; i < type.parameters().size(); i++) {
      writeConstant(body, 0);
      body.write(LOCAL_GET);
      ModuleWriter.writeU32(body, i);
      writeToBits(body, type.parameters().get(i));
      writeAccess(body, I64_STORE, 3, ARGUMENTS + i * ARGUMENT_BYTES);
    }
    body.write(ModuleWriter.CALL);
    body.write(0);
    for (int i = 0; i < type.results().size(); i++) {
      writeConstant(body, 0);
      writeAccess(body, I64_LOAD, 3, ARGUMENTS + i * ARGUMENT_BYTES);
      writeFromBits(body, type.results().get(i));
    }
  }

  private static void writeConstant(ByteArrayOutputStream body, int value) {
    body.write(ModuleWriter.I32_CONST);
    ModuleWriter.writeI32(body, value);
  }

  private static void writeAccess(
      ByteArrayOutputStream body, int instruction, int alignment, int offset) {
    body.write(instruction);
    body.write(alignment);
    ModuleWriter.writeU32(body, offset);
  }

  private static void writeToBits(ByteArrayOutputStream body, ValueType type) {
    switch (type) {
      case I32 -> body.write(I64_EXTEND_U);
      case F32 -> {
        body.write(I32_REINTERPRET);
        body.write(I64_EXTEND_U);
      }
      case F64 -> body.write(I64_REINTERPRET);
      default -> {}
    }
  }

  private static void writeFromBits(ByteArrayOutputStream body, ValueType type) {
    switch (type) {
      case I32 -> body.write(I32_WRAP);
      case F32 -> {
        body.write(I32_WRAP);
        body.write(F32_REINTERPRET);
      }
      case F64 -> body.write(F64_REINTERPRET);
      default -> {}
    }
  }
}
