package io.github.wasmudf;

import static java.util.Objects.requireNonNull;

import io.github.wasmudf.abi.AggregateExports;
import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.engine.BytesCall;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One instance with states in it. It knows a state's owner only weakly: no database says when it is
 * done with a group. So a state is freed when it is closed, when its owner is gone, or when another
 * statement begins after it answered or its own failed.
 */
final class StateHome {
  private static final byte[] NO_HEAD = {};

  /** When so many states have answered, their bytes are enough until somebody asks again. */
  private static final int MOST_ANSWERED = 1_024;

  private final String label;
  private final PluginCalls calls;
  private final Map<UdfAggregate, Crossings> crossings = new HashMap<>();
  private final ReferenceQueue<GuestState> abandoned = new ReferenceQueue<>();

  /** Strongly: a reference that is collected with its owner tells nobody. */
  private final Map<Named, Place> inUse = new HashMap<>();

  /** Those that have answered and got nothing since, and those whose statement has failed. */
  private final Set<Place> answered = new LinkedHashSet<>();

  private final StateRows single = new StateRows();
  private PluginInstance instance;
  private @Nullable UdfException lost;

  /** A state as its plugin knows it. */
  private record Named(String prefix, int number) {}

  StateHome(String label, PluginCalls calls) {
    this.label = label;
    this.calls = calls;
    this.instance = about(calls::leaseForStates);
  }

  /** What crosses for one aggregate. */
  private final class Crossings {
    final AggregateExports exports;
    final CallCounter counter;
    final byte[] head;
    final StateRows pending = new StateRows();

    Crossings(UdfAggregate aggregate, AggregateExports exports) {
      this.exports = exports;
      this.counter = aggregate.counter();
      this.head = aggregate.head();
    }

    /** Brings the rows that wait to their states. */
    void flush() {
      if (pending.size() == 0) {
        return;
      }
      int rows = pending.size();
      CallSplit split = counter.splitRows(rows);
      long began = counter.beginRows(rows);
      int answeredRows = 0;
      PluginInstance called = instance;
      try {
        PluginCalls.begin(split, called);
        answeredRows = rows - run(exports.add(), head, pending);
      } finally {
        counter.moved(answeredRows == rows ? pending.bytes() : 0, 0);
        PluginCalls.end(split, called);
        counter.endRows(began, answeredRows, answeredRows == rows ? null : error(), split);
        pending.clear();
      }
    }

    /** What came of the first of those that failed. */
    private UdfError error() {
      UdfException ofAll = lost;
      return ofAll == null ? pending.error() : ofAll.error();
    }
  }

  /** Where a state is. Equal to itself only. */
  final class Place extends WeakReference<GuestState> {
    private final Crossings ours;
    private final int number;
    private final Object statement;
    private @Nullable UdfException failure;

    Place(GuestState owner, Crossings ours, int number) {
      super(owner, abandoned);
      this.ours = ours;
      this.number = number;
      this.statement = owner.statement();
    }

    /** The guest's name for it. */
    int number() {
      return number;
    }

    void fail(UdfException why) {
      if (failure == null) {
        failure = why;
      }
    }

    void add(byte[] input) {
      require(this);
      answered.remove(this);
      ours.pending.add(this, input);
      if (ours.pending.isFull()) {
        ours.flush();
        require(this);
      }
    }

    void merge(byte[] state) {
      require(this);
      ours.flush();
      require(this);
      answered.remove(this);
      one(ours.exports.merge(), this, state);
      require(this);
    }

    byte[] state() {
      require(this);
      ours.flush();
      require(this);
      byte[] bytes = one(ours.exports.state(), this, NO_HEAD);
      require(this);
      return requireNonNull(bytes);
    }

    byte @Nullable [] result() {
      require(this);
      ours.flush();
      require(this);
      answered.add(this);
      byte[] bytes = one(ours.exports.result(), this, NO_HEAD);
      require(this);
      return bytes;
    }

    void free() {
      if (lost == null) {
        ours.flush();
        freeAll(List.of(this));
      }
    }
  }

  boolean isLost() {
    return lost != null;
  }

  /** The states of a statement that has failed can be freed when there is time. */
  void give(Object statement) {
    for (Place place : inUse.values()) {
      if (place.statement == statement) {
        answered.add(place);
      }
    }
  }

  boolean isEmpty() {
    return inUse.isEmpty();
  }

  /** Gives the instance back; there is no state in it any more. */
  void leave() {
    if (lost == null) {
      lost = new UdfException(UdfError.INTERNAL, label + ": the aggregate's state is closed");
      calls.giveBackOfStates(instance);
    }
  }

  private void require(Place place) {
    UdfException ofAll = lost;
    if (ofAll != null) {
      throw new UdfException(
          ofAll.error(), "the aggregate's state is lost: " + ofAll.getMessage(), ofAll);
    }
    UdfException own = place.failure;
    if (own != null) {
      throw new UdfException(own.error(), own.getMessage(), own);
    }
  }

  /** A state that nothing was added to; null where there is no room for another. */
  @Nullable Place open(GuestState owner, UdfAggregate aggregate) {
    freeAbandoned();
    if (answered.size() >= MOST_ANSWERED || (!answered.isEmpty() && !instance.isGood())) {
      parkAnswered();
    }
    if (isLost()) {
      return null;
    }
    AggregateExports exports = requireNonNull(aggregate.exports());
    Crossings ours = crossings.computeIfAbsent(aggregate, key -> new Crossings(key, exports));
    int number = create(exports);
    if (number == 0) {
      return null;
    }
    Place place = new Place(owner, ours, number);
    if (inUse.putIfAbsent(new Named(exports.prefix(), number), place) != null) {
      throw new UdfException(
          UdfError.BAD_POINTER,
          label
              + ": "
              + exports.create()
              + " answered "
              + Integer.toUnsignedString(number)
              + ", a state that is in use");
    }
    return place;
  }

