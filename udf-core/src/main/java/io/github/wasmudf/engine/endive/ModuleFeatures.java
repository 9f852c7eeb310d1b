package io.github.wasmudf.engine.endive;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionBody;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.SubType;
import run.endive.wasm.types.ValType;

/** Which proposals a parsed module uses, as far as it matters here. Stateless. */
final class ModuleFeatures {
  private static final int SIMD_PREFIX = 0xfd;

  private ModuleFeatures() {}

  /** Looks, and refuses what cannot be run or cannot be limited. */
  static void require(WasmModule module) {
    requireOneMemory(module);
    requirePlainTypes(module);
    for (FunctionBody body : module.codeSection().functionBodies()) {
      requireKnown(body);
    }
  }

  private static void requireKnown(FunctionBody body) {
    if (body.localTypes().contains(ValType.V128)) {
      throw simd();
    }
    for (Instruction instruction : body.instructions()) {
      OpCode code = instruction.opcode();
      if (code.opcode() >>> 8 == SIMD_PREFIX) {
        throw simd();
      }
      if (isTailCall(code)) {
        // Endive makes them in a loop of its own, in which no interrupt is seen.
        throw refused("it uses tail calls, which no time limit could end; build without them");
      }
    }
  }

  private static boolean isTailCall(OpCode code) {
    return code == OpCode.RETURN_CALL
        || code == OpCode.RETURN_CALL_INDIRECT
        || code == OpCode.RETURN_CALL_REF;
  }

  /** The limit is per memory, so a module with many would have a multiple of it. */
  private static void requireOneMemory(WasmModule module) {
    int count = module.memorySection().map(section -> section.memoryCount()).orElse(0);
    if (count > 1) {
      throw refused("it has " + count + " memories, and one is supported");
    }
  }

  /** Structures and arrays live on the Java heap, where no limit of ours holds. */
  private static void requirePlainTypes(WasmModule module) {
    for (int i = 0; i < module.typeSection().subTypeCount(); i++) {
      SubType type = module.typeSection().getSubType(i);
      FunctionType function = type.compType().funcType();
      if (function == null) {
        throw refused("it uses garbage-collected types, which are not supported");
      }
      if (function.params().contains(ValType.V128) || function.returns().contains(ValType.V128)) {
        throw simd();
      }
    }
  }

  private static UdfException simd() {
    return refused(
        "it uses SIMD, which this engine has not; use the wasmtime engine, or build without simd128");
  }

  private static UdfException refused(String why) {
    return new UdfException(
        UdfError.INVALID_MODULE, "not a module that the endive engine can run: " + why);
  }
}
