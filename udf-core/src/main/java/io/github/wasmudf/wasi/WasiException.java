package io.github.wasmudf.wasi;

/**
 * What a guest is told instead of an answer; it costs no stack trace, because guests may ask often.
 */
final class WasiException extends Exception {
  private static final long serialVersionUID = 1;

  private final Errno errno;

  WasiException(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
