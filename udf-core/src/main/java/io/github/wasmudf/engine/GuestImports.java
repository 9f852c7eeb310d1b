package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ImportOffers.OfCompanion;
import io.github.wasmudf.engine.ImportOffers.OfHost;
import io.github.wasmudf.engine.ImportOffers.Offer;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind each import of one guest: functions of our own modules and of the host, found
 * by module, name and type, and traps. Decided once per plugin, used for each of its instances.
 * Immutable.
 */
public final class GuestImports {
  /**
   * What an import is bound to.
   *
   * @param offer null for one that traps when it is called
   */
  public record Binding(Import wanted, @Nullable Offer offer) {}

  private final List<Binding> bindings;
  private final Set<CompanionModule> companions = EnumSet.noneOf(CompanionModule.class);
  private final @Nullable ModuleImage traps;
  private final @Nullable ModuleImage doors;

  private GuestImports(List<Binding> bindings) {
    this.bindings = List.copyOf(bindings);
    for (Binding binding : bindings) {
      if (binding.offer() instanceof OfCompanion offer) {
        companions.add(offer.companion());
      }
    }
    List<Import> wanted = bindings.stream().map(Binding::wanted).toList();
    this.traps =
        bindings.stream().allMatch(b -> b.offer() != null) ? null : TrappingModule.of(wanted);
    this.doors =
        bindings.stream().noneMatch(b -> b.offer() instanceof OfHost)
            ? null
            : DoorModule.of(wanted);
  }

  /**
   * Binds the imports of a guest to what is offered, and what is not and is WASI's to that.
   *
   * @param trapUnknown whether a function that nobody offers is bound to a trap instead of refused
   * @throws UdfException {@code BAD_IMPORT} naming the first import that cannot be bound
   */
  public static GuestImports of(ModuleOutline guest, ImportOffers offers, boolean trapUnknown) {
    List<Binding> bindings = new ArrayList<>();
    for (Import wanted : guest.imports()) {
      Offer offer = find(wanted, offers);
      if (offer == null && !(trapUnknown && isPlainFunction(wanted))) {
        throw bad("unknown import " + nameOf(wanted) + " of type " + typeText(wanted));
      }
      bindings.add(new Binding(wanted, offer));
    }
    return new GuestImports(bindings);
  }

  /** Those of a guest that imports nothing but WASI. */
  public static GuestImports ofWasi(ModuleOutline guest) {
    return of(guest, ImportOffers.NONE, false);
  }

  private static @Nullable Offer find(Import wanted, ImportOffers offers) {
    if (wanted.kind() != Kind.FUNCTION) {
      String kind = wanted.kind().name().toLowerCase(Locale.ROOT);
      throw bad("it imports the " + kind + " " + nameOf(wanted) + ", but must bring its own");
    }
    Offer offer = offers.find(wanted);
    if (offer == null && wanted.module().equals(WasiImports.MODULE)) {
      offer = wasi(wanted);
    }
    if (offer instanceof OfCompanion part) {
      FunctionType known = part.companion().image().outline().function(part.export());
      if (known == null || !known.equals(wanted.type())) {
        throw bad("import " + nameOf(wanted) + " has type " + typeText(wanted) + ", not " + known);
      }
    } else if (offer instanceof OfHost && !isForHost(wanted)) {
      throw bad("import " + nameOf(wanted) + " has type " + typeText(wanted));
    }
    return offer;
  }

  private static boolean isForHost(Import wanted) {
    FunctionType type = wanted.type();
    return type != null && isPlainFunction(wanted) && type.results().size() <= 1;
  }

  /** The trampolines export each function under its name and with its type; nothing else does. */
  private static @Nullable Offer wasi(Import wanted) {
    CompanionModule trampolines = CompanionModule.WASI_TRAMPOLINES;
    return trampolines.image().outline().function(wanted.name()) == null
        ? null
        : new OfCompanion(trampolines, wanted.name());
  }

  /** References and vectors are what not every engine can pass. */
  private static boolean isPlainFunction(Import wanted) {
    FunctionType type = wanted.type();
    return type != null
        && type.parameters().stream().allMatch(ValueType::isNumber)
        && type.results().stream().allMatch(ValueType::isNumber);
  }

  /** One for each import, in the module's order. */
  public List<Binding> bindings() {
    return bindings;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return bindings.isEmpty();
  }

  /** The companions that the guest imports from. */
  public Set<CompanionModule> companions() {
    return Set.copyOf(companions);
  }

  /** Whether it imports from one of them. */
  public boolean uses(CompanionModule companion) {
    return companions.contains(companion);
  }

  /**
   * A module with a trap for each import that nobody offers, exported under the import's position
   * in {@link #bindings}; null where none is needed. It tells control which one was called.
   */
  public @Nullable ModuleImage traps() {
    return traps;
  }

  /**
   * A module with a function for each import, exported under the import's position, that asks the
   * host: see {@link DoorModule}. Null where no import is the host's.
   */
  public @Nullable ModuleImage doors() {
    return doors;
  }

  /** What comes of calling an import that is bound to a trap. */
  public UdfException trapped(int position) {
    return new UdfException(
        UdfError.TRAP,
        "the plugin called the import "
            + nameOf(bindings.get(position).wanted())
            + ", which nothing here provides");
  }

  private static String nameOf(Import wanted) {
    return wanted.module() + "." + wanted.name();
  }

  private static String typeText(Import wanted) {
    return wanted.type() == null ? "unknown" : wanted.type().toString();
  }

  private static UdfException bad(String what) {
    return new UdfException(UdfError.BAD_IMPORT, what);
  }
}
