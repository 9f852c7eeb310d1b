package io.github.wasmudf.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Our own modules that an engine runs beside a guest; each says in its head comment what it is. */
public enum CompanionModule {
  CONTROL,
  DRIVER,
  EXTISM,
  LENGTH_HIGH,
  WITH_PARAMETERS,
  INTO_STATE,
  TO_NUMBER,
  OF_STATE,
  END_STATE,
  WASI,
  WASI_TRAMPOLINES;

  @SuppressWarnings("ImmutableEnumChecker") // it is, though not annotated
  private final ModuleImage image = ModuleImage.of(read());

  /** Its name in the imports of the others, and the name of its file. */
  public String importName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its bytes and its outline. */
  public ModuleImage image() {
    return image;
  }

  private byte[] read() {
    String file = importName() + ".wasm";
    try (InputStream in = CompanionModule.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing: this build is incomplete");
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
