package io.github.wasmudf.engine;

import io.github.wasmudf.engine.ModuleOutline.Import;
import org.jspecify.annotations.Nullable;

/** What one plugin system has behind a guest's imports. Stateless. */
@FunctionalInterface
public interface ImportOffers {
  /** Nothing. */
  ImportOffers NONE = wanted -> null;

  /** What stands behind one import. */
  sealed interface Offer permits OfCompanion, OfHost {}

  /**
   * A function of a companion: it never leaves WebAssembly.
   *
   * @param companion linked before the guest
   * @param export its export, whose type is the one that it is imported with
   */
  record OfCompanion(CompanionModule companion, String export) implements Offer {}

  /**
   * A function in Java, of the type that it is imported with; that is one of numbers with at most
   * one result.
   *
   * @param function the number by which {@link HostFunctions} know it
   */
  record OfHost(int function) implements Offer {}

  /**
   * What stands behind an import, chosen by its module, its name and its type; null for an import
   * that this system does not know.
   */
  @Nullable Offer find(Import wanted);

  /** These, and where they have nothing, others. */
  default ImportOffers orElse(ImportOffers others) {
    return wanted -> {
      Offer own = find(wanted);
      return own == null ? others.find(wanted) : own;
    };
  }
}
