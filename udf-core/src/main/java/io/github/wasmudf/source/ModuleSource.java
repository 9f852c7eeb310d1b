package io.github.wasmudf.source;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads a module from a location: a file's path, {@code classpath:} or {@code https:}. In a thread
 * of its own, so that a name server, a file system or a server that does not answer costs the
 * caller no more than the time limit.
 */
public final class ModuleSource {
  private static final long MAX_MILLIS = 30_000;
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);

  private final AllowedPlaces places;
  private final long maxBytes;
  private final long maxMillis;
  private final SSLSocketFactory tls;

  /**
   * A source within what is allowed.
   *
   * @param maxBytes size of a module
   */
  public ModuleSource(AllowedPlaces places, long maxBytes) {
    this(places, maxBytes, MAX_MILLIS, HttpsURLConnection.getDefaultSSLSocketFactory());
  }

  ModuleSource(AllowedPlaces places, long maxBytes, long maxMillis, SSLSocketFactory tls) {
    this.places = places;
    this.maxBytes = maxBytes;
    this.maxMillis = maxMillis;
    this.tls = tls;
  }

  /**
   * All bytes at a location.
   *
   * @throws UdfException {@code NOT_ALLOWED} for a place that is not, before it is looked at;
   *     {@code BAD_OPTION} when nothing can be read there; {@code INVALID_MODULE} when it is too
   *     large; {@code TIME_LIMIT}
   */
  public byte[] read(String location) {
    if (location.indexOf('\0') >= 0) {
      throw unreadable("the location holds a zero character", null);
    }
    Matcher scheme = SCHEME.matcher(location);
    return switch (scheme.matches() ? scheme.group(1).toLowerCase(Locale.ROOT) : "") {
      case "" -> inTime(() -> FileSource.read(location, places, maxBytes), () -> {});
      case "classpath" -> {
        String name = location.substring("classpath:".length());
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        yield inTime(() -> ClasspathSource.read(name, loader, places, maxBytes), () -> {});
      }
      case "https" -> {
        HttpsSource https = new HttpsSource(places, maxBytes, (int) maxMillis, tls);
        yield inTime(() -> https.read(location), https::close);
      }
      default -> throw unreadable("a location is a file's path, classpath:.. or https://..", null);
    };
  }

  private byte[] inTime(Callable<byte[]> reading, Runnable giveUp) {
    FutureTask<byte[]> task = new FutureTask<>(reading);
    Thread thread = new Thread(task, "wasm-udf module source");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(maxMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw tooLate();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UdfException(UdfError.CANCELLED, "reading the module was interrupted", interrupted);
    } catch (ExecutionException failed) {
      throw failure(failed.getCause());
    } finally {
      giveUp.run();
    }
  }

  private UdfException tooLate() {
    return UdfException.limit(
        UdfError.TIME_LIMIT, "reading the module, in milliseconds", maxMillis, 0, maxMillis + 1);
  }

  private UdfException failure(@Nullable Throwable cause) {
    // A socket may wait for as long as all of it may take, and be the first to notice.
    if (cause instanceof SocketTimeoutException) {
      return tooLate();
    }
    return cause instanceof UdfException known
        ? known
        : unreadable("the module cannot be read: " + cause, cause);
  }

  /** The bytes of a stream; one more than the limit is never kept. */
  static byte[] all(InputStream stream, long maxBytes) throws IOException {
    byte[] bytes = stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
    requireSize(bytes.length, maxBytes);
    return bytes;
  }

  static void requireSize(long bytes, long maxBytes) {
    if (bytes > maxBytes) {
      throw UdfException.moduleTooLarge(bytes, maxBytes);
    }
  }

  static UdfException unreadable(String why, @Nullable Throwable cause) {
    return new UdfException(UdfError.BAD_OPTION, why, cause);
  }
}
