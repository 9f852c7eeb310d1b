package io.github.wasmudf.engine;

/**
 * Measures a code section: what is in it decides what compiling it costs. Does not validate; where
 * it does not know an instruction it takes the rest of that function for the worst.
 */
final class CodeReader {
  private static final int BR_TABLE = 0x0e;

  private final byte[] bytes;
  private long locals;
  private long targets;
  private long codeBytes;
  private long largest;

  CodeReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The sum over all functions; checks each of them on the way. */
  ModuleOutline.CodeSize read(BinaryReader in) {
    for (int left = in.readCount(ModuleBound.FUNCTIONS); left > 0; left--) {
      long length = in.readU32();
      ModuleBound.FUNCTION_BYTES.require(0, length);
      int from = in.position();
      in.skip(length);
      readFunction(new BinaryReader(bytes, from, in.position()));
      codeBytes += length;
      largest = Math.max(largest, length);
    }
    return new ModuleOutline.CodeSize(codeBytes, targets, largest);
  }

  private void readFunction(BinaryReader in) {
    long size = in.left();
    long own = readLocals(in);
    ModuleBound.FUNCTION_COST.require(0, size * own);
    ModuleBound.LOCALS_IN_ALL.require(locals, own);
    locals += own;
    while (in.hasMore()) {
      int code = in.readByte();
      if (code == BR_TABLE) {
        readBranches(in);
      } else if (!Immediates.skip(code, in)) {
        addTargets(in.left());
        return;
      }
    }
  }

  private static long readLocals(BinaryReader in) {
    long count = 0;
    for (int left = in.readCount(); left > 0; left--) {
      long more = in.readU32();
      ModuleBound.LOCALS.require(count, more);
      count += more;
      Immediates.skipType(in);
    }
    return count;
  }

  private void readBranches(BinaryReader in) {
    int count = in.readCount();
    addTargets(count);
    for (int left = count; left >= 0; left--) {
      in.readU32();
    }
  }

  private void addTargets(long more) {
    ModuleBound.BRANCH_TARGETS.require(targets, more);
    targets += more;
  }
}
