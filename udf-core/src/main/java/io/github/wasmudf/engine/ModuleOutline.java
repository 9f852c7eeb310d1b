package io.github.wasmudf.engine;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a module says about itself outside its code. Immutable. Read from untrusted bytes: names may
 * be anything, but every count was checked, and none is beyond its {@link ModuleBound}.
 */
public final class ModuleOutline {
  /** What is imported or exported. */
  public enum Kind {
    FUNCTION,
    TABLE,
    MEMORY,
    GLOBAL,
    TAG
  }

  /** One import; {@code type} is null unless it is a function. */
  public record Import(String module, String name, Kind kind, @Nullable FunctionType type) {}

  /** One export; {@code type} is null unless it is a function. */
  public record Export(String name, Kind kind, int index, @Nullable FunctionType type) {}

  /**
   * A memory or a table, in pages or elements.
   *
   * @param maximum -1 where none is declared
   */
  public record Size(long minimum, long maximum, boolean shared, boolean imported) {}

  /**
   * How much code there is.
   *
   * @param bytes of all functions
   * @param branchTargets of all {@code br_table} instructions
   * @param largestFunction its bytes
   */
  public record CodeSize(long bytes, long branchTargets, long largestFunction) {
    /** No code at all. */
    static final CodeSize NONE = new CodeSize(0, 0, 0);

    private static final long HEAP_OF_MODULE = 1 << 16;
    private static final long HEAP_OF_BYTE = 40;
    private static final long HEAP_OF_TARGET = 600;

    /** About what Endive takes of the Java heap to compile it; wasmtime takes less, natively. */
    public long heapBytes() {
      return HEAP_OF_MODULE + bytes * HEAP_OF_BYTE + branchTargets * HEAP_OF_TARGET;
    }
  }

  private final List<Import> imports;
  private final Map<String, Export> exports;
  private final List<Size> memories;
  private final Map<String, byte[]> customSections;
  private final int definedFunctions;
  private final CodeSize code;
  private final boolean hasStart;

  ModuleOutline(
      List<Import> imports,
      Map<String, Export> exports,
      List<Size> memories,
      Map<String, byte[]> customSections,
      int definedFunctions,
      CodeSize code,
      boolean hasStart) {
    this.imports = List.copyOf(imports);
    this.exports = exports;
    this.memories = List.copyOf(memories);
    this.customSections = new HashMap<>(customSections);
    this.definedFunctions = definedFunctions;
    this.code = code;
    this.hasStart = hasStart;
  }

  /** All imports, in the module's order. */
  public List<Import> imports() {
    return imports;
  }

  /** All exports, in the module's order. */
  public List<Export> exports() {
    return List.copyOf(exports.values());
  }

  /** The type of an exported function, or null where no function of that name is exported. */
  public @Nullable FunctionType function(String name) {
    Export export = exports.get(name);
    return export == null ? null : export.type();
  }

  /**
   * The type of an exported function.
   *
   * @throws UdfException {@code NOT_FOUND} when there is no such function
   */
  public FunctionType requireFunction(String export) {
    FunctionType type = function(export);
    if (type == null) {
      throw new UdfException(
          UdfError.NOT_FOUND, "the module exports no function \"" + export + "\"");
    }
    return type;
  }

  /**
   * The type of an exported function that takes numbers and answers one or more.
   *
   * @throws UdfException {@code NOT_FOUND} when there is no such function
   */
  public FunctionType numbers(String export) {
    FunctionType type = requireFunction(export);
    if (!NumberLoop.fits(type)) {
      throw new UdfException(
          UdfError.NOT_FOUND,
          "the function \""
              + export
              + "\" has type "
              + type
              + "; one from numbers to numbers is needed");
    }
    return type;
  }

  /** Whether something of that kind and name is exported. */
  public boolean exports(String name, Kind kind) {
    Export export = exports.get(name);
    return export != null && export.kind() == kind;
  }

  /** Imported and defined memories; at most one in a module without the multi-memory proposal. */
  public List<Size> memories() {
    return memories;
  }

  /** The first custom section of that name, of those that we read at all. Not a copy. */
  public Optional<byte[]> customSection(String name) {
    return Optional.ofNullable(customSections.get(name));
  }

  /** What it says it was made with. */
  public Producers producers() {
    return Producers.of(customSections.get(Producers.SECTION));
  }

  /** What its (first) memory may grow to under a limit, in bytes. */
  public long memoryLimit(long limitBytes) {
    return memories.stream()
        .filter(memory -> memory.maximum() >= 0)
        .mapToLong(memory -> Math.min(limitBytes, memory.maximum() * Limits.PAGE_BYTES))
        .findFirst()
        .orElse(limitBytes);
  }

  /** The number of functions with a body. */
  public int definedFunctions() {
    return definedFunctions;
  }

  /** How much code there is. */
  public CodeSize code() {
    return code;
  }

  /** Whether instantiation runs a start function. */
  public boolean hasStart() {
    return hasStart;
  }
}
