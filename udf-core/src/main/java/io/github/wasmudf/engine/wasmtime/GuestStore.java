package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.FuncType;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Linker;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.CompanionMemory;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.DoorModule;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.GuestImports.Binding;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.engine.ImportOffers.OfCompanion;
import io.github.wasmudf.engine.ImportOffers.OfHost;
import io.github.wasmudf.engine.ImportOffers.Offer;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.NumberLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A native store with one guest and its companions in it, linked to each other. Owns every handle.
 *
 * <p>Using it after {@link #close}, or from two threads, would end the JVM: its owner holds a lock
 * and knows whether it is open. Of Java functions at most one is linked, the {@link HostDoor}, and
 * only where there is no other way: it costs microseconds a call, loses its exceptions and leaks
 * references until the guest's call ends.
 */
final class GuestStore implements AutoCloseable {
  private static final String MEMORY = "memory";
  private static final String ALLOCATE = "allocate";
  private static final String FUNCTION = "function";
  private static final String TRAPS = "traps";
  private static final Val[] NO_VALUES = {};

  private final Lane lane;
  private final NativeHandles handles;
  private final Store<Void> store;
  private final Instance control;
  private final Memory controlMemory;
  private final Map<String, Extern> controlFunctions = new HashMap<>();
  private final Map<CompanionModule, Memory> companionMemories =
      new EnumMap<>(CompanionModule.class);
  private final Instance guest;
  private final @Nullable Memory guestMemory;

  private GuestStore(Lane lane, NativeHandles handles, GuestImports imports, HostDoor door) {
    this.lane = lane;
    this.handles = handles;
    store = handles.keep(lane.newStore());
    control = handles.keep(new Instance(store, lane.companion(CompanionModule.CONTROL), List.of()));
    controlMemory = handles.keep(control.getMemory(store, MEMORY).orElseThrow());
    if (imports.isEmpty()) {
      guest = handles.keep(new Instance(store, lane.plugin(), List.of()));
      guestMemory = memoryOf(guest);
    } else {
      try (Linker linker = lane.newLinker()) {
        Set<String> defined = new HashSet<>();
        for (CompanionModule companion : imports.companions()) {
          link(linker, companion, defined);
          keepMemory(linker, companion);
        }
        List<Extern> functions = functions(linker, imports, defined, doors(imports, door));
        guest = handles.keep(new Instance(store, lane.plugin(), functions));
        guestMemory = memoryOf(guest);
        if (guestMemory != null && imports.uses(CompanionModule.WASI_TRAMPOLINES)) {
          linker.define(store, "guest", MEMORY, Extern.fromMemory(guestMemory));
          link(linker, CompanionModule.WASI, defined);
        }
      }
    }
  }

  /**
   * Opens one; what a failed attempt had taken is free again.
   *
   * @param lane free when the store is closed
   * @param imports the plugin's
   * @param door opened, where one of them is the host's
   */
  static GuestStore open(Lane lane, GuestImports imports, HostDoor door) {
    NativeHandles handles = new NativeHandles();
    try {
      return new GuestStore(lane, handles, imports, door);
    } catch (RuntimeException | Error failure) {
      handles.close();
      throw failure;
    }
  }

  private @Nullable Memory memoryOf(Instance instance) {
    return instance.getMemory(store, MEMORY).map(handles::keep).orElse(null);
  }

  /** Instantiates a companion by name. */
  private void link(Linker linker, CompanionModule companion, Set<String> defined) {
    link(linker, companion.importName(), companion.image(), lane.companion(companion), defined);
  }

  private void keepMemory(Linker linker, CompanionModule companion) {
    linker
        .get(store, companion.importName(), MEMORY)
        .ifPresent(memory -> companionMemories.put(companion, handles.keep(memory.memory())));
  }

  /** What a module imports from control is defined first. */
  private void link(
      Linker linker, String name, ModuleImage image, Module module, Set<String> defined) {
    for (Import wanted : image.outline().imports()) {
      if (isControls(wanted) && defined.add(wanted.name())) {
        linker.define(store, wanted.module(), wanted.name(), controlFunction(wanted.name()));
      }
    }
    linker.module(store, name, module);
  }

  /** The guest's ways to the host; null where no import is one. */
  private @Nullable Instance doors(GuestImports imports, HostDoor door) {
    ModuleImage image = imports.doors();
    if (image == null) {
      return null;
    }
    Func host = handles.keep(new Func(store, FuncType.empty(), door));
    Instance doors =
        handles.keep(new Instance(store, lane.forImports(image), List.of(Extern.fromFunc(host))));
    door.open(this, handles.keep(doors.getMemory(store, DoorModule.MEMORY).orElseThrow()));
    return doors;
  }

  private List<Extern> functions(
      Linker linker, GuestImports imports, Set<String> defined, @Nullable Instance doors) {
    ModuleImage traps = imports.traps();
    if (traps != null) {
      link(linker, TRAPS, traps, lane.forImports(traps), defined);
    }
    List<Extern> functions = new ArrayList<>();
    for (Binding binding : imports.bindings()) {
      String position = Integer.toString(functions.size());
      Offer offer = binding.offer();
      if (offer instanceof OfHost) {
        functions.add(export(Objects.requireNonNull(doors), position));
      } else if (offer instanceof OfCompanion part) {
        functions.add(linked(linker, part.companion().importName(), part.export()));
      } else {
        functions.add(linked(linker, TRAPS, position));
      }
    }
    return functions;
  }

  private Extern linked(Linker linker, String module, String name) {
    Extern function = linker.get(store, module, name).orElseThrow();
    handles.keep(function.func());
    return function;
  }

  private static boolean isControls(Import wanted) {
    return wanted.module().equals(CompanionModule.CONTROL.importName());
  }

  private Extern controlFunction(String name) {
    return controlFunctions.computeIfAbsent(
        name, n -> Extern.fromFunc(handles.keep(control.getFunc(store, n).orElseThrow())));
  }

  /**
   * A driver for a protocol's exports.
   *
   * @throws UdfException {@code NOT_FOUND} when the guest lacks one of the exports, {@code
   *     UNKNOWN_ABI} when one has another type
   */
  Driver bind(BytesProtocol protocol) {
    if (guestMemory == null) {
      throw missing("memory", MEMORY);
    }
    String release = protocol.release();
    try {
      return bind(protocol, release);
    } catch (WasmtimeException mistyped) {
      throw new UdfException(
          UdfError.UNKNOWN_ABI, "exports of other types than " + protocol + " needs", mistyped);
    }
  }

  private Driver bind(BytesProtocol protocol, @Nullable String release) {
    Map<String, Extern> exports = new HashMap<>();
    exports.put(MEMORY, Extern.fromMemory(Objects.requireNonNull(guestMemory)));
    exports.put("release", release == null ? controlFunction("ignore") : guestFunction(release));
    bindFunction(protocol, exports);
    ModuleImage driver = CompanionModule.DRIVER.image();
    List<Extern> imports =
        driver.outline().imports().stream()
            .map(i -> isControls(i) ? controlFunction(i.name()) : exports.get(i.name()))
            .toList();
    Instance instance =
        handles.keep(new Instance(store, lane.companion(CompanionModule.DRIVER), imports));
    return new Driver(
        driverFunction(instance, "run"),
        driverFunction(instance, "large_allocate"),
        driverFunction(instance, "large_function"),
        driverFunction(instance, "large_release"));
  }

  private Func driverFunction(Instance instance, String name) {
    return handles.keep(instance.getFunc(store, name).orElseThrow());
  }

  /** The protocol's function in the form that the driver knows, and what allocates for it. */
  private void bindFunction(BytesProtocol protocol, Map<String, Extern> exports) {
    Extern function = guestFunction(protocol.function());
    BytesProtocol.Form form = protocol.form();
    if (form.hasState()) {
      List<Extern> imports = List.of(function, controlFunction("state"));
      Instance adapter = adapter(stateAdapter(form), imports);
      exports.put(FUNCTION, export(adapter, FUNCTION));
      exports.put(
          ALLOCATE,
          form == BytesProtocol.Form.INTO_STATE
              ? guestFunction(protocol.allocate())
              : export(adapter, ALLOCATE));
      return;
    }
    exports.put(ALLOCATE, guestFunction(protocol.allocate()));
    exports.put(FUNCTION, adapted(form, function));
  }

  private static CompanionModule stateAdapter(BytesProtocol.Form form) {
    return switch (form) {
      case INTO_STATE -> CompanionModule.INTO_STATE;
      case OF_STATE -> CompanionModule.OF_STATE;
      default -> CompanionModule.END_STATE;
    };
  }

  private Extern adapted(BytesProtocol.Form form, Extern function) {
    return switch (form) {
      case LENGTH_HIGH -> export(adapter(CompanionModule.LENGTH_HIGH, List.of(function)), FUNCTION);
      case WITH_PARAMETERS ->
          export(
              adapter(
                  CompanionModule.WITH_PARAMETERS,
                  List.of(Extern.fromMemory(Objects.requireNonNull(guestMemory)), function)),
              FUNCTION);
      case TO_NUMBER ->
          export(
              adapter(CompanionModule.TO_NUMBER, List.of(function, controlFunction("number"))),
              FUNCTION);
      default -> function;
    };
  }

  private Instance adapter(CompanionModule adapter, List<Extern> imports) {
    return handles.keep(new Instance(store, lane.companion(adapter), imports));
  }

  private Extern export(Instance instance, String name) {
    return Extern.fromFunc(handles.keep(instance.getFunc(store, name).orElseThrow()));
  }

  /** A loop over an export of numbers; answers its function that runs the rows. */
  Func bindNumbers(String export, FunctionType type) {
    // In the order of the loop's imports.
    List<Extern> imports = List.of(guestFunction(export), Extern.fromMemory(controlMemory));
    Instance instance = handles.keep(new Instance(store, lane.loop(type), imports));
    return handles.keep(instance.getFunc(store, NumberLoop.RUN).orElseThrow());
  }

  private Extern guestFunction(String name) {
    return Extern.fromFunc(
        handles.keep(guest.getFunc(store, name).orElseThrow(() -> missing("function", name))));
  }

  private static UdfException missing(String kind, String name) {
    return new UdfException(
        UdfError.NOT_FOUND, "the module exports no " + kind + " \"" + name + "\"");
  }

  /** Calls a bound driver; the one crossing of a row, or of a batch. */
  void run(Func driver) {
    driver.call(store, NO_VALUES);
  }

  /** Calls an export once. */
  Val[] call(String export, Val[] arguments) {
    try (Func function = guest.getFunc(store, export).orElseThrow()) {
      return function.call(store, arguments);
    }
  }

  /** An export to call often. */
  Func function(String export) {
    return handles.keep(
        guest.getFunc(store, export).orElseThrow(() -> missing("function", export)));
  }

  /** Calls such an export, which has no parameters. */
  Val[] call(Func function) {
    return function.call(store, NO_VALUES);
  }

  /**
   * The memory of a companion that the guest imports from.
   *
   * @param limit what it may grow to, in bytes
   */
  CompanionMemory memory(CompanionModule companion, long limit) {
    Memory memory = companionMemories.get(companion);
    if (memory == null) {
      throw new UdfException(UdfError.INTERNAL, "no memory of " + companion.importName());
    }
    return new StoreMemory(store, memory, limit);
  }

  /** The same within a call that runs. */
  Val[] call(Func function, Val[] arguments) {
    return function.call(store, arguments);
  }

  /**
   * The guest's own memory, for what the host does within a call.
   *
   * @param limit what it may grow to, in bytes
   */
  GuestMemory memory(long limit) {
    return guestMemory == null ? GuestMemory.NONE : new StoreMemory(store, guestMemory, limit);
  }

  /** The memory of the guest's ways to the host, which never grows. */
  ByteBuffer buffer(Memory doors) {
    return doors.buffer(store);
  }

  /** From now on calls run until the epoch moves again. */
  void renewDeadline() {
    store.setEpochDeadline(1);
  }

  /** The control memory; stale, but valid for its old part, once that memory has grown. */
  ByteBuffer controlBuffer() {
    return controlMemory.buffer(store);
  }

  /** Grows the control memory; answers whether there was room. */
  boolean growControl(long pages) {
    // The native side answers -1, or an exception, depending on which limit was met.
    try {
      return controlMemory.grow(store, pages) >= 0;
    } catch (RuntimeException full) {
      return false;
    }
  }

  /** The guest's memory; empty when it exports none. Valid until the next call. */
  ByteBuffer guestBuffer() {
    return guestMemory == null ? ByteBuffer.allocate(0) : guestMemory.buffer(store);
  }

  long guestMemoryBytes() {
    return guestMemory == null ? 0 : guestMemory.dataSize(store);
  }

  @Override
  public void close() {
    handles.close();
  }
}
