package io.github.wasmudf.pool;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Costly things that many share: each is made once, by the first who asks, while the others wait.
 * What is in use is never dropped; of what nobody uses, the most recently used stays. Thread-safe.
 *
 * @param <K> equal for what is to be shared
 * @param <V> closed when dropped; its close must not throw
 */
public final class SharedCache<K, V extends AutoCloseable> {
  private final long idleWeightKept;
  private final ToLongFunction<V> weigher;
  private final Map<K, Entry<V>> entries = new HashMap<>();
  private final Set<K> idle = new LinkedHashSet<>();
  private long idleWeight;

  private static final class Entry<V> {
    final CompletableFuture<V> value = new CompletableFuture<>();
    int users;
  }

  /** A cache that keeps what nobody uses up to a weight in all. */
  public SharedCache(long idleWeightKept, ToLongFunction<V> weigher) {
    this.idleWeightKept = idleWeightKept;
    this.weigher = weigher;
  }

  /**
   * The value of a key. Every successful lease is followed by one {@link #release}.
   *
   * @param maker makes it where it is not there yet
   * @throws RuntimeException what the maker threw; the next caller tries again
   */
  public V lease(K key, Supplier<V> maker) {
    Entry<V> entry;
    boolean first;
    synchronized (this) {
      entry = entries.get(key);
      first = entry == null;
      if (entry == null) {
        entry = new Entry<>();
        entries.put(key, entry);
      }
      entry.users++;
      if (idle.remove(key)) {
        idleWeight -= weigher.applyAsLong(entry.value.join());
      }
    }
    return first ? make(key, entry, maker) : await(entry);
  }

  private V make(K key, Entry<V> entry, Supplier<V> maker) {
    try {
      V value = maker.get();
      entry.value.complete(value);
      return value;
    } catch (RuntimeException | Error failed) {
      synchronized (this) {
        entries.remove(key, entry);
      }
      entry.value.completeExceptionally(failed);
      throw failed;
    }
  }

  private static <V> V await(Entry<V> entry) {
    try {
      return entry.value.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  /** Ends one use. */
  public void release(K key) {
    synchronized (this) {
      Entry<V> entry = entries.get(key);
      if (entry == null) {
        return;
      }
      entry.users--;
      if (entry.users == 0) {
        idle.add(key);
        idleWeight += weigher.applyAsLong(entry.value.join());
      }
    }
    trim();
  }

  private void trim() {
    for (V dropped = oldestTooMany(); dropped != null; dropped = oldestTooMany()) {
      close(dropped);
    }
  }

  private synchronized @Nullable V oldestTooMany() {
    Iterator<K> oldest = idle.iterator();
    if (idleWeight <= idleWeightKept || !oldest.hasNext()) {
      return null;
    }
    Entry<V> entry = Objects.requireNonNull(entries.remove(oldest.next()));
    oldest.remove();
    V value = entry.value.join();
    idleWeight -= weigher.applyAsLong(value);
    return value;
  }

  private static void close(AutoCloseable value) {
    try {
      value.close();
    } catch (Exception mustNotThrow) {
      throw new IllegalStateException(mustNotThrow);
    }
  }

  /** The number of values that are held, used or not. */
  public synchronized int size() {
    return entries.size();
  }
}
