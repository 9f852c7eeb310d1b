package io.github.wasmudf.conformance.hostile;

import static io.github.wasmudf.conformance.hostile.HugeModule.code;
import static io.github.wasmudf.conformance.hostile.HugeModule.hex;
import static io.github.wasmudf.conformance.hostile.HugeModule.joined;
import static io.github.wasmudf.conformance.hostile.HugeModule.leb;
import static io.github.wasmudf.conformance.hostile.HugeModule.longName;
import static io.github.wasmudf.conformance.hostile.HugeModule.name;
import static io.github.wasmudf.conformance.hostile.HugeModule.repeated;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Modules that are valid, or nearly, and cost whoever reads or compiles them as much as can be. */
final class HugeModules {
  private static final int MIB = 1 << 20;
  private static final byte[] NO_LOCALS = {0};

  /** {@code x = x + 12345} on local 0, which is an i32. */
  private static final byte[] STEP = hex("20 00 41 b9 e0 00 6a 21 00");

  private HugeModules() {}

  /** What each is called, and how it is made. */
  static Map<String, Supplier<byte[]>> all() {
    Map<String, Supplier<byte[]>> all = new LinkedHashMap<>();
    all.put("50,000 functions in 31 MiB", () -> functions(50_000, 31 * MIB / 50_000));
    all.put("8,000,000 empty functions", () -> functions(8_000_000, 0));
    all.put("1,000,000 types", () -> times(1_000_000, m -> m.type(hex("60 00 00"))));
    all.put("a type of 1,000,000 parameters", () -> parameters(1_000_000));
    all.put("30,000 types of 1,000 parameters", () -> typesOf(30_000, 1_000));
    all.put("1,000,000 globals", () -> times(1_000_000, HugeModule::global));
    all.put("100,000 exports", () -> exports(100_000));
    all.put("800,000 imports", () -> times(800_000, m -> m.wasiImport(name("sched_yield"))));
    all.put("1,000,000 data segments", () -> times(1_000_000, HugeModule::emptyData));
    all.put("1,000,000 element segments", () -> times(1_000_000, HugeModule::emptyElements));
    all.put("an export name of 10 MB", () -> new HugeModule().export(longName(10_000_000)).bytes());
    all.put(
        "an import name of 10 MB", () -> new HugeModule().wasiImport(longName(10_000_000)).bytes());
    all.put("a custom section of 30 MB", () -> custom("x", new byte[30_000_000]));
    all.put("a manifest of 10 MB", () -> custom("manifest", blanks(10_000_000)));
    all.put("a manifest nested 500,000 deep", () -> custom("manifest", brackets(500_000)));
    all.put("a name of 10 MB in the name section", () -> names(1, 10_000_000));
    all.put("1,000,000 names in the name section", () -> names(1_000_000, 20));
    all.put("50,000 locals", () -> locals(50_000, 0));
    all.put("4,294,967,295 locals", () -> locals(0xffff_ffffL, 0));
    all.put("30,000 locals alive in 600 KB", () -> locals(30_000, 30_000));
    all.put("10,000 locals alive in 190 KB", () -> locals(10_000, 10_000));
    all.put("200,000 values on the stack", () -> stack(200_000));
    all.put("a br_table of 1,000,000 entries", () -> brTable(1_000_000));
    all.put("60 br_tables of 60,000 entries", () -> brTables(60, 60_000));
    all.put("100,000 nested blocks", () -> nested(100_000));
    all.put("100,000 nested ifs", () -> nestedIfs(100_000));
    all.put("a function of 31 MiB", () -> functions(1, 31 * MIB));
    all.put("a function of 7 MiB", () -> functions(1, 7 * MIB));
    all.put("30 functions of 1,000 KiB", () -> functions(30, 1_000 << 10));
    all.put("4 MiB of code", () -> functions(4_000, 1_024));
    all.put("50,000 functions of 50,000 locals", () -> functionsOfLocals(50_000, 50_000));
    all.put("500,000 elements", () -> new HugeModule().elements(500_000).bytes());
    all.put("240,000 targets of br_tables", () -> brTables(4, 60_000));
    all.put("endless recursion in a function with a name of 900 KB", HugeModules::longNamed);
    return all;
  }

