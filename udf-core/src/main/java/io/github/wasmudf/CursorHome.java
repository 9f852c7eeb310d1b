package io.github.wasmudf;

import static java.util.Objects.requireNonNull;

import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.abi.TableExports;
import io.github.wasmudf.engine.BytesCall;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One instance with open cursors in it: one, as long as there may be more instances. It knows the
 * reader of a cursor only weakly, for not every database says when it is done with rows.
 */
final class CursorHome {
  static final byte[] NOTHING = {};

  private final PluginCalls calls;
  private final ReferenceQueue<GuestCursor> abandoned;

  /** Strongly: a reference that is collected with its reader tells nobody. */
  private final Map<Named, Place> open = new HashMap<>();

  private PluginInstance instance;
  private @Nullable UdfException lost;

  /** A cursor as its plugin knows it. */
  private record Named(String prefix, int number) {}

  /**
   * Takes an instance for cursors.
   *
   * @param abandoned gets the places of the cursors whose readers are gone
   */
  CursorHome(PluginCalls calls, ReferenceQueue<GuestCursor> abandoned) {
    this.calls = calls;
    this.abandoned = abandoned;
    this.instance = calls.leaseForStates();
  }

  /** Where a cursor is. Equal to itself only. */
  final class Place extends WeakReference<GuestCursor> {
    private final TableExports exports;
    private final int number;

    Place(GuestCursor reader, int number) {
      super(reader, abandoned);
      this.exports = reader.exports();
      this.number = number;
    }

    /** Where the cursor is. */
    PluginInstance instance() {
      return instance;
    }

    /** The next chunk, or null at the end. */
    byte @Nullable [] next() {
      UdfException gone = lost;
      if (gone != null) {
        throw new UdfException(gone.error(), "the rows are lost: " + gone.getMessage(), gone);
      }
      return crossing(() -> called(exports.next(), number));
    }

    CursorHome home() {
      return CursorHome.this;
    }
  }

  boolean isLost() {
    return lost != null;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** How many cursors are open in it. */
  int size() {
    return open.size();
  }

  /** Opens a cursor for a reader, as the reader's input says. */
  Place open(GuestCursor reader) {
    int number = crossing(() -> opened(reader));
    Place place = new Place(reader, number);
    if (open.putIfAbsent(new Named(reader.exports().prefix(), number), place) != null) {
      throw new UdfException(
          UdfError.BAD_POINTER,
          reader.exports().open().name() + " answered " + number + ", a cursor that is in use");
    }
    return place;
  }

  private int opened(GuestCursor reader) {
    boolean wasUsed = instance.use();
    byte[] number = number(reader);
    if (number == null && wasUsed && open.isEmpty()) {
      // A used guest that refuses may only be full; what a fresh one says counts.
      calls.drop(instance);
      instance = calls.leaseForStates();
      instance.use();
      number = number(reader);
    }
    if (number == null) {
      throw refused(reader.exports().open());
    }
    return ByteBuffer.wrap(number).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private byte @Nullable [] number(GuestCursor reader) {
    return instance.call(reader.exports().open()).call(reader.head(), reader.input());
  }

  private UdfException refused(PluginExport export) {
    return new UdfException(
        UdfError.REFUSED,
        instance.call(export).refusal() == BytesCall.Refusal.ALLOCATE
            ? "the plugin has no room for the input (alloc answered 0)"
            : "the plugin refused the input (" + export.name() + " answered no cursor)");
  }

  private byte @Nullable [] called(PluginExport export, int number) {
    CursorRow row = new CursorRow(number);
    boolean isRefused = instance.call(export).callRows(NOTHING, row, Long.MAX_VALUE);
    return isRefused ? null : row.result();
  }

  /**
   * Ends a cursor. A plugin that fails in it loses its instance, and the others in it their rows.
   *
   * @throws UdfException {@code CANCELLED} only
   */
  void close(Place place) {
    place.clear();
    if (lost != null || !open.remove(new Named(place.exports.prefix(), place.number), place)) {
      return;
    }
    try {
      requireNonNull(called(place.exports.close(), place.number));
    } catch (UdfException failed) {
      lose(failed);
      if (failed.error() == UdfError.CANCELLED) {
        throw failed;
      }
    } catch (OutOfMemoryError exhausted) {
      lose(UdfException.noHeap(exhausted));
    }
  }

  /**
   * Gives the instance back; there is no cursor in it any more.
   *
   * @param forCalls whether other calls may have it
   */
  void leave(boolean forCalls) {
    if (lost == null) {
      lost = new UdfException(UdfError.INTERNAL, "the rows are closed");
      if (forCalls) {
        calls.giveBackOfStates(instance);
      } else {
        calls.drop(instance);
      }
    }
  }

  /** Where the instance failed, all cursors in it are lost. */
  private <T extends @Nullable Object> T crossing(Supplier<T> call) {
    try {
      calls.checkStatement();
      return call.get();
    } catch (UdfException failed) {
      throw ended(failed);
    } catch (OutOfMemoryError exhausted) {
      throw ended(UdfException.noHeap(exhausted));
    }
  }

  private UdfException ended(UdfException failed) {
    if (!instance.isUsable()) {
      lose(failed);
    }
    return failed;
  }

  private void lose(UdfException why) {
    if (lost == null) {
      lost = why;
      open.clear();
      calls.drop(instance);
    }
  }
}
