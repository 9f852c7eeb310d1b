package io.github.wasmudf.engine.endive;

import io.github.wasmudf.Limits;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** What an instance drops when it is closed. {@code memory} is null where the module has none. */
record Guest(Instance instance, @Nullable Memory memory) {
  static Guest of(Instance instance) {
    return new Guest(instance, instance.memory());
  }

  long memoryBytes() {
    return memory == null ? 0 : memory.pages() * (long) Limits.PAGE_BYTES;
  }
}