  private static byte[] times(int count, Consumer<HugeModule> add) {
    HugeModule module = new HugeModule();
    for (int i = 0; i < count; i++) {
      add.accept(module);
    }
    return module.bytes();
  }

  private static byte[] functions(int count, int size) {
    byte[] locals = size == 0 ? NO_LOCALS : hex("01 01 7f");
    byte[] body = code(locals, repeated(STEP, size / STEP.length));
    return times(count, m -> m.function(body));
  }

  private static byte[] functionsOfLocals(int count, int locals) {
    byte[] body = code(joined(hex("01"), leb(locals), hex("7f")), new byte[0]);
    return times(count, m -> m.function(body));
  }

  private static byte[] parameters(int count) {
    return new HugeModule()
        .type(joined(hex("60"), leb(count), repeated(hex("7f"), count), hex("00")))
        .bytes();
  }

  private static byte[] typesOf(int count, int parameters) {
    byte[] type = joined(hex("60"), leb(parameters), repeated(hex("7f"), parameters), hex("00"));
    return times(count, m -> m.type(type));
  }

  private static byte[] exports(int count) {
    HugeModule module = new HugeModule();
    for (int i = 0; i < count; i++) {
      module.export(name("export" + i));
    }
    return module.bytes();
  }

  private static byte[] custom(String name, byte[] content) {
    return new HugeModule().custom(name, content).bytes();
  }

  private static byte[] blanks(int count) {
    return (" ".repeat(count) + "{}").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] brackets(int depth) {
    return ("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Whoever lists the calls that led to a trap lists the name as often. */
  private static byte[] longNamed() {
    byte[] module =
        new HugeModule()
            .function(code(NO_LOCALS, hex("10 00")))
            .exportFunction(name("_initialize"), 0)
            .bytes();
    return joined(module, nameSection(1, 900_000));
  }

  private static byte[] names(int count, int length) {
    return joined(new HugeModule().bytes(), nameSection(count, length));
  }

  /** A name section with names of functions; it goes behind all others. */
  private static byte[] nameSection(int count, int length) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.writeBytes(leb(count));
    byte[] name = longName(length);
    for (int i = 0; i < count; i++) {
      names.writeBytes(leb(i));
      names.writeBytes(name);
    }
    byte[] section = joined(name("name"), hex("01"), leb(names.size()), names.toByteArray());
    return joined(hex("00"), leb(section.length), section);
  }

  /** All locals are read after all were written, so that none can share a register. */
  private static byte[] locals(long count, int used) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int i = 0; i < used; i++) {
      code.writeBytes(joined(hex("41 00 28 02"), leb(4L * i), hex("21"), leb(i)));
    }
    for (int i = 0; i < used; i++) {
      code.writeBytes(joined(hex("41 00 20"), leb(i), hex("36 02"), leb(4L * i)));
    }
    return new HugeModule()
        .function(code(joined(hex("01"), leb(count), hex("7f")), code.toByteArray()))
        .bytes();
  }

  private static byte[] stack(int values) {
    byte[] push = repeated(hex("41 00 28 02 00"), values);
    byte[] pop = repeated(hex("6a"), values - 1);
    return new HugeModule().function(code(NO_LOCALS, joined(push, pop, hex("1a")))).bytes();
  }

  private static byte[] brTable(int entries) {
    return brTables(1, entries);
  }

  private static byte[] brTables(int count, int entries) {
    byte[] table =
        joined(hex("02 40 41 00 0e"), leb(entries), repeated(hex("00"), entries + 1), hex("0b"));
    return new HugeModule().function(code(NO_LOCALS, repeated(table, count))).bytes();
  }

  private static byte[] nested(int depth) {
    return new HugeModule()
        .function(
            code(NO_LOCALS, joined(repeated(hex("02 40"), depth), repeated(hex("0b"), depth))))
        .bytes();
  }

  private static byte[] nestedIfs(int depth) {
    byte[] open = repeated(hex("41 00 04 40"), depth);
    byte[] close = repeated(hex("05 01 0b"), depth);
    return new HugeModule().function(code(NO_LOCALS, joined(open, close))).bytes();
  }
}
