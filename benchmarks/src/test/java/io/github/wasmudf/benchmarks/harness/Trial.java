package io.github.wasmudf.benchmarks.harness;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** One invocation of a benchmark without JMH, on few rows: whether it runs and answers right. */
final class Trial {
  private static final String ROWS = "64";

  private final Object benchmark;
  private final Deque<Object> states = new ArrayDeque<>();

  private Trial(JmhCase what) throws ReflectiveOperationException {
    benchmark = what.benchmark().getConstructor().newInstance();
    for (Field field : what.benchmark().getFields()) {
      Param values = field.getAnnotation(Param.class);
      if (values != null) {
        set(field, what.parameters().getOrDefault(field.getName(), values.value()[0]));
      }
    }
    if (what.parameters().containsKey("rows")) {
      set(what.benchmark().getField("rows"), ROWS);
    }
  }

  private void set(Field field, String value) throws IllegalAccessException {
    if (field.getType() == int.class) {
      field.setInt(benchmark, Integer.parseInt(value));
    } else {
      field.set(benchmark, value);
    }
  }

  /** Throws what the benchmark throws. */
  static void run(JmhCase what) throws Throwable {
    try {
      Trial trial = new Trial(what);
      trial.begin(trial.benchmark);
      try {
        trial.measure();
      } finally {
        trial.end();
      }
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void begin(Object state) throws ReflectiveOperationException {
    states.push(state);
    call(state, Setup.class);
  }

  private void measure() throws ReflectiveOperationException {
    call(benchmark, Benchmark.class);
  }

  private void end() throws ReflectiveOperationException {
    while (!states.isEmpty()) {
      call(states.pop(), TearDown.class);
    }
  }

  private void call(Object state, Class<? extends Annotation> kind)
      throws ReflectiveOperationException {
    Method method =
        Stream.of(state.getClass().getMethods())
            .filter(each -> each.isAnnotationPresent(kind))
            .findFirst()
            .orElseThrow();
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(method.getParameterTypes()[i]);
    }
    method.invoke(state, arguments);
  }

  private Object argument(Class<?> type) throws ReflectiveOperationException {
    if (type == benchmark.getClass()) {
      return benchmark;
    }
    if (type == Blackhole.class) {
      return new Blackhole(
          "Today's password is swordfish. I understand instantiating Blackholes directly is"
              + " dangerous.");
    }
    if (!type.isAnnotationPresent(State.class)) {
      throw new IllegalArgumentException(type.getName());
    }
    Constructor<?> constructor = type.getConstructor();
    Object state = constructor.newInstance();
    begin(state);
    return state;
  }
}
