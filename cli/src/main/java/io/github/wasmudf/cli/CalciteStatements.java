package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a script as Calcite's lexer reads it: quotes and comments hide semicolons. Comments stay in
 * the statement, because some are hints. Unlike in H2 they do not nest, and {@code $$} quotes
 * nothing.
 */
final class CalciteStatements implements StatementSource {
  private static final int END = -1;

  private final PushbackReader script;
  private StringBuilder statement = new StringBuilder();

  /** Whether the statement has more than comments and white space. */
  private boolean says;

  CalciteStatements(Reader script) {
    this.script = new PushbackReader(script);
  }

  @Override
  public @Nullable String next() throws IOException {
    try {
      statement = new StringBuilder();
      says = false;
      for (int c = script.read(); c != END; c = script.read()) {
        if (c != ';') {
          append((char) c);
        } else if (says) {
          return statement.toString().strip();
        } else {
          statement = new StringBuilder();
        }
      }
      return says ? statement.toString().strip() : null;
    } catch (CharacterCodingException e) {
      throw new IOException("the script is not valid UTF-8", e);
    }
  }

  private void append(char c) throws IOException {
    statement.append(c);
    switch (c) {
      case '\'', '"', '`' -> quoted(c);
      case '-', '/' -> comment(c, peek());
      default -> says |= !Character.isWhitespace(c);
    }
  }

  /** A doubled quote begins a new quoted text at once, which comes to the same. */
  private void quoted(char quote) throws IOException {
    says = true;
    int c;
    do {
      c = script.read();
      if (c != END) {
        statement.append((char) c);
      }
    } while (c != END && c != quote);
  }

  private void comment(char first, int second) throws IOException {
    if (second == first) {
      // The line end itself is read as white space.
      for (int c = peek(); c != END && c != '\n' && c != '\r'; c = peek()) {
        statement.append((char) script.read());
      }
    } else if (first == '/' && second == '*') {
      statement.append((char) script.read());
      block();
    } else {
      says = true;
    }
  }

  private void block() throws IOException {
    int before = END;
    int c = script.read();
    while (c != END) {
      statement.append((char) c);
      if (before == '*' && c == '/') {
        return;
      }
      before = c;
      c = script.read();
    }
  }

  private int peek() throws IOException {
    int c = script.read();
    if (c != END) {
      script.unread(c);
    }
    return c;
  }
}
