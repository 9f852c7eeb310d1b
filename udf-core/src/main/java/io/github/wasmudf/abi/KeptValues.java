package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What the instances of one plugin keep between calls in one connection: values by their keys, both
 * of them bytes. One thread at a time.
 */
final class KeptValues {
  /** What all keys and values may come to, in bytes; that of Extism's own hosts. */
  static final int LIMIT = 1 << 20;

  /** How many they may be, since each costs more than its bytes. */
  private static final int MOST = 10_000;

  /** By keys of one character for each byte, whatever they are. */
  private Map<String, byte[]> values = new LinkedHashMap<>();

  private int bytes;
  private int version;

  /** Changes whenever they do. */
  int version() {
    return version;
  }

  /** The length of all keys and values. */
  int bytes() {
    return bytes;
  }

  /** The length of all of them as entries. */
  int entriesLength() {
    return bytes + values.size() * ExtismLayout.ENTRY_BYTES;
  }

  /**
   * Makes changes, all of them or none.
   *
   * @throws UdfException {@code MEMORY_LIMIT} when what is kept then would be too much
   */
  void apply(List<ExtismChange> changes) {
    if (!changes.isEmpty()) {
      set(new LinkedHashMap<>(values), changes);
    }
  }

  /** Makes changes to nothing, as {@link #apply} does to what there is. */
  void replace(List<ExtismChange> all) {
    set(new LinkedHashMap<>(), all);
  }

  private void set(Map<String, byte[]> changed, List<ExtismChange> changes) {
    for (ExtismChange change : changes) {
      byte[] value = change.value();
      if (value == null) {
        changed.remove(nameOf(change.key()));
      } else {
        changed.put(nameOf(change.key()), value);
      }
    }
    long size = 0;
    for (Map.Entry<String, byte[]> entry : changed.entrySet()) {
      size += entry.getKey().length() + (long) entry.getValue().length;
    }
    if (size > LIMIT) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "bytes that the plugin keeps", LIMIT, bytes, size);
    }
    if (changed.size() > MOST) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "values that the plugin keeps", MOST, values.size(), 1);
    }
    values = changed;
    bytes = (int) size;
    version++;
  }

  /** Hands all of them to an action, which changes neither key nor value. */
  void forEach(BiConsumer<byte[], byte[]> action) {
    values.forEach((key, value) -> action.accept(bytesOf(key), value));
  }

  /** Writes all of them as entries of a kind. */
  void writeTo(ByteBuffer entries, int kind) {
    values.forEach((key, value) -> writeEntry(entries, kind, bytesOf(key), value));
  }

  /** Writes an entry as {@code extism.wat} reads it. */
  static void writeEntry(ByteBuffer entries, int kind, byte[] key, byte[] value) {
    entries.order(ByteOrder.LITTLE_ENDIAN);
    entries.putInt(kind).putInt(key.length).putInt(value.length).put(key).put(value);
  }

  private static String nameOf(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytesOf(String name) {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }
}
