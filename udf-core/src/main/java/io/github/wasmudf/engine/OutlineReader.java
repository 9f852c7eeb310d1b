package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleOutline.CodeSize;
import io.github.wasmudf.engine.ModuleOutline.Export;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import io.github.wasmudf.engine.ModuleOutline.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@link ModuleOutline}; leaves the code to the engine's own validation. */
final class OutlineReader {
  private static final Kind[] KINDS = Kind.values();

  /**
   * Others (debug information, say) may be many times the code, and outlive the bytes for nothing.
   */
  private static final Set<String> KEPT_SECTIONS = Set.of("manifest");

  private static final int MAX_KEPT_BYTES = 4 << 20;

  private final byte[] bytes;
  private final List<@Nullable FunctionType> types = new ArrayList<>();
  private final List<Integer> functionTypes = new ArrayList<>();
  private final List<Import> imports = new ArrayList<>();
  private final Map<String, Export> exports = new LinkedHashMap<>();
  private final List<Size> memories = new ArrayList<>();
  private final Map<String, byte[]> customSections = new HashMap<>();
  private final BitSet seen = new BitSet();
  private CodeSize code = CodeSize.NONE;
  private long valuesOfTypes;
  private int definedFunctions;
  private boolean hasStart;

  OutlineReader(byte[] bytes) {
    this.bytes = bytes;
  }

  ModuleOutline read() {
    requireHeader();
    BinaryReader reader = new BinaryReader(bytes, 8, bytes.length);
    while (reader.hasMore()) {
      int id = reader.readByte();
      long length = reader.readU32();
      int from = reader.position();
      reader.skip(length);
      readSection(id, new BinaryReader(bytes, from, reader.position()));
    }
    return new ModuleOutline(
        imports, exports, memories, customSections, definedFunctions, code, hasStart);
  }

  private void requireHeader() {
    if (bytes.length == 0) {
      throw BinaryReader.malformed("it is empty");
    }
    byte[] magic = {0, 'a', 's', 'm'};
    if (!Arrays.equals(bytes, 0, Math.min(4, bytes.length), magic, 0, 4)) {
      throw BinaryReader.malformed("it does not begin with \\0asm" + guess());
    }
    if (bytes.length < 8) {
      throw BinaryReader.malformed("it ends within its header");
    }
    int version = (bytes[4] & 0xff) | ((bytes[5] & 0xff) << 8);
    int layer = (bytes[6] & 0xff) | ((bytes[7] & 0xff) << 8);
    if (layer == 1) {
      throw BinaryReader.malformed("it is a component; build a core module instead");
    }
    if (version != 1 || layer != 0) {
      throw BinaryReader.malformed("its binary version is " + version + ", not 1");
    }
  }

  /** A word for the mistakes that people make. */
  private String guess() {
    if (bytes[0] == '(') {
      return "; it looks like WebAssembly text, which wat2wasm turns into a module";
    }
    if (bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K') {
      return "; it looks like a ZIP archive";
    }
    return "";
  }

  private void readSection(int id, BinaryReader in) {
    if (id != 0 && seen.get(id)) {
      throw BinaryReader.malformed("section " + id + " is there twice");
    }
    seen.set(id);
    switch (id) {
      case 0 -> readCustom(in);
      case 1 -> readTypes(in);
      case 2 -> readImports(in);
      case 3 -> readFunctions(in);
      case 5 -> readMemories(in);
      case 7 -> readExports(in);
      case 8 -> hasStart = true;
      case 4 -> in.readCount(ModuleBound.TABLES);
      case 6 -> in.readCount(ModuleBound.GLOBALS);
      case 9 -> ModuleBound.ELEMENT_BYTES.require(0, in.left());
      case 10 -> code = new CodeReader(bytes).read(in);
      case 11 -> in.readCount(ModuleBound.DATA_SEGMENTS);
      case 12, 13 -> {}
      default -> throw BinaryReader.malformed("unknown section " + id);
    }
  }

