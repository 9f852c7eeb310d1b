package io.github.wasmudf.engine.endive;

import io.github.wasmudf.Limits;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** What an instance drops when it is closed. {@code memory} is null where none is exported. */
record Guest(Instance instance, @Nullable Memory memory) {
  static Guest of(Instance instance, ModuleOutline outline) {
    return new Guest(instance, outline.exports("memory", Kind.MEMORY) ? instance.memory() : null);
  }

  long memoryBytes() {
    return memory == null ? 0 : memory.pages() * (long) Limits.PAGE_BYTES;
  }
}
