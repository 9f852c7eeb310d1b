package io.github.wasmudf.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes. Always UTF-8, whatever the locale says, and unlike {@code
 * System.out} the writer reports a reader that went away.
 *
 * @param in standard input
 * @param out results; buffered, so flush it before anything is written to {@code err}
 * @param err messages; flushed at every line
 * @param interactive whether a person types the input
 */
record Streams(InputStream in, Writer out, PrintWriter err, boolean interactive) {
  /** The launcher knows what standard input is; System.console() means other things by JDK. */
  private static final String STDIN_IS_TERMINAL = "wasmudf.stdin.terminal";

  static Streams standard() {
    return new Streams(
        new FileInputStream(FileDescriptor.in),
        new BufferedWriter(utf8(new FileOutputStream(FileDescriptor.out))),
        new PrintWriter(utf8(new FileOutputStream(FileDescriptor.err)), true),
        Boolean.getBoolean(STDIN_IS_TERMINAL));
  }

  private static Writer utf8(OutputStream stream) {
    return new OutputStreamWriter(stream, StandardCharsets.UTF_8);
  }
}
