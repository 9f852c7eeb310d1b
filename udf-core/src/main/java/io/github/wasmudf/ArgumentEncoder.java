package io.github.wasmudf;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the arguments of one function become what its plugin gets: chosen once by its declaration. In
 * JSON, one text or binary argument that is never NULL goes as its bytes, any other list as an
 * array. Used by one thread at a time.
 */
interface ArgumentEncoder {
  /**
   * The bytes for one call.
   *
   * @param arguments as many as the signature has, each of its type's class; not changed
   * @throws UdfException {@code INVALID_TEXT}, {@code BAD_RESULT} or {@code BAD_ARGUMENT}, naming
   *     the argument that has no form for a plugin
   */
  byte[] encode(@Nullable Object[] arguments);

  /** The one for a function whose plugin takes no ports. */
  static ArgumentEncoder of(DeclaredFunction function) {
    return of(function, false);
  }

  /**
   * The one for a function.
   *
   * @param ports whether its plugin takes an object with the arguments by their names
   */
  static ArgumentEncoder of(DeclaredFunction function, boolean ports) {
    Signature signature = function.signature();
    if (ports) {
      return new JsonRow(signature.arguments(), true);
    }
    if (function.encoding() == Encoding.BINARY) {
      return new BinaryRow(signature.arguments());
    }
    if (!isBare(function)) {
      return new JsonRow(signature.arguments(), false);
    }
    return ofBare(signature.arguments().get(0));
  }

  /** The one for a single text or binary, which goes as its bytes. */
  static ArgumentEncoder ofBare(Column argument) {
    if (argument.type().kind().isBytes()) {
      return values -> (byte[]) value(values);
    }
    String what = "argument " + argument.name();
    return values -> UdfFunction.encode(what, (String) value(values));
  }

  /** Whether the argument goes as its bytes. */
  static boolean isBare(DeclaredFunction function) {
    Signature signature = function.signature();
    if (signature.arguments().size() != 1
        || signature.calledOnNull()
        || function.encoding() == Encoding.BINARY) {
      return false;
    }
    SqlType.Kind kind = signature.arguments().get(0).type().kind();
    return kind.isText() || kind.isBytes();
  }

  private static Object value(@Nullable Object[] values) {
    Object value = values[0];
    if (value == null) {
      throw new IllegalStateException("NULL comes to functions only that are called on it");
    }
    return value;
  }

  /** A refusal, with the argument that it is about. */
  private static UdfException about(UdfException refused, Column argument) {
    return refused.about("argument " + argument.name() + " " + argument.type());
  }

  /** The bits of NULLs, and the values: written into one buffer, row after row. */
  final class BinaryRow implements ArgumentEncoder {
    private final List<Column> arguments;
    private final BinaryRowWriter row = new BinaryRowWriter();

    BinaryRow(List<Column> arguments) {
      this.arguments = arguments;
    }

    @Override
    public byte[] encode(@Nullable Object[] values) {
      row.clear();
      int nulls = row.nulls(values.length);
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        if (value == null) {
          row.putNull(nulls, i);
        } else {
          write(arguments.get(i), value);
        }
      }
      return row.toBytes();
    }

    private void write(Column argument, Object value) {
      try {
        argument.type().write(row, value);
      } catch (UdfException refused) {
        throw about(refused, argument);
      }
    }
  }

  /**
   * {@code [1,"text",null]}, or for ports {@code {"a":1,"b":"text"}}: written into one buffer by
   * one generator, row after row.
   */
  final class JsonRow implements ArgumentEncoder {
    private static final int MAX_BUFFER_KEPT = 1 << 20;

    private final List<Column> arguments;
    private final boolean ports;
    private ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private @Nullable JsonGenerator generator;

    JsonRow(List<Column> arguments, boolean ports) {
      this.arguments = arguments;
      this.ports = ports;
    }

    @Override
    public byte[] encode(@Nullable Object[] values) {
      try {
        JsonGenerator json = generator();
        // Put back behind the row: a generator that has failed in the middle is not used again.
        generator = null;
        if (ports) {
          writeObject(json, values);
        } else {
          writeArray(json, values);
        }
        json.flush();
        byte[] row = buffer.toByteArray();
        if (row.length <= MAX_BUFFER_KEPT) {
          buffer.reset();
          generator = json;
        }
        return row;
      } catch (IOException broken) {
        throw new UdfException(UdfError.INTERNAL, "the arguments cannot be written", broken);
      } finally {
        if (generator == null) {
          buffer = new ByteArrayOutputStream();
        }
      }
    }

    private void writeArray(JsonGenerator json, @Nullable Object[] values) throws IOException {
      json.writeStartArray();
      for (int i = 0; i < values.length; i++) {
        write(json, arguments.get(i), values[i]);
      }
      json.writeEndArray();
    }

    private void writeObject(JsonGenerator json, @Nullable Object[] values) throws IOException {
      json.writeStartObject();
      for (int i = 0; i < values.length; i++) {
        json.writeFieldName(arguments.get(i).name());
        write(json, arguments.get(i), values[i]);
      }
      json.writeEndObject();
    }

    private void write(JsonGenerator json, Column argument, @Nullable Object value)
        throws IOException {
      if (value == null) {
        json.writeNull();
        return;
      }
      try {
        if (ports) {
          argument.type().writePlain(json, value);
        } else {
          argument.type().write(json, value);
        }
      } catch (UdfException refused) {
        throw about(refused, argument);
      }
    }

    private JsonGenerator generator() throws IOException {
      JsonGenerator present = generator;
      if (present != null) {
        return present;
      }
      buffer = new ByteArrayOutputStream();
      JsonGenerator made = RowJson.FACTORY.createGenerator(buffer);
      // Rows are values of the document's root; nothing stands between them.
      made.setPrettyPrinter(RowJson.NOTHING_BETWEEN);
      return made;
    }
  }
}
