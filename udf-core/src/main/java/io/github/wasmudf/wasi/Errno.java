package io.github.wasmudf.wasi;

/** The error numbers of {@code wasi_snapshot_preview1} that a guest is told here. */
enum Errno {
  SUCCESS(0),
  ACCESS(2),
  BAD_DESCRIPTOR(8),
  NOT_UTF8(25),
  INVALID(28),
  IO(29),
  IS_DIRECTORY(31),
  LINK(32),
  TOO_MANY_OPEN(33),
  NAME_TOO_LONG(37),
  NO_ENTRY(44),
  NOT_DIRECTORY(54),
  OVERFLOW(61),
  READ_ONLY(69),
  NO_POSITION(70),
  NOT_CAPABLE(76);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
