package io.github.wasmudf.h2;

import io.github.wasmudf.LargeInput;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueLob;

/** What a SQL value is to a plugin: its bytes. Values are never NULL here. */
final class SqlValues {
  private SqlValues() {}

  /**
   * The bytes of a value for a function that answers text: of a binary value its bytes, of any
   * other its text in UTF-8 (numbers, dates, arrays and so on as {@code CAST(.. AS VARCHAR)} writes
   * them).
   */
  static byte[] textBytes(Value value, H2Session session) {
    return switch (value.getValueType()) {
      case Value.VARBINARY, Value.BINARY -> value.getBytesNoCopy();
      case Value.BLOB, Value.CLOB -> Uninterrupted.read(() -> lobBytes(value, session));
      case Value.JAVA_OBJECT -> throw noForm(value, "text");
      default -> UdfFunction.encode("the input", value.getString());
    };
  }

  /**
   * The bytes of a value for a function that answers bytes: of a character value its text in UTF-8,
   * of any other what {@code CAST(.. AS VARBINARY)} gives, which H2 refuses for some types.
   */
  static byte[] binaryBytes(Value value, H2Session session) {
    return switch (value.getValueType()) {
      case Value.VARBINARY, Value.BINARY, Value.JAVA_OBJECT -> value.getBytesNoCopy();
      case Value.VARCHAR, Value.CHAR, Value.VARCHAR_IGNORECASE, Value.ENUM ->
          UdfFunction.encode("the input", value.getString());
      case Value.BLOB, Value.CLOB -> Uninterrupted.read(() -> lobBytes(value, session));
      default -> value.convertTo(TypeInfo.TYPE_VARBINARY, session.castDataProvider()).getBytes();
    };
  }

  /** A large object must fit the guest's memory, so it is read no further than that. */
  private static byte[] lobBytes(Value value, H2Session session) {
    long limit = session.policy().limits().memoryBytes();
    ValueLob lob = (ValueLob) value;
    try {
      if (lob.getValueType() == Value.CLOB) {
        try (Reader reader = lob.getReader()) {
          return LargeInput.text(reader, limit);
        }
      }
      try (InputStream stream = lob.getInputStream()) {
        return LargeInput.bytes(stream, limit);
      }
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, "the large object cannot be read", broken);
    }
  }

  private static UdfException noForm(Value value, String form) {
    return new UdfException(
        UdfError.BAD_OPTION,
        "a value of type "
            + value.getType().getTraceSQL()
            + " has no "
            + form
            + " form; use the binary function");
  }
}
