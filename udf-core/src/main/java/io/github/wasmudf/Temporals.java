package io.github.wasmudf;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * Dates and times in ISO form, or with a blank instead of the {@code T} as SQL writes them. Years
 * are 1 to 9999: what lies outside has no portable meaning. Throws {@code DateTimeException}.
 */
final class Temporals {
  /** An offset may be short, as SQL writes it: {@code +02}. */
  private static final DateTimeFormatter WITH_OFFSET =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendOffset("+HH:mm:ss", "Z")
          .toFormatter(java.util.Locale.ROOT);

  private static final int SEPARATOR_AT = 10;
  private static final int HOURS_AND_MINUTES = "12:30".length();

  private Temporals() {}

  static LocalDate date(String text) {
    LocalDate date = LocalDate.parse(text);
    requireYear(date.getYear());
    return date;
  }

  static LocalDateTime timestamp(String text) {
    LocalDateTime timestamp = LocalDateTime.parse(iso(text));
    requireYear(timestamp.getYear());
    return timestamp;
  }

  static OffsetDateTime timestampWithTimeZone(String text) {
    OffsetDateTime timestamp = OffsetDateTime.parse(iso(text), WITH_OFFSET);
    requireYear(timestamp.getYear());
    return timestamp;
  }

  /** Always with seconds, which the JDK leaves out where they are zero and readers expect. */
  static String text(LocalTime time) {
    String text = time.toString();
    return text.length() == HOURS_AND_MINUTES ? text + ":00" : text;
  }

  static String text(LocalDateTime timestamp) {
    return timestamp.toLocalDate() + "T" + text(timestamp.toLocalTime());
  }

  static String text(OffsetDateTime timestamp) {
    return text(timestamp.toLocalDateTime()) + timestamp.getOffset();
  }

  private static String iso(String text) {
    return text.length() > SEPARATOR_AT && text.charAt(SEPARATOR_AT) == ' '
        ? text.substring(0, SEPARATOR_AT) + 'T' + text.substring(SEPARATOR_AT + 1)
        : text;
  }

  private static void requireYear(int year) {
    if (year < 1 || year > 9999) {
      throw new DateTimeException("year " + year);
    }
  }
}
