package io.github.wasmudf;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values of every type: random ones, and those at the ends. */
final class RandomValues {
  private static final LocalDate FIRST = LocalDate.of(1, 1, 1);
  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

  private RandomValues() {}

  static Object of(SqlType type, Random random) {
    LocalDate date = LocalDate.ofEpochDay(random.nextInt(-700_000, 2_900_000));
    LocalTime time = LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return switch (type.kind()) {
      case BOOLEAN -> random.nextBoolean();
      case TINYINT -> (int) (byte) random.nextInt();
      case SMALLINT -> (int) (short) random.nextInt();
      case INTEGER -> random.nextInt();
      case BIGINT -> random.nextLong();
      case REAL -> random.nextFloat() * 1e30f;
      case DOUBLE -> random.nextDouble() * 1e300;
      case DECIMAL -> new BigDecimal(new BigInteger(120, random), type.scale());
      case VARCHAR, CHAR, CLOB ->
          new String(bytes, StandardCharsets.UTF_16).replaceAll("\\p{Cs}", "x");
      case VARBINARY, BLOB -> bytes;
      case DATE -> date;
      case TIME -> time;
      case TIMESTAMP -> LocalDateTime.of(date, time);
      case TIMESTAMP_WITH_TIME_ZONE ->
          OffsetDateTime.of(date, time, ZoneOffset.ofTotalSeconds(random.nextInt(-64_800, 64_801)));
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case JSON -> "{\"a\":[" + random.nextInt() + ",\"b\",null]}";
      case INTERVAL_YEAR_TO_MONTH -> Period.ofMonths(random.nextInt()).normalized();
      case INTERVAL_DAY_TO_SECOND ->
          Duration.ofSeconds(random.nextLong(-9_000_000_000L, 9_000_000_000L), random.nextInt());
      case ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
          elements.add(random.nextInt(5) == 0 ? null : of(type.elements(), random));
        }
        yield elements;
      }
      case ROW -> throw new IllegalArgumentException("never an argument");
    };
  }

  static List<Object> extremes(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> List.of(true, false);
      case TINYINT -> List.of(-128, 0, 127);
      case SMALLINT -> List.of(-32_768, 0, 32_767);
      case INTEGER -> List.of(Integer.MIN_VALUE, 0, Integer.MAX_VALUE);
      case BIGINT -> List.of(Long.MIN_VALUE, 0L, Long.MAX_VALUE);
      case REAL ->
          List.of(
              Float.MIN_VALUE,
              -Float.MAX_VALUE,
              -0f,
              Float.NaN,
              Float.POSITIVE_INFINITY,
              Float.NEGATIVE_INFINITY);
      case DOUBLE ->
          List.of(
              Double.MIN_VALUE,
              -Double.MAX_VALUE,
              -0d,
              Double.NaN,
              Double.POSITIVE_INFINITY,
              Double.NEGATIVE_INFINITY);
      case DECIMAL -> {
        BigDecimal most =
            new BigDecimal(BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE))
                .scaleByPowerOfTen(-type.scale());
        yield List.of(most, most.negate(), BigDecimal.ZERO.setScale(type.scale()));
      }
      case VARCHAR, CHAR, CLOB ->
          List.of("", "\"\\\u0000\u0001\u001f\n\u2028/", "ü\uffff😀", "]", "null", "a".repeat(20));
      case VARBINARY, BLOB -> List.of(new byte[0], new byte[] {0, -1, 127, -128}, new byte[5_000]);
      case DATE -> List.of(FIRST, LAST);
      case TIME -> List.of(LocalTime.MIN, LocalTime.MAX, LocalTime.NOON);
      case TIMESTAMP -> List.of(FIRST.atStartOfDay(), LAST.atTime(LocalTime.MAX));
      case TIMESTAMP_WITH_TIME_ZONE ->
          List.of(
              FIRST.atStartOfDay().atOffset(ZoneOffset.MAX),
              LAST.atTime(LocalTime.MAX).atOffset(ZoneOffset.MIN));
      case UUID -> List.of(new UUID(0, 0), new UUID(-1, -1));
      case INTERVAL_YEAR_TO_MONTH ->
          List.of(
              Period.ZERO,
              Period.ofMonths(-1),
              Period.ofMonths(Integer.MAX_VALUE).normalized(),
              Period.ofMonths(-Integer.MAX_VALUE).normalized());
      case INTERVAL_DAY_TO_SECOND -> {
        Duration most = Duration.ofDays(1_000_000_000).minusNanos(1);
        yield List.of(Duration.ZERO, Duration.ofNanos(-1), most, most.negated());
      }
      case ARRAY ->
          List.of(
              List.of(),
              Arrays.asList(null, null),
              Collections.nCopies(1_000, extremes(type.elements()).get(0)));
      case JSON -> List.of("null", "\"\"", "{}", "[[[]]]", "-0.10e-5");
      case ROW -> throw new IllegalArgumentException("never an argument");
    };
  }
}
