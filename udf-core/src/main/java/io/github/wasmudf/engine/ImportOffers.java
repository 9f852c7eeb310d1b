package io.github.wasmudf.engine;

import io.github.wasmudf.engine.ModuleOutline.Import;
import org.jspecify.annotations.Nullable;

/** What one plugin system has behind a guest's imports. Stateless. */
@FunctionalInterface
public interface ImportOffers {
  /** Nothing. */
  ImportOffers NONE = wanted -> null;

  /**
   * A function of a companion.
   *
   * @param companion linked before the guest
   * @param export its export, whose type is the one that it is imported with
   */
  record Offer(CompanionModule companion, String export) {}

  /**
   * What stands behind an import, chosen by its module, its name and its type; null for an import
   * that this system does not know.
   */
  @Nullable Offer find(Import wanted);
}
