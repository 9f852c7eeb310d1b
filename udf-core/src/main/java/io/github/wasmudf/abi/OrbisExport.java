package io.github.wasmudf.abi;

import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleOutline;
import org.jspecify.annotations.Nullable;

/**
 * A handler of an Orbis plugin, or one of its exports without a request.
 *
 * @param method of the request that it gets, such as {@code GET}
 * @param path of that request
 * @param form what it takes and answers
 * @param rows whether an array within its answer is the answer
 */
record OrbisExport(String name, String method, String path, Form form, boolean rows)
    implements PluginExport {
  private static final String EXECUTE = "execute";
  private static final String MANIFEST = "get_manifest";
  private static final FunctionType NOTHING_TAKEN = FunctionType.of("() -> i32");

  /** What an export takes and answers. */
  enum Form {
    /** A request; where the answer begins. */
    POINTER("(i32, i32) -> i32"),
    /** A request; where the answer begins, and its length, in 64 bits. */
    PACKED("(i32, i32) -> i64"),
    /** The same as two numbers. */
    PAIR("(i32, i32) -> (i32, i32)"),
    /** No request; the number that is the answer. */
    CODE("() -> i32"),
    /** No request; where the answer begins. */
    TEXT("() -> i32");

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes a FunctionType
    private final FunctionType type;

    Form(String type) {
      this.type = FunctionType.of(type);
    }

    /** That of an export of a module; null for what SQL does not call. */
    static @Nullable Form of(ModuleOutline outline, String name) {
      FunctionType type = outline.function(name);
      if (NOTHING_TAKEN.equals(type)) {
        return name.equals(EXECUTE) ? CODE : name.equals(MANIFEST) ? TEXT : null;
      }
      if (OrbisMemory.isForMemory(name)) {
        return null;
      }
      if (PACKED.type.equals(type)) {
        return name.startsWith("transform") ? null : PACKED;
      }
      return POINTER.type.equals(type) ? POINTER : PAIR.type.equals(type) ? PAIR : null;
    }

    /** Whether it gets a request. */
    boolean isHandler() {
      return this != CODE && this != TEXT;
    }
  }

  /** The export that tells a module's own manifest, if the module has it. */
  static @Nullable OrbisExport manifest(ModuleOutline outline) {
    return Form.of(outline, MANIFEST) == Form.TEXT
        ? new OrbisExport(MANIFEST, "GET", "/" + MANIFEST, Form.TEXT, false)
        : null;
  }

  @Override
  public boolean takesAnyParameters() {
    return false;
  }

  @Override
  public boolean takesNothing() {
    return form == Form.CODE;
  }

  @Override
  public boolean answersNull() {
    return true;
  }

  @Override
  public byte[] head(byte[] header) {
    return header;
  }
}
