package io.github.wasmudf.engine;

import io.github.wasmudf.engine.ModuleOutline.Import;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Writes a module whose functions have the types of a guest's imports and trap, having told control
 * their position. It is for engines on which a function of the host's own costs too much.
 */
final class TrappingModule {
  private static final int UNREACHABLE = 0x00;

  private TrappingModule() {}

  /** One export for each import, named by its position; all of them are functions of numbers. */
  static ModuleImage of(List<Import> imports) {
    StandIns traps = new StandIns(imports);
    String control = CompanionModule.CONTROL.importName();
    return new ModuleWriter()
        .section(
            ModuleWriter.TYPES,
            traps.count() + 1,
            out -> traps.writeTypes(out, FunctionType.of("(i32) -> ()")))
        .section(
            ModuleWriter.IMPORTS, 1, out -> ModuleWriter.writeImport(out, control, "missing", 0))
        .section(ModuleWriter.FUNCTIONS, traps.count(), traps::writeFunctions)
        .section(ModuleWriter.EXPORTS, traps.count(), traps::writeExports)
        .section(
            ModuleWriter.BODIES,
            traps.count(),
            out -> traps.writeBodies(out, TrappingModule::writeBody))
        .image();
  }

  private static void writeBody(ByteArrayOutputStream body, int position, FunctionType type) {
    body.write(ModuleWriter.I32_CONST);
    ModuleWriter.writeI32(body, position);
    body.write(ModuleWriter.CALL);
    body.write(0);
    body.write(UNREACHABLE);
  }
}
