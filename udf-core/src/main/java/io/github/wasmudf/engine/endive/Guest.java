package io.github.wasmudf.engine.endive;

import io.github.wasmudf.Limits;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** What an instance drops when it is closed. The last two are null where no memory is exported. */
record Guest(Instance instance, @Nullable Memory memory, @Nullable MemoryPages pages) {
  static Guest of(Instance instance, ModuleOutline outline) {
    if (!outline.exports("memory", Kind.MEMORY)) {
      return new Guest(instance, null, null);
    }
    Memory memory = instance.memory();
    return new Guest(instance, memory, new MemoryPages(memory));
  }

  long memoryBytes() {
    return memory == null ? 0 : memory.pages() * (long) Limits.PAGE_BYTES;
  }
}
