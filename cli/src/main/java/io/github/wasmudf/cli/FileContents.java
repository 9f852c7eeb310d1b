package io.github.wasmudf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.AvaticaClientRuntimeException;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Answers {@code FILE_READ}. Code that Calcite generates calls it; therefore it is public. */
public final class FileContents {
  /** SQLSTATE of an input or output error outside the database. */
  private static final String IO_ERROR = "58030";

  private FileContents() {}

  /**
   * The bytes of a file.
   *
   * @param path relative to the current directory
   */
  public static @Nullable ByteString read(DataContext root, @Nullable String path) {
    // Fails while the statement is planned. The planner would else make one literal of the file,
    // which Java cannot compile when it is long.
    root.getQueryProvider();
    if (path == null) {
      return null;
    }
    try {
      return new ByteString(Files.readAllBytes(Path.of(path)));
    } catch (IOException | InvalidPathException e) {
      throw failure("cannot read the file " + path, e);
    }
  }

  /** Avatica keeps the SQLSTATE of this class only. */
  private static RuntimeException failure(String message, Exception cause) {
    AvaticaClientRuntimeException failure =
        new AvaticaClientRuntimeException(
            message, 0, IO_ERROR, AvaticaSeverity.ERROR, List.of(), null);
    failure.initCause(new SQLException(message, IO_ERROR, cause));
    return failure;
  }
}
