package io.github.wasmudf.h2;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the class file of an {@link AliasClass}. Each method hands its arguments to {@link
 * CreatedFunctions#call}, or that of a table function to {@link CreatedFunctions#rows}, with the
 * number by which those know the function:
 *
 * <pre>
 * public static String call(Connection connection, String a, Integer b) {
 *   return (String) CreatedFunctions.call(7, connection, new Object[] {a, b});
 * }
 * </pre>
 *
 * <p>No method branches, so none needs a stack map (JVM specification 4.7.4).
 */
final class AliasClassWriter {
  private static final int MAGIC = 0xCAFEBABE;
  private static final int JAVA_17 = 61;
  private static final int PUBLIC_FINAL_SUPER = 0x0031;
  private static final int PUBLIC_STATIC = 0x0009;

  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int CLASS = 7;
  private static final int METHOD_REF = 10;
  private static final int NAME_AND_TYPE = 12;

  private static final int BIPUSH = 0x10;
  private static final int LDC_W = 0x13;
  private static final int ALOAD = 0x19;
  private static final int AASTORE = 0x53;
  private static final int DUP = 0x59;
  private static final int ARETURN = 0xB0;
  private static final int INVOKESTATIC = 0xB8;
  private static final int ANEWARRAY = 0xBD;
  private static final int CHECKCAST = 0xC0;

  /** The function's number, the connection, the array twice, an index and an argument. */
  private static final int MAX_STACK = 6;

  private final ByteArrayOutputStream constantBytes = new ByteArrayOutputStream();
  private final DataOutputStream constants = new DataOutputStream(constantBytes);
  private final Map<List<Object>, Integer> known = new HashMap<>();
  private int nextConstant = 1;

  private AliasClassWriter() {}

  /**
   * The class file.
   *
   * @param numbers of the overloads, in their order
   */
  static byte[] write(AliasClass aliasClass, int[] numbers) {
    try {
      return new AliasClassWriter().classFile(aliasClass, numbers);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private byte[] classFile(AliasClass aliasClass, int[] numbers) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeShort(PUBLIC_FINAL_SUPER);
    out.writeShort(classConstant(aliasClass.name().replace('.', '/')));
    out.writeShort(classConstant("java/lang/Object"));
    out.writeShort(0);
    out.writeShort(0);
    out.writeShort(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      writeMethod(out, aliasClass.overloads().get(i), numbers[i]);
    }
    out.writeShort(0);

    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream head = new DataOutputStream(file);
    head.writeInt(MAGIC);
    head.writeShort(0);
    head.writeShort(JAVA_17);
    head.writeShort(nextConstant);
    constantBytes.writeTo(head);
    body.writeTo(head);
    return file.toByteArray();
  }

  private void writeMethod(DataOutputStream out, AliasClass.Overload overload, int number)
      throws IOException {
    StringBuilder descriptor = new StringBuilder("(Ljava/sql/Connection;");
    overload.arguments().forEach(each -> descriptor.append(each.parameter().descriptorString()));
    descriptor.append(')').append(result(overload).descriptorString());
    byte[] code = code(overload, number);

    out.writeShort(PUBLIC_STATIC);
    out.writeShort(text(AliasClass.METHOD));
    out.writeShort(text(descriptor.toString()));
    out.writeShort(1);
    out.writeShort(text("Code"));
    out.writeInt(2 + 2 + 4 + code.length + 2 + 2);
    out.writeShort(MAX_STACK);
    out.writeShort(1 + overload.arguments().size());
    out.writeInt(code.length);
    out.write(code);
    out.writeShort(0);
    out.writeShort(0);
  }

  private byte[] code(AliasClass.Overload overload, int number) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream code = new DataOutputStream(bytes);
    code.writeByte(LDC_W);
    code.writeShort(integer(number));
    code.writeByte(ALOAD);
    code.writeByte(0);
    code.writeByte(BIPUSH);
    code.writeByte(overload.arguments().size());
    code.writeByte(ANEWARRAY);
    code.writeShort(classConstant("java/lang/Object"));
    for (int i = 0; i < overload.arguments().size(); i++) {
      code.writeByte(DUP);
      code.writeByte(BIPUSH);
      code.writeByte(i);
      code.writeByte(ALOAD);
      code.writeByte(i + 1);
      code.writeByte(AASTORE);
    }
    code.writeByte(INVOKESTATIC);
    code.writeShort(target(overload));
    code.writeByte(CHECKCAST);
    code.writeShort(classConstant(internalName(result(overload))));
    code.writeByte(ARETURN);
    return bytes.toByteArray();
  }

  private static String internalName(Class<?> of) {
    return of.isArray() ? of.descriptorString() : of.getName().replace('.', '/');
  }

  private static Class<?> result(AliasClass.Overload overload) {
    return overload.result() == null ? RowStream.class : overload.value().result();
  }

  private int target(AliasClass.Overload overload) throws IOException {
    int owner = classConstant(internalName(CreatedFunctions.class));
    int name = text(overload.result() == null ? "rows" : AliasClass.METHOD);
    int type = text("(ILjava/sql/Connection;[Ljava/lang/Object;)Ljava/lang/Object;");
    int nameAndType = constant(NAME_AND_TYPE, name, type);
    return constant(METHOD_REF, owner, nameAndType);
  }

  private int text(String text) throws IOException {
    Integer present = known.get(List.<Object>of(UTF8, text));
    if (present != null) {
      return present;
    }
    constants.writeByte(UTF8);
    constants.writeUTF(text);
    return add(List.of(UTF8, text));
  }

  private int integer(int value) throws IOException {
    constants.writeByte(INTEGER);
    constants.writeInt(value);
    return nextConstant++;
  }

  private int classConstant(String internalName) throws IOException {
    int name = text(internalName);
    Integer present = known.get(List.<Object>of(CLASS, name));
    if (present != null) {
      return present;
    }
    constants.writeByte(CLASS);
    constants.writeShort(name);
    return add(List.of(CLASS, name));
  }

  private int constant(int tag, int first, int second) throws IOException {
    Integer present = known.get(List.<Object>of(tag, first, second));
    if (present != null) {
      return present;
    }
    constants.writeByte(tag);
    constants.writeShort(first);
    constants.writeShort(second);
    return add(List.of(tag, first, second));
  }

  private int add(List<Object> constant) {
    known.put(constant, nextConstant);
    return nextConstant++;
  }
}
