package io.github.wasmudf.wasi;

import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ImportOffers.OfHost;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.WasiImports;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The functions of WASI that a grant changes; all others never leave WebAssembly. */
enum WasiFunction {
  ENVIRON_SIZES_GET,
  ENVIRON_GET,
  FD_PRESTAT_GET,
  FD_PRESTAT_DIR_NAME,
  FD_FDSTAT_GET,
  FD_FILESTAT_GET,
  FD_CLOSE,
  FD_READ,
  FD_PREAD,
  FD_SEEK,
  FD_TELL,
  FD_READDIR,
  PATH_OPEN,
  PATH_FILESTAT_GET,
  PATH_READLINK,
  /** From here on they change something. */
  FD_ALLOCATE,
  FD_PWRITE,
  FD_FILESTAT_SET_SIZE,
  FD_FILESTAT_SET_TIMES,
  PATH_CREATE_DIRECTORY,
  PATH_FILESTAT_SET_TIMES,
  PATH_LINK,
  PATH_REMOVE_DIRECTORY,
  PATH_RENAME,
  PATH_SYMLINK,
  PATH_UNLINK_FILE;

  /** Above the numbers of all functions of ABIs. */
  private static final int FIRST = 1_000;

  private static final List<WasiFunction> ALL = List.of(values());

  private boolean isOfEnvironment() {
    return this == ENVIRON_SIZES_GET || this == ENVIRON_GET;
  }

  /** Whether a number is one of these. */
  static boolean has(int number) {
    return number >= FIRST;
  }

  static WasiFunction of(int number) {
    return ALL.get(number - FIRST);
  }

  /** Those that are there when variables, directories or both were granted. */
  static ImportOffers offers(boolean environment, boolean directories) {
    return wanted -> offer(wanted, environment, directories);
  }

  private static ImportOffers.@Nullable Offer offer(
      Import wanted, boolean environment, boolean directories) {
    for (WasiFunction function : ALL) {
      if (function.isNamed(wanted)
          && (function.isOfEnvironment() ? environment : directories)
          && WasiImports.isTyped(wanted)) {
        return new OfHost(FIRST + ALL.indexOf(function));
      }
    }
    return null;
  }

  private boolean isNamed(Import wanted) {
    return wanted.module().equals(WasiImports.MODULE)
        && wanted.name().equals(name().toLowerCase(Locale.ROOT));
  }
}
