package io.github.wasmudf.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Turns a module's start function into an export, for the engine to call once the instance exists.
 * Inside instantiation a trap could not be told from a time limit, and WASI would not have the
 * guest's memory yet.
 */
public final class DeferredStart {
  /** The export to call; there is one where {@link ModuleOutline#hasStart} says so. */
  public static final String EXPORT = "wasm-udf:start";

  private static final int EXPORT_SECTION = 7;
  private static final int START_SECTION = 8;

  private final byte[] bytes;
  private final ByteArrayOutputStream out;
  private boolean exported;

  private DeferredStart(byte[] bytes) {
    this.bytes = bytes;
    this.out = new ByteArrayOutputStream(bytes.length + 32);
  }

  /**
   * The same module without its start function; the very same bytes where it has none.
   *
   * @throws io.github.wasmudf.UdfException {@code INVALID_MODULE} when the start function has
   *     parameters or results
   */
  public static byte[] rewrite(byte[] module) {
    DeferredStart rewriter = new DeferredStart(module);
    long start = rewriter.startFunction();
    return start < 0 ? module : rewriter.rewrite(start);
  }

  private long startFunction() {
    BinaryReader reader = new BinaryReader(bytes, 8, bytes.length);
    while (reader.hasMore()) {
      int id = reader.readByte();
      long length = reader.readU32();
      if (id == START_SECTION) {
        return reader.readU32();
      }
      reader.skip(length);
    }
    return -1;
  }

  private byte[] rewrite(long start) {
    out.write(bytes, 0, 8);
    BinaryReader reader = new BinaryReader(bytes, 8, bytes.length);
    while (reader.hasMore()) {
      int from = reader.position();
      int id = reader.readByte();
      long length = reader.readU32();
      int body = reader.position();
      reader.skip(length);
      if (id == EXPORT_SECTION && !exported) {
        writeExports(new BinaryReader(bytes, body, reader.position()), start);
      } else if (id == START_SECTION && !exported) {
        writeExports(new BinaryReader(new byte[] {0}, 0, 1), start);
      } else if (id != START_SECTION) {
        out.write(bytes, from, reader.position() - from);
      }
    }
    return checked(out.toByteArray());
  }

  private void writeExports(BinaryReader in, long start) {
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    LimitedModule.writeU32(section, in.readCount() + 1L);
    int left = in.left();
    section.write(bytes, in.position(), left);
    byte[] name = EXPORT.getBytes(StandardCharsets.UTF_8);
    LimitedModule.writeU32(section, name.length);
    section.writeBytes(name);
    section.write(0);
    LimitedModule.writeU32(section, start);
    out.write(EXPORT_SECTION);
    LimitedModule.writeU32(out, section.size());
    out.writeBytes(section.toByteArray());
    exported = true;
  }

  /** A start function's type is for the validator to check, which no longer sees one. */
  private static byte[] checked(byte[] module) {
    FunctionType type = new OutlineReader(module).read().function(EXPORT);
    if (type == null || !type.equals(FunctionType.of("() -> ()"))) {
      throw BinaryReader.malformed("its start function has parameters or results");
    }
    return module;
  }
}
