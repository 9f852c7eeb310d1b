package io.github.wasmudf.calcite;

import io.github.wasmudf.LargeInput;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;

/** What a SQL value is to a plugin: its bytes. Values are never NULL here. */
final class SqlValues {
  private SqlValues() {}

  static byte[] bytes(String text) {
    return UdfFunction.encode("the input", text);
  }

  /**
   * The bytes of a value whose type Calcite does not know (ANY): large objects, JSON and whatever
   * else another database's driver answers. Large objects are read no further than a guest's memory
   * reaches; of a value that has no text or bytes of its own, there is nothing to read.
   */
  static byte[] bytes(Object value, RuntimePolicy policy) {
    if (value instanceof String text) {
      return bytes(text);
    }
    if (value instanceof ByteString bytes) {
      return bytes.getBytes();
    }
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    if (value instanceof Blob || value instanceof Clob) {
      return lobBytes(value, policy.limits().memoryBytes());
    }
    if (value instanceof Boolean truth) {
      return bytes(truth.toString().toUpperCase(Locale.ROOT));
    }
    if (value instanceof Number || value instanceof UUID || value instanceof Character) {
      return bytes(value.toString());
    }
    throw new UdfException(
        UdfError.BAD_OPTION,
        "a value of class "
            + value.getClass().getName()
            + " has neither text nor bytes for a plugin; CAST it to VARCHAR or VARBINARY");
  }

  private static byte[] lobBytes(Object lob, long limit) {
    try {
      if (lob instanceof Clob clob) {
        try (Reader reader = clob.getCharacterStream()) {
          return LargeInput.text(reader, limit);
        }
      }
      try (InputStream stream = ((Blob) lob).getBinaryStream()) {
        return LargeInput.bytes(stream, limit);
      }
    } catch (IOException | SQLException broken) {
      throw new UdfException(UdfError.INTERNAL, "the large object cannot be read", broken);
    }
  }
}
