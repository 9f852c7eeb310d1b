package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Linker;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.NumberLoop;
import io.github.wasmudf.engine.WasiImports;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A native store with one guest and its companions in it, linked to each other. Owns every handle.
 *
 * <p>Using it after {@link #close}, or from two threads, would end the JVM: its owner holds a lock
 * and knows whether it is open. Only WebAssembly is linked, never a Java function, which would cost
 * microseconds a call, lose its exceptions and leak references.
 */
final class GuestStore implements AutoCloseable {
  private static final String MEMORY = "memory";
  private static final Val[] NO_VALUES = {};

  private final Lane lane;
  private final NativeHandles handles;
  private final Store<Void> store;
  private final Instance control;
  private final Memory controlMemory;
  private final Map<String, Extern> controlFunctions = new HashMap<>();
  private final Instance guest;
  private final @Nullable Memory guestMemory;

  private GuestStore(Lane lane, NativeHandles handles, ModuleOutline outline) {
    this.lane = lane;
    this.handles = handles;
    store = handles.keep(lane.newStore());
    control = handles.keep(new Instance(store, lane.companion(CompanionModule.CONTROL), List.of()));
    controlMemory = handles.keep(control.getMemory(store, MEMORY).orElseThrow());
    if (!outline.importsFrom(WasiImports.MODULE)) {
      guest = handles.keep(new Instance(store, lane.plugin(), List.of()));
      guestMemory = memoryOf(guest);
    } else {
      try (Linker linker = lane.newLinker()) {
        Set<String> defined = new HashSet<>();
        link(linker, CompanionModule.WASI_TRAMPOLINES, defined);
        guest = handles.keep(new Instance(store, lane.plugin(), wasiImports(linker, outline)));
        guestMemory = memoryOf(guest);
        if (guestMemory != null) {
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
   * @param outline the plugin's; its imports are WASI's only
   */
  static GuestStore open(Lane lane, ModuleOutline outline) {
    NativeHandles handles = new NativeHandles();
    try {
      return new GuestStore(lane, handles, outline);
    } catch (RuntimeException | Error failure) {
      handles.close();
      throw failure;
    }
  }

  private @Nullable Memory memoryOf(Instance instance) {
    return instance.getMemory(store, MEMORY).map(handles::keep).orElse(null);
  }

  /** Instantiates a companion by name; what it imports from control is defined first. */
  private void link(Linker linker, CompanionModule companion, Set<String> defined) {
    for (Import wanted : companion.image().outline().imports()) {
      if (isControls(wanted) && defined.add(wanted.name())) {
        linker.define(store, wanted.module(), wanted.name(), controlFunction(wanted.name()));
      }
    }
    linker.module(store, companion.importName(), lane.companion(companion));
  }

  private List<Extern> wasiImports(Linker linker, ModuleOutline outline) {
    String trampolines = CompanionModule.WASI_TRAMPOLINES.importName();
    List<Extern> functions = new ArrayList<>();
    for (Import wanted : outline.imports()) {
      Extern function = linker.get(store, trampolines, wanted.name()).orElseThrow();
      handles.keep(function.func());
      functions.add(function);
    }
    return functions;
  }

  private static boolean isControls(Import wanted) {
    return wanted.module().equals(CompanionModule.CONTROL.importName());
  }

  private Extern controlFunction(String name) {
    return controlFunctions.computeIfAbsent(
        name, n -> Extern.fromFunc(handles.keep(control.getFunc(store, n).orElseThrow())));
  }

  /**
   * A driver for a protocol's exports; answers its function that runs the rows.
   *
   * @throws UdfException {@code NOT_FOUND} when the guest lacks one of the exports, {@code
   *     UNKNOWN_ABI} when one has another type
   */
  Func bind(BytesProtocol protocol) {
    if (guestMemory == null) {
      throw missing("memory", MEMORY);
    }
    String release = protocol.release();
    Map<String, Extern> exports =
        Map.of(
            MEMORY,
            Extern.fromMemory(guestMemory),
            "allocate",
            guestFunction(protocol.allocate()),
            "function",
            guestFunction(protocol.function()),
            "release",
            release == null ? controlFunction("ignore") : guestFunction(release));
    ModuleImage driver = CompanionModule.DRIVER.image();
    List<Extern> imports =
        driver.outline().imports().stream()
            .map(i -> isControls(i) ? controlFunction(i.name()) : exports.get(i.name()))
            .toList();
    try {
      Instance instance =
          handles.keep(new Instance(store, lane.companion(CompanionModule.DRIVER), imports));
      return handles.keep(instance.getFunc(store, "run").orElseThrow());
    } catch (WasmtimeException mistyped) {
      throw new UdfException(
          UdfError.UNKNOWN_ABI, "exports of other types than " + protocol + " needs", mistyped);
    }
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