  private void readCustom(BinaryReader in) {
    String name = in.readName();
    int from = in.position();
    if (name.equals(Producers.SECTION) && in.left() <= Producers.MAX_BYTES) {
      customSections.computeIfAbsent(name, n -> Arrays.copyOfRange(bytes, from, from + in.left()));
    }
    if (KEPT_SECTIONS.contains(name)) {
      if (in.left() > MAX_KEPT_BYTES) {
        throw UdfException.limit(
            UdfError.BAD_OPTION,
            "bytes of custom section \"" + name + "\"",
            MAX_KEPT_BYTES,
            0,
            in.left());
      }
      customSections.computeIfAbsent(name, n -> Arrays.copyOfRange(bytes, from, from + in.left()));
    }
  }

  private void readTypes(BinaryReader in) {
    for (int left = in.readCount(ModuleBound.TYPES); left > 0; left--) {
      int form = in.readByte();
      if (form != 0x60) {
        // A type of the GC proposal: its layout is the engine's to judge, and no function whose
        // type comes after it can be described.
        return;
      }
      types.add(new FunctionType(readValueTypes(in), readValueTypes(in)));
    }
  }

  private List<ValueType> readValueTypes(BinaryReader in) {
    int count = in.readCount(ModuleBound.VALUES_OF_TYPE);
    ModuleBound.VALUES_OF_TYPES.require(valuesOfTypes, count);
    valuesOfTypes += count;
    List<ValueType> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(in.readValueType());
    }
    return list;
  }

  private void readImports(BinaryReader in) {
    for (int left = in.readCount(ModuleBound.IMPORTS); left > 0; left--) {
      String module = in.readName();
      String name = in.readName();
      Kind kind = readKind(in);
      imports.add(new Import(module, name, kind, readImportType(kind, in)));
    }
  }

  private @Nullable FunctionType readImportType(Kind kind, BinaryReader in) {
    switch (kind) {
      case FUNCTION -> {
        int type = (int) in.readU32();
        functionTypes.add(type);
        return typeAt(type);
      }
      case TABLE -> {
        in.readValueType();
        in.readSize(true);
      }
      case MEMORY -> memories.add(in.readSize(true));
      case GLOBAL -> {
        in.readValueType();
        in.readByte();
      }
      case TAG -> {
        in.readByte();
        in.readU32();
      }
    }
    return null;
  }

  private static Kind readKind(BinaryReader in) {
    int code = in.readByte();
    if (code >= KINDS.length) {
      throw BinaryReader.malformed("unknown kind " + code + " of an import or export");
    }
    return KINDS[code];
  }

  private @Nullable FunctionType typeAt(int index) {
    return index >= 0 && index < types.size() ? types.get(index) : null;
  }

  private void readFunctions(BinaryReader in) {
    definedFunctions = in.readCount(ModuleBound.FUNCTIONS);
    for (int i = 0; i < definedFunctions; i++) {
      functionTypes.add((int) in.readU32());
    }
  }

  private void readMemories(BinaryReader in) {
    for (int left = in.readCount(); left > 0; left--) {
      memories.add(in.readSize(false));
    }
  }

  private void readExports(BinaryReader in) {
    for (int left = in.readCount(ModuleBound.EXPORTS); left > 0; left--) {
      String name = in.readName();
      Kind kind = readKind(in);
      long index = in.readU32();
      requireIndex(name, kind, index);
      FunctionType type = kind == Kind.FUNCTION ? typeAt(functionTypes.get((int) index)) : null;
      if (exports.put(name, new Export(name, kind, (int) index, type)) != null) {
        throw BinaryReader.malformed("it exports \"" + name + "\" twice");
      }
    }
  }

  /** What a plugin's contract is about must be there; Endive notices only when it is used. */
  private void requireIndex(String export, Kind kind, long index) {
    int count =
        switch (kind) {
          case FUNCTION -> functionTypes.size();
          case MEMORY -> memories.size();
          default -> Integer.MAX_VALUE;
        };
    if (index >= count) {
      throw BinaryReader.malformed("export \"" + export + "\" is number " + index + " of " + count);
    }
  }
}
