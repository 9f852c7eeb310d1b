package io.github.wasmudf.benchmarks.twins;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The plugin {@code redact} with its default parameters in plain Java; without expressions, too.
 */
public final class RedactTwin {
  private static final byte[] MASK = "***".getBytes(StandardCharsets.US_ASCII);

  private RedactTwin() {}

  /** As a SQL function. */
  public static @Nullable String redact(@Nullable String text) {
    return text == null
        ? null
        : new String(redact(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /** As a function over bytes. */
  public static byte[] redact(byte[] text) {
    Contacts contacts = new Contacts(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
    int written = 0;
    int at = 0;
    while (at < text.length) {
      int end = mayBegin(contacts, at) ? find(contacts, at) : Contacts.NONE;
      if (end == Contacts.NONE) {
        at++;
        continue;
      }
      out.write(text, written, at - written);
      out.write(MASK, 0, MASK.length);
      at = end;
      written = end;
    }
    out.write(text, written, text.length - written);
    return out.toByteArray();
  }

  /** Most bytes are in the middle of a word or between words, where nothing begins. */
  private static boolean mayBegin(Contacts contacts, int at) {
    int value = contacts.at(at);
    boolean inWord = at > 0 && Contacts.isAlphanumeric(contacts.at(at - 1));
    return !inWord && (Contacts.isLocalPart(value) || value == '(');
  }

  private static int find(Contacts contacts, int at) {
    int end = contacts.email(at);
    end = end != Contacts.NONE ? end : contacts.card(at);
    return end != Contacts.NONE ? end : contacts.phone(at);
  }
}
