package io.github.wasmudf.wasi;

import static io.github.wasmudf.wasi.WasiMemory.numbers;
import static io.github.wasmudf.wasi.WasiMemory.unsigned;

import io.github.wasmudf.Grants;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ImportOffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Map;

/**
 * WASI's functions that a grant changes, before those of an instance's ABI. What goes wrong with a
 * file is told to the guest as an error number; a pointer outside its memory ends its call.
 */
public final class WasiHost implements HostFunctions {
  private final HostFunctions abi;
  private final Map<String, String> environment;
  private final Descriptors descriptors;
  private final WasiFiles files;

  private WasiHost(HostFunctions abi, Grants grants) {
    this.abi = abi;
    this.environment = grants.env();
    this.descriptors = new Descriptors(grants.readDirs());
    this.files = new WasiFiles(descriptors);
  }

  /** What is offered to a plugin's imports of WASI in Java; the rest is WebAssembly of ours. */
  public static ImportOffers offers(Grants grants) {
    return WasiFunction.offers(!grants.env().isEmpty(), !grants.readDirs().isEmpty());
  }

  /** The functions of an instance whose ABI's are the given ones. */
  public static HostFunctions around(HostFunctions abi, Grants grants) {
    return grants.env().isEmpty() && grants.readDirs().isEmpty() ? abi : new WasiHost(abi, grants);
  }

  @Override
  public HostFunctions ofAbi() {
    return abi;
  }

  @Override
  public void close() {
    descriptors.close();
    abi.close();
  }

  @Override
  public long call(int function, CallingGuest guest, long[] arguments) {
    if (!WasiFunction.has(function)) {
      return abi.call(function, guest, arguments);
    }
    try {
      answer(WasiFunction.of(function), guest, arguments);
      return Errno.SUCCESS.number();
    } catch (WasiException told) {
      return told.errno().number();
    } catch (IOException failed) {
      return errno(failed).number();
    }
  }

  private void answer(WasiFunction called, CallingGuest guest, long[] arguments)
      throws WasiException, IOException {
    switch (called) {
      case ENVIRON_SIZES_GET -> putEnvironmentSizes(guest, arguments);
      case ENVIRON_GET -> putEnvironment(guest, arguments);
      case FD_PRESTAT_GET -> putGranted(guest, arguments);
      case FD_PRESTAT_DIR_NAME -> putGrantedName(guest, arguments);
      case FD_FDSTAT_GET -> putState(guest, arguments);
      case FD_FILESTAT_GET ->
          putAttributes(guest, arguments[1], descriptors.get(unsigned(arguments[0])).attributes());
      case FD_CLOSE -> descriptors.close(unsigned(arguments[0]));
      case FD_READ, FD_PREAD -> files.read(guest, arguments);
      case FD_SEEK -> files.seek(guest, arguments);
      case FD_TELL -> files.tell(guest, arguments);
      case FD_READDIR -> files.list(guest, arguments);
      case PATH_OPEN -> files.open(guest, arguments);
      case PATH_FILESTAT_GET ->
          putAttributes(guest, arguments[4], files.attributes(guest, arguments));
      case PATH_READLINK -> throw new WasiException(Errno.NOT_CAPABLE);
      default -> throw new WasiException(Errno.READ_ONLY);
    }
  }

  private static Errno errno(IOException failed) {
    if (failed instanceof ClosedByInterruptException) {
      throw new UdfException(UdfError.CANCELLED, "the reading of a file was interrupted", failed);
    }
    return failed.getCause() instanceof WasiException told
        ? told.errno()
        : failed instanceof NoSuchFileException
            ? Errno.NO_ENTRY
            : failed instanceof NotDirectoryException
                ? Errno.NOT_DIRECTORY
                : failed instanceof AccessDeniedException ? Errno.ACCESS : Errno.IO;
  }

  private List<byte[]> variables() {
    return environment.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue() + "\0")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private void putEnvironmentSizes(CallingGuest guest, long[] arguments) {
    WasiMemory.putInt(guest, arguments[0], environment.size());
    int bytes = variables().stream().mapToInt(variable -> variable.length).sum();
    WasiMemory.putInt(guest, arguments[1], bytes);
  }

  private void putEnvironment(CallingGuest guest, long[] arguments) {
    long place = unsigned(arguments[0]);
    long text = unsigned(arguments[1]);
    for (byte[] variable : variables()) {
      guest.memory().putInt(place, (int) text);
      guest.memory().put(text, variable);
      place += Integer.BYTES;
      text += variable.length;
    }
  }

  private byte[] granted(long number) throws WasiException {
    String name =
        descriptors.get(number) instanceof Descriptor.Directory directory
            ? directory.granted()
            : null;
    if (name == null) {
      throw new WasiException(Errno.BAD_DESCRIPTOR);
    }
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private void putGranted(CallingGuest guest, long[] arguments) throws WasiException {
    int length = granted(unsigned(arguments[0])).length;
    WasiMemory.put(guest, arguments[1], numbers(8).putInt(0).putInt(length));
  }

  private void putGrantedName(CallingGuest guest, long[] arguments) throws WasiException {
    byte[] name = granted(unsigned(arguments[0]));
    if (unsigned(arguments[2]) < name.length) {
      throw new WasiException(Errno.NAME_TOO_LONG);
    }
    guest.memory().put(unsigned(arguments[1]), name);
  }

  private void putState(CallingGuest guest, long[] arguments) throws WasiException {
    Descriptor descriptor = descriptors.get(unsigned(arguments[0]));
    ByteBuffer state = numbers(24);
    state.put(0, descriptor.type());
    state.putLong(8, descriptor.rights());
    state.putLong(16, descriptor.inherited());
    WasiMemory.put(guest, arguments[1], state);
  }

  private static void putAttributes(CallingGuest guest, long at, Descriptor.Attributes attributes) {
    ByteBuffer all = numbers(64);
    all.putLong(8, attributes.number());
    all.put(16, attributes.type());
    all.putLong(24, 1);
    all.putLong(32, attributes.bytes());
    all.putLong(40, attributes.accessed());
    all.putLong(48, attributes.modified());
    all.putLong(56, attributes.changed());
    WasiMemory.put(guest, at, all);
  }
}
