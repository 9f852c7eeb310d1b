package io.github.wasmudf.h2;

import io.github.wasmudf.Signature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.util.JdbcUtils;
import org.h2.util.Utils;

/**
 * Makes the classes behind created functions when H2 asks for them by name: no compiler is needed,
 * neither when a function is created nor when its database is opened again. Thread-safe.
 */
final class AliasClasses implements Utils.ClassFactory {
  /** A function, as far as the JVM is concerned: which database's it is, the session knows. */
  record Function(String name, int arguments) {}

  private static final AliasClasses SHARED = new AliasClasses();

  static {
    JdbcUtils.addClassFactory(SHARED);
  }

  private final Map<Function, Integer> numbers = new HashMap<>();
  private final List<Function> functions = new ArrayList<>();

  private AliasClasses() {}

  /**
   * Those of this JVM. The classes of our other aliases call this when H2 loads them, which in a
   * database that is opened comes before any created function is called.
   */
  static AliasClasses shared() {
    return SHARED;
  }

  @Override
  public boolean match(String name) {
    return name.startsWith(AliasClass.PACKAGE);
  }

  @Override
  public Class<?> loadClass(String name) throws ClassNotFoundException {
    AliasClass wanted = AliasClass.ofName(name);
    if (wanted.kind() == Signature.Kind.AGGREGATE) {
      return new Loader().define(name, AggregateClassWriter.write(name));
    }
    int[] overloads =
        wanted.overloads().stream()
            .mapToInt(each -> number(new Function(wanted.function(), each.arguments().size())))
            .toArray();
    return new Loader().define(name, AliasClassWriter.write(wanted, overloads));
  }

  /** The number that stands for a function in generated code; the same whenever it is asked for. */
  synchronized int number(Function function) {
    return numbers.computeIfAbsent(
        function,
        added -> {
          functions.add(added);
          return functions.size() - 1;
        });
  }

  /** The function of a number. */
  synchronized Function function(int number) {
    return functions.get(number);
  }

  /** One for each class, so that a class goes when its alias goes. */
  private static final class Loader extends ClassLoader {
    Loader() {
      super(AliasClasses.class.getClassLoader());
    }

    Class<?> define(String name, byte[] file) {
      return defineClass(name, file, 0, file.length);
    }
  }
}
