package io.github.wasmudf.abi;

import static io.github.wasmudf.abi.ExtismLayout.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.abi.ExtismChange.Kind;
import io.github.wasmudf.catalog.Json;
import io.github.wasmudf.engine.CompanionMemory;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.Exchange;
import io.github.wasmudf.engine.HostedCall;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.UntrustedReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An export of an Extism plugin, bound to an instance ({@code abis.md} 4). The parameters of a call
 * precede the configuration: what both have is as the parameters say.
 */
final class ExtismCall implements OneByOneCall, Exchange {
  private static final byte[] NONE = {};
  private static final int MAX_ERROR_BYTES = 4_096;
  private static final int PARAMETERS_AT = 4;

  private final PluginContext context;
  private final Kind kept;
  private final boolean isProgram;
  private final HostedCall call;
  private final ByteBuffer header = ByteBuffer.allocate(TABLE).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private byte[] head = NONE;
  private byte[] data = NONE;
  private byte[] output = NONE;
  private List<ExtismChange> changes = List.of();
  private @Nullable String error;
  private byte @Nullable [] table;
  private byte[] headOfTable = NONE;
  private int versionOfTable;

  /**
   * Binds an export.
   *
   * @param kept what is kept between calls: variables, which every call that succeeds changes; or
   *     state, whose changes the caller takes from {@link #changes}
   */
  ExtismCall(WasmInstance instance, String export, PluginContext context, Kind kept) {
    this.context = context;
    this.kept = kept;
    this.isProgram = export.equals(ExtismExport.PROGRAM);
    this.call = instance.bind(export, CompanionModule.EXTISM, this);
  }

  @Override
  public byte @Nullable [] call(byte[] parameters, byte[] input) {
    head = parameters;
    data = input;
    try {
      call.run();
    } finally {
      data = NONE;
    }
    byte[] answer = output;
    output = NONE;
    String why = error;
    if (why != null) {
      throw new UdfException(UdfError.REFUSED, why);
    }
    return answer;
  }

  /** A program that is over has done what it was to do. */
  @Override
  public boolean endsAtExit() {
    return isProgram;
  }

  /**
   * For an export that set no error.
   *
   * @throws UdfException {@code REFUSED} where the number that it answered is not 0
   */
  static void requireSuccess(int code) {
    if (code != 0) {
      throw new UdfException(UdfError.REFUSED, exitCode(code));
    }
  }

  private static String exitCode(int code) {
    return "Returned non-zero exit code: " + code;
  }

  /** What the last call changed and sent, in its order. */
  List<ExtismChange> changes() {
    return changes;
  }

  @Override
  public Refusal refusal() {
    return Refusal.FUNCTION;
  }

  @Override
  public void prepare(CompanionMemory memory) {
    byte[] entries = table();
    int heap = aligned(TABLE + entries.length);
    int input = data.length == 0 ? 0 : heap + BLOCK_BYTES;
    long end = data.length == 0 ? heap : input + capacity(data.length);
    memory.reserve(end);
    header.putInt(HEAP_BASE, heap);
    header.putInt(HEAP_AT, (int) end);
    header.putInt(MEMORY_LIMIT, (int) context.limits().memoryBytes());
    header.putInt(INPUT_AT, input);
    header.putInt(INPUT_LENGTH, data.length);
    header.putInt(TABLE_END, TABLE + entries.length);
    header.putInt(KEPT_BYTES, context.kept().bytes());
    header.putInt(KEPT_LIMIT, KeptValues.LIMIT);
    header.putInt(LOG_LEVEL, context.logs() ? LEVEL_INFO : LEVEL_OFF);
    memory.put(0, header.array());
    memory.put(TABLE, entries);
    if (input != 0) {
      block.putInt(BLOCK_LENGTH, data.length);
      block.putInt(BLOCK_CAPACITY, (int) end - input);
      block.putInt(BLOCK_MARK, input ^ MARK);
      memory.put(heap, block.array());
      memory.put(input, data);
    }
  }

  /** The parameters, the configuration and what is kept; made anew when one of them has changed. */
  private byte[] table() {
    byte[] present = table;
    KeptValues values = context.kept();
    if (present != null && head == headOfTable && values.version() == versionOfTable) {
      return present;
    }
    ByteBuffer entries =
        ByteBuffer.allocate(
            lengthOf(parameters()) + lengthOf(context.config()) + values.entriesLength());
    write(entries, parameters());
    write(entries, context.config());
    values.writeTo(entries, kept.number());
    headOfTable = head;
    versionOfTable = values.version();
    table = entries.array();
    return entries.array();
  }

  private @Nullable ObjectNode parameters() {
    return head.length == 0
        ? null
        : Json.parseObject(
            "parameters",
            new String(head, PARAMETERS_AT, head.length - PARAMETERS_AT, StandardCharsets.UTF_8));
  }

  private static int lengthOf(@Nullable ObjectNode settings) {
    int length = 0;
    if (settings != null) {
      for (var field : settings.properties()) {
        length += ENTRY_BYTES + bytes(field.getKey()).length + bytes(text(field.getValue())).length;
      }
    }
    return length;
  }

  private static void write(ByteBuffer entries, @Nullable ObjectNode settings) {
    if (settings != null) {
      for (var field : settings.properties()) {
        KeptValues.writeEntry(
            entries,
            Kind.CONFIGURATION.number(),
            bytes(field.getKey()),
            bytes(text(field.getValue())));
      }
    }
  }

  /** Of a string its characters, of any other value its JSON. */
  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void finish(CompanionMemory memory, long result) {
    long errorAt = Integer.toUnsignedLong(memory.getInt(ERROR_AT));
    int code = (int) result;
    if (errorAt != 0) {
      error = errorText(memory, errorAt);
    } else if (code != 0) {
      error = exitCode(code);
    } else {
      error = null;
      output = output(memory);
      changes = ExtismChange.read(memory);
      if (kept == Kind.VARIABLE) {
        context.kept().apply(changes);
      }
    }
  }

  private static String errorText(CompanionMemory memory, long at) {
    long length = at < BLOCK_BYTES ? 0 : Integer.toUnsignedLong(memory.getInt(at - BLOCK_BYTES));
    UntrustedReader.requireRange("error text", at, length, memory.bytes());
    byte[] text = memory.get(at, Math.min(length, MAX_ERROR_BYTES));
    return new String(text, StandardCharsets.UTF_8);
  }

  private byte[] output(CompanionMemory memory) {
    long at = Integer.toUnsignedLong(memory.getInt(OUTPUT_AT));
    long length = Integer.toUnsignedLong(memory.getInt(OUTPUT_LENGTH));
    if (length == 0) {
      return NONE;
    }
    UntrustedReader.requireResult(
        at << 32 | length, memory.bytes(), context.limits().resultBytes());
    return memory.get(at, length);
  }
}
