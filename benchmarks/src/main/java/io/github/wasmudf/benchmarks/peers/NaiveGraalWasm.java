package io.github.wasmudf.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;

/**
 * GraalWasm through its polyglot interface. On a JDK without Graal's compiler, which is what a
 * database usually runs on, it interprets.
 */
final class NaiveGraalWasm implements NaiveGuest {
  private final Context context;
  private final Value memory;
  private final Value alloc;
  private final Value transform;
  private final Value dealloc;

  NaiveGraalWasm(byte[] module) {
    context = Context.newBuilder("wasm").option("engine.WarnInterpreterOnly", "false").build();
    Value exports = exports(context, module);
    memory = exports.getMember("memory");
    alloc = exports.getMember("alloc");
    transform = exports.getMember("transform");
    dealloc = exports.getMember("dealloc");
  }

  private static Value exports(Context context, byte[] module) {
    try {
      Source source = Source.newBuilder("wasm", ByteSequence.create(module), "guest").build();
      return context.eval(source).newInstance().getMember("exports");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] transform(byte[] input) {
    int at = alloc.execute(input.length).asInt();
    for (int i = 0; i < input.length; i++) {
      memory.writeBufferByte(at + (long) i, input[i]);
    }
    long packed = transform.execute(at, input.length).asLong();
    byte[] output = new byte[(int) packed];
    memory.readBuffer(packed >>> 32, output, 0, output.length);
    dealloc.execute(at, input.length);
    return output;
  }

  @Override
  public void close() {
    context.close();
  }
}
