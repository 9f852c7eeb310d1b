package io.github.wasmudf.pool;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one plugin in one session: those for calls, and apart from them those that keep
 * something for long. Leasing takes no lock: one thread leases and gives back; more than one
 * instance exists only while calls are nested. {@link #close} may come from another thread; what is
 * leased then is freed when it comes back.
 *
 * @param <T> what is kept
 */
public final class Pool<T extends Pooled> implements AutoCloseable {
  private final Supplier<T> maker;
  private final int limit;
  private final List<T> all = new ArrayList<>(1);
  private @Nullable T idle;
  private int kept;
  private int making;
  private long peak;
  private volatile boolean closed;

  /** A pool of at most {@code limit} instances for calls, which {@code maker} makes. */
  public Pool(Supplier<T> maker, int limit) {
    this.maker = maker;
    this.limit = limit;
  }

  /**
   * An instance for one call; give it back in every case.
   *
   * @throws UdfException {@code MEMORY_LIMIT} when all are leased, and whatever the maker throws
   */
  public T lease() {
    T instance = idle;
    if (instance != null) {
      idle = null;
      return instance;
    }
    return make();
  }

  private T make() {
    synchronized (this) {
      requireOpen();
      requireRoom(all.size() - kept + making);
      making++;
    }
    return made();
  }

  /** Not under the lock: a plugin's code runs, and may ask for SQL that comes back here. */
  private T made() {
    T instance = null;
    boolean isLate;
    try {
      instance = maker.get();
    } finally {
      synchronized (this) {
        making--;
        isLate = closed;
        if (instance != null && !isLate) {
          all.add(instance);
        }
      }
    }
    if (isLate) {
      instance.close();
      requireOpen();
    }
    return instance;
  }

  private void requireOpen() {
    if (closed) {
      throw new UdfException(UdfError.INTERNAL, "the connection is closed");
    }
  }

  private void requireRoom(int present) {
    if (present >= limit) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, "instances of one plugin", limit, present, 1)
          .ofHost();
    }
  }

  /**
   * An instance that is kept beyond one call; there may be as many of them as for calls. Goes back
   * by {@link #giveBackKept} or {@link #dropKept}.
   *
   * @throws UdfException as {@link #lease}
   */
  public T keep() {
    T instance = idle;
    synchronized (this) {
      requireOpen();
      requireRoom(kept);
      kept++;
      making += instance == null ? 1 : 0;
    }
    if (instance != null) {
      idle = null;
      return instance;
    }
    try {
      return made();
    } catch (RuntimeException | Error failed) {
      synchronized (this) {
        kept--;
      }
      throw failed;
    }
  }

  /** Takes one back that was kept, for calls, or frees it when there are enough of those. */
  public void giveBackKept(T instance) {
    boolean isOneTooMany;
    synchronized (this) {
      kept--;
      isOneTooMany = all.size() - kept > limit;
    }
    if (isOneTooMany) {
      drop(instance);
    } else {
      giveBack(instance);
    }
  }

  /** Frees one that was kept. */
  public void dropKept(T instance) {
    synchronized (this) {
      kept--;
    }
    drop(instance);
  }

  /** Takes a leased instance back, or frees it when it is no longer good. */
  public void giveBack(T instance) {
    if (idle == null && !closed && instance.isGood()) {
      idle = instance;
      if (closed) {
        // Closed between the check and the store: close() may not have seen it idle.
        drop(instance);
      }
    } else {
      drop(instance);
    }
  }

  /** Frees a leased instance. */
  public void drop(T instance) {
    synchronized (this) {
      all.remove(instance);
      peak = Math.max(peak, instance.bytes());
    }
    instance.close();
  }

  /** Frees what is idle now; what is leased, and leasing itself, go on. */
  public void dropIdle() {
    T instance = idle;
    if (instance != null) {
      idle = null;
      drop(instance);
    }
  }

  /** The number of instances, leased or idle. */
  public synchronized int size() {
    return all.size();
  }

  /** The memory of all instances, in bytes. */
  public synchronized long bytes() {
    return all.stream().mapToLong(Pooled::bytes).sum();
  }

  /** The most memory that one instance has, or had before it was freed, in bytes. */
  public synchronized long peakBytes() {
    return all.stream().mapToLong(Pooled::bytes).reduce(peak, Math::max);
  }

  /** Frees every instance; one that runs is ended or waited for by its own close. */
  @Override
  public void close() {
    List<T> leftovers;
    synchronized (this) {
      closed = true;
      leftovers = List.copyOf(all);
      all.clear();
    }
    idle = null;
    leftovers.forEach(Pooled::close);
  }
}