  private int create(AggregateExports exports) {
    int number = (int) (long) crossing(() -> create(instance, exports));
    if (number == 0 && inUse.isEmpty() && instance.use()) {
      // A used guest that answers 0 may only be full; what a fresh one says counts.
      calls.drop(instance);
      instance = about(calls::leaseForStates);
      number = (int) (long) crossing(() -> create(instance, exports));
    }
    instance.use();
    return number;
  }

  private static long create(PluginInstance in, AggregateExports exports) {
    return in.numbersByName(exports.create()).call(0, 0, 0, 0);
  }

  /**
   * Crosses with rows until all are done, or have failed.
   *
   * @param head precedes each row
   * @return how many have failed
   */
  private int run(PluginExport export, byte[] head, StateRows rows) {
    int refused = 0;
    try {
      while (rows.done() < rows.size()) {
        boolean isRefused =
            crossing(() -> instance.call(export).callRows(head, rows, Long.MAX_VALUE));
        if (isRefused) {
          rows.fail(refused(export));
          refused++;
        }
      }
      return refused;
    } catch (UdfException failed) {
      refused += rows.size() - rows.done();
      rows.failRest(failed);
      throw failed;
    }
  }

  private UdfException refused(PluginExport export) {
    return new UdfException(
        UdfError.REFUSED,
        label
            + (instance.call(export).refusal() == BytesCall.Refusal.ALLOCATE
                ? ": the plugin has no room for the input (alloc answered 0)"
                : ": the plugin refused (" + export.name() + ")"));
  }

  /** One row; its result, or null where the guest refused. A result is NULL then, no failure. */
  private byte @Nullable [] one(PluginExport export, Place place, byte[] input) {
    try {
      single.add(place, input);
      boolean isResult = export == place.ours.exports.result();
      while (single.done() < single.size()) {
        boolean isRefused =
            crossing(() -> instance.call(export).callRows(NO_HEAD, single, Long.MAX_VALUE));
        if (isRefused && isResult) {
          return null;
        }
        if (isRefused) {
          single.fail(refused(export));
        }
      }
      return single.result();
    } finally {
      single.clear();
    }
  }

  /** Whatever a crossing throws is about the plugin; and where the instance failed, it is lost. */
  private <T> T crossing(Supplier<T> call) {
    try {
      calls.checkStatement();
      return call.get();
    } catch (UdfException failed) {
      throw ended(failed.about(label));
    } catch (OutOfMemoryError exhausted) {
      throw ended(
          new UdfException(
              UdfError.MEMORY_LIMIT, label + ": the Java heap is too small", exhausted));
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
      inUse.clear();
      answered.clear();
      crossings.values().forEach(each -> each.pending.clear());
      crossings.clear();
      calls.drop(instance);
    }
  }

  private <T> T about(Supplier<T> leased) {
    try {
      return leased.get();
    } catch (UdfException failed) {
      throw failed.about(label);
    }
  }

  /** Frees the states whose owners are gone. */
  private void freeAbandoned() {
    List<Place> gone = new ArrayList<>();
    for (Reference<?> each = abandoned.poll(); each != null; each = abandoned.poll()) {
      gone.add((Place) each);
    }
    freeAll(gone);
  }

  /** Frees the states that have answered; their statement has ended. */
  void freeAnswered() {
    freeAbandoned();
    List<Place> places = List.copyOf(answered);
    places.forEach(
        place -> {
          GuestState owner = place.get();
          if (owner != null) {
            owner.retire();
          }
        });
    freeAll(places);
  }

  /** Has their owners keep the bytes of the states that have answered, and frees them. */
  private void parkAnswered() {
    List<Place> parked = new ArrayList<>();
    try {
      for (Place place : List.copyOf(answered)) {
        if (place.failure == null && park(place)) {
          parked.add(place);
        }
      }
    } finally {
      // Whatever ended it: an owner that has its bytes must not be asked for them again.
      freeAll(parked);
    }
  }

  /** Answers whether the state is not needed here any more; one that the plugin refuses stays. */
  private boolean park(Place place) {
    GuestState owner = place.get();
    if (owner != null) {
      try {
        byte[] bytes = place.state();
        // Asking was no use of it.
        answered.add(place);
        owner.park(bytes);
      } catch (UdfException refused) {
        if (refused.error() != UdfError.REFUSED || isLost()) {
          throw refused;
        }
        return false;
      }
    }
    return true;
  }

  /**
   * Frees states. A plugin that fails in it has no state any more, and whoever asks next gets
   * another instance; only a cancellation, which is told once, goes on.
   */
  private void freeAll(List<Place> places) {
    Map<Crossings, StateRows> rows = new HashMap<>();
    for (Place place : places) {
      if (lost == null
          && inUse.remove(new Named(place.ours.exports.prefix(), place.number)) != null) {
        answered.remove(place);
        place.clear();
        rows.computeIfAbsent(place.ours, key -> new StateRows()).add(place);
      }
    }
    for (Map.Entry<Crossings, StateRows> each : rows.entrySet()) {
      try {
        each.getKey().flush();
        run(each.getKey().exports.free(), NO_HEAD, each.getValue());
      } catch (UdfException failed) {
        if (failed.error() == UdfError.CANCELLED) {
          throw failed;
        }
        lose(failed);
      }
    }
  }
}
