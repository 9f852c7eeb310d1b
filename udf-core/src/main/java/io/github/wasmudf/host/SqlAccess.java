package io.github.wasmudf.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQL on the connection that called the plugin: in its transaction and with the rights of its user.
 * One statement at a time; those that define objects, begin or end transactions or administer the
 * database are refused. A parameter is a {@link Boolean}, {@link Long}, {@link Double}, {@link
 * java.math.BigDecimal}, {@link String}, {@code byte[]}, {@link java.time.LocalDate}, {@link
 * java.time.LocalTime}, {@link java.time.LocalDateTime}, {@link java.time.OffsetDateTime} or null;
 * so is a value of a row, and what is none of these is its text.
 *
 * <p>A statement that fails leaves the transaction as it was before it. All methods throw {@code
 * UdfException}: {@code NOT_GRANTED} for a change where only reading is granted, {@code
 * SERVICE_FAILED} or {@code NOT_ALLOWED} with the database's own words, {@code MEMORY_LIMIT} for an
 * answer beyond what a result may come to.
 */
public interface SqlAccess {
  /**
   * The rows of a query, all of them.
   *
   * @param deadline see {@link HostServices}
   */
  SqlRows query(String sql, List<@Nullable Object> parameters, long deadline);

  /**
   * Makes a change, and answers how many rows it changed; a query is refused.
   *
   * @param deadline see {@link HostServices}
   */
  long execute(String sql, List<@Nullable Object> parameters, long deadline);
}
