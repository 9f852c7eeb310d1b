package io.github.wasmudf;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * Dates, times and intervals in ISO form, or with a blank instead of the {@code T} as SQL writes
 * them. Years are 1 to 9999: what lies outside has no portable meaning. Intervals are of at most
 * 2,147,483,647 months or 999,999,999 days. Reading throws {@code DateTimeException}.
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

  private static final int MONTHS_OF_YEAR = 12;
  private static final long SECONDS_OF_DAY = 86_400;
  private static final Duration TOO_LONG = Duration.ofDays(1_000_000_000);

  private Temporals() {}

  static LocalDate date(String text) {
    return requireYear(LocalDate.parse(text));
  }

  static LocalDateTime timestamp(String text) {
    LocalDateTime timestamp = LocalDateTime.parse(iso(text));
    requireYear(timestamp.toLocalDate());
    return timestamp;
  }

  static OffsetDateTime timestampWithTimeZone(String text) {
    OffsetDateTime timestamp = OffsetDateTime.parse(iso(text), WITH_OFFSET);
    requireYear(timestamp.toLocalDate());
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

  /** Years and months; of days there must be none. */
  static Period period(String text) {
    Period period = Period.parse(text);
    if (!period.equals(period.withDays(0))) {
      throw new DateTimeException("days");
    }
    return period(period.toTotalMonths());
  }

  /** So many months. */
  static Period period(long months) {
    if (Math.abs(months) > Integer.MAX_VALUE) {
      throw new DateTimeException("out of range");
    }
    return Period.ofMonths((int) months).normalized();
  }

  static Duration duration(String text) {
    return requireRange(Duration.parse(text));
  }

  /** A duration that every database can hold. */
  static Duration requireRange(Duration duration) {
    if (duration.compareTo(TOO_LONG) >= 0 || duration.compareTo(TOO_LONG.negated()) <= 0) {
      throw new DateTimeException("out of range");
    }
    return duration;
  }

  /** The months of a SQL value. */
  static int months(Period period) {
    try {
      return (int) period(period.toTotalMonths()).toTotalMonths();
    } catch (DateTimeException tooLarge) {
      throw outOfRange(period, tooLarge);
    }
  }

  /** A SQL value that plugins can take. */
  static Duration requireArgument(Duration duration) {
    try {
      return requireRange(duration);
    } catch (DateTimeException tooLarge) {
      throw outOfRange(duration, tooLarge);
    }
  }

  private static UdfException outOfRange(Object interval, DateTimeException tooLarge) {
    return new UdfException(
        UdfError.BAD_ARGUMENT, interval + " is longer than an interval can be", tooLarge);
  }

  /** One sign for all, as XML Schema and JavaScript have it; Java and ISO 8601 read that, too. */
  static String text(Period period) {
    int months = months(period);
    int years = Math.abs(months / MONTHS_OF_YEAR);
    int rest = Math.abs(months % MONTHS_OF_YEAR);
    return (months < 0 ? "-P" : "P")
        + (years == 0 ? "" : years + "Y")
        + (rest == 0 && years != 0 ? "" : rest + "M");
  }

  static String text(Duration duration) {
    Duration size = requireArgument(duration).abs();
    long days = size.toDays();
    String rest = size.minusSeconds(days * SECONDS_OF_DAY).toString().substring(1);
    return (duration.isNegative() ? "-P" : "P")
        + (days == 0 ? "" : days + "D")
        + (days != 0 && rest.equals("T0S") ? "" : rest);
  }

  private static String iso(String text) {
    return text.length() > SEPARATOR_AT && text.charAt(SEPARATOR_AT) == ' '
        ? text.substring(0, SEPARATOR_AT) + 'T' + text.substring(SEPARATOR_AT + 1)
        : text;
  }

  /** A date that every database can hold. */
  static LocalDate requireYear(LocalDate date) {
    if (date.getYear() < 1 || date.getYear() > 9999) {
      throw new DateTimeException("year " + date.getYear());
    }
    return date;
  }
}
