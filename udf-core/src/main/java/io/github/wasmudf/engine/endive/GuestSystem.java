package io.github.wasmudf.engine.endive;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompanionModule;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** What one guest finds behind its imports. Used by the instance's thread, between calls. */
interface GuestSystem {
  /** For a guest that imports nothing. */
  GuestSystem NONE =
      new GuestSystem() {
        @Override
        public ImportValues imports() {
          return ImportValues.empty();
        }

        @Override
        public @Nullable Memory memory(CompanionModule companion) {
          return null;
        }

        @Override
        public void attach(Instance guest, @Nullable Memory memory) {}

        @Override
        public void beforeCall() {}

        @Override
        public void afterCall() {}

        @Override
        public boolean isPrintingMuch() {
          return false;
        }

        @Override
        public void detach() {}

        @Override
        public @Nullable UdfException endedBy() {
          return null;
        }

        @Override
        public boolean hasExitedWell() {
          return false;
        }
      };

  /** For the guest's instantiation. */
  ImportValues imports();

  /** The memory of a companion that the guest imports from; null where there is none. */
  @Nullable Memory memory(CompanionModule companion);

  /** After the guest was instantiated and before it runs. */
  void attach(Instance guest, @Nullable Memory memory);

  /** Brings up to date what the guest may ask for. */
  void beforeCall();

  /** Delivers what the guest printed, however the call ended. */
  void afterCall();

  /** Whether {@link #afterCall} is due before another row runs, or else some of it may be lost. */
  boolean isPrintingMuch();

  /** Lets go of the guest's memory. */
  void detach();

  /** Why this system itself ended the call with a trap, or null when it did not. */
  @Nullable UdfException endedBy();

  /** Whether that was {@code proc_exit(0)}. */
  boolean hasExitedWell();
}
