package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.TypedAggregate;
import io.github.wasmudf.TypedFunction;
import io.github.wasmudf.TypedState;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin {@code sketches} against exact answers, within the errors that it states. */
@Timeout(300)
class SketchesOracleTest {
  private static final long SEED = 20261127;

  /** 1.04 / sqrt(registers). */
  private static final double HLL_STANDARD_ERROR = 1.04 / 128;

  /** A centroid's share of the rows is no more than this times sqrt(p (1 - p)). */
  private static final double DIGEST_SHARE = 2 * Math.PI / 400;

  private final long before = Engines.installed().liveInstances();
  private final UdfRuntime runtime = new UdfRuntime();
  private final Random random = new Random(SEED);

  @AfterEach
  void leavesNothing() {
    runtime.close();
    assertThat(Engines.installed().liveInstances()).isEqualTo(before);
  }

  private UdfFunction plugin(String engine) {
    byte[] module = Guests.plugin("sketches");
    String sha256 = HexFormat.of().formatHex(TestedPlugin.sha256(module));
    return runtime
        .openSession(RuntimePolicy.DEFAULT.withEngine(engine))
        .function(new PluginRecord("sketches", 1, sha256, "{}"), record -> module.clone());
  }

  /** As the manifest declares it. */
  private static CreatedFunction declared(String name) {
    try {
      JsonNode manifest =
          new JsonMapper()
              .readTree(
                  Files.readString(Guests.folder().resolve("sketches").resolve("manifest.json")));
      for (JsonNode function : manifest.path("functions")) {
        if (function.path("name").textValue().equals(name)) {
          return new CreatedFunction(
              name, "sketches", DeclaredFunction.of(name, function.toString()), true);
        }
      }
      throw new IllegalArgumentException(name);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private TypedAggregate aggregate(String engine, String name) {
    return plugin(engine).typedAggregate(declared(name));
  }

  private static long count(TypedState state) {
    return (Long) Objects.requireNonNull(state.result());
  }

  @ParameterizedTest
  @CsvSource({
    "endive, 0",
    "endive, 1",
    "endive, 10",
    "endive, 2000",
    "endive, 20000",
    "endive, 200000",
    "wasmtime, 1000",
    "wasmtime, 50000",
    "wasmtime, 100000",
  })
  void distinctCount_isWithinFourStandardErrors(String engine, int distinct) {
    TypedState state = aggregate(engine, "approx_count_distinct_of").open(this);
    for (int repeated = 0; repeated < 2; repeated++) {
      for (int value = 0; value < distinct; value++) {
        state.add("key " + value);
      }
    }
    assertThat((double) count(state))
        .isCloseTo(distinct, within(4 * HLL_STANDARD_ERROR * distinct));
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void distinctCount_ofPartKeys_isWithinFourStandardErrors(String engine) {
    TypedState state = aggregate(engine, "approx_count_distinct_of").open(this);
    boolean[] seen = new boolean[2_001];
    int exact = 0;
    // As many rows and keys as lineitem has in TPC-H at a scale of 0.01.
    for (int row = 0; row < 60_175; row++) {
      int partkey = 1 + random.nextInt(2_000);
      exact += seen[partkey] ? 0 : 1;
      seen[partkey] = true;
      state.add(String.valueOf(partkey));
    }
    assertThat(exact).isEqualTo(2_000);
    assertThat((double) count(state)).isCloseTo(exact, within(4 * HLL_STANDARD_ERROR * exact));
  }

  @ParameterizedTest
  @CsvSource({
    "endive, approx_count_distinct_of", "wasmtime, approx_count_distinct_of",
    "endive, bloom_filter", "wasmtime, bloom_filter",
  })
  void states_ofAnInputSplitAtEveryPoint_makeTheWhole(String engine, String name) {
    TypedAggregate aggregate = aggregate(engine, name);
    int rows = 120;
    TypedState whole = aggregate.open(this);
    for (int row = 0; row < rows; row++) {
      whole.add("row " + row % 90);
    }
    for (int split = 0; split <= rows; split++) {
      TypedState left = aggregate.open(this);
      TypedState right = aggregate.open(this);
      for (int row = 0; row < rows; row++) {
        (row < split ? left : right).add("row " + row % 90);
      }
      left.merge(right.state());
      assertThat(left.result()).isEqualTo(whole.result());
      left.close();
      right.close();
    }
  }

  /** The part of the rows below a value; rows that are equal to it count half. */
  private static double rank(double[] sorted, double value) {
    int below = 0;
    int equal = 0;
    for (double each : sorted) {
      below += each < value ? 1 : 0;
      equal += each == value ? 1 : 0;
    }
    return (below + equal / 2.0) / sorted.length;
  }

  private static void assertPercentile(double[] rows, double percentile, TypedState state) {
    double[] sorted = rows.clone();
    Arrays.sort(sorted);
    double answer = (Double) Objects.requireNonNull(state.result());
    double error = DIGEST_SHARE * Math.sqrt(percentile * (1 - percentile)) + 1.0 / rows.length;
    assertThat(rank(sorted, answer))
        .as("rank of percentile %s", percentile)
        .isCloseTo(percentile, within(error));
    assertThat(answer).isBetween(sorted[0], sorted[sorted.length - 1]);
  }

  @ParameterizedTest
  @CsvSource({
    "endive, uniform",
    "endive, normal",
    "endive, exponential",
    "endive, rising",
    "endive, falling",
    "wasmtime, uniform",
    "wasmtime, exponential",
  })
  void percentile_isWithinItsShareOfTheRows(String engine, String distribution) {
    double[] rows = new double[20_000];
    int[] next = {0};
    DoubleSupplier values =
        switch (distribution) {
          case "normal" -> random::nextGaussian;
          case "exponential" -> () -> Math.exp(20 * random.nextDouble());
          case "rising" -> () -> next[0]++;
          case "falling" -> () -> -next[0]++;
          default -> random::nextDouble;
        };
    Arrays.setAll(rows, row -> values.getAsDouble());
    TypedAggregate aggregate = aggregate(engine, "approx_percentile_of");
    for (double percentile : new double[] {0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1}) {
      TypedState state = aggregate.open(this);
      for (double row : rows) {
        state.add(row, percentile);
      }
      assertPercentile(rows, percentile, state);
      state.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void percentile_ofAnInputSplitAtEveryPoint_isWithinTheSame(String engine) {
    TypedAggregate aggregate = aggregate(engine, "approx_percentile_of");
    double[] rows = random.doubles(300).toArray();
    for (int split = 0; split <= rows.length; split++) {
      TypedState left = aggregate.open(this);
      TypedState right = aggregate.open(this);
      for (int row = 0; row < rows.length; row++) {
        (row < split ? left : right).add(rows[row], 0.9);
      }
      left.merge(right.state());
      assertPercentile(rows, 0.9, left);
      left.close();
      right.close();
    }
  }

  /** With one row, the percentile is that row: as the plugin read it, and as it wrote it. */
  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void doubles_goInAndOut(String engine) {
    TypedAggregate aggregate = aggregate(engine, "approx_percentile_of");
    for (int i = 0; i < 2_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      value = i % 2 == 0 ? random.nextInt() / 1000.0 : value;
      if (Double.isFinite(value) && Math.abs(value) > 1e-290 && Math.abs(value) < 1e290) {
        TypedState state = aggregate.open(this);
        state.add(value, 0.5);
        double answer = (Double) Objects.requireNonNull(state.result());
        assertThat(answer).isCloseTo(value, within(Math.ulp(value)));
        state.close();
      }
    }
  }

  private static double exactAverage(double[] values, double[] weights) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal weight = BigDecimal.ZERO;
    for (int row = 0; row < values.length; row++) {
      BigDecimal each = new BigDecimal(weights[row]);
      sum = sum.add(new BigDecimal(values[row]).multiply(each));
      weight = weight.add(each);
    }
    return sum.divide(weight, MathContext.DECIMAL128).doubleValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void weightedAverage_isExactButForTheLastDigits_inAnySplit(String engine) {
    TypedAggregate aggregate = aggregate(engine, "weighted_average");
    // Terms that cancel each other out: a plain sum would lose six digits.
    double[] values =
        random.doubles(200).map(x -> (x - 0.5) * 1e6).map(x -> Math.rint(x * 1e4) / 1e4).toArray();
    double[] weights = random.doubles(200).toArray();
    double exact = exactAverage(values, weights);
    for (int split = 0; split <= values.length; split++) {
      TypedState left = aggregate.open(this);
      TypedState right = aggregate.open(this);
      for (int row = 0; row < values.length; row++) {
        (row < split ? left : right).add(values[row], weights[row]);
      }
      left.merge(right.state());
      assertThat((Double) Objects.requireNonNull(left.result()))
          .isCloseTo(exact, within(Math.abs(exact) * 1e-12));
      left.close();
      right.close();
    }
    assertThat(aggregate.open(this).result()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void bloomFilter_hasWhatItWasGiven_andLittleElse(String engine) {
    UdfFunction plugin = plugin(engine);
    TypedState state = plugin.typedAggregate(declared("bloom_filter")).open(this);
    for (int i = 0; i < 10_000; i++) {
      state.add("value " + i);
    }
    byte[] filter = (byte[]) Objects.requireNonNull(state.result());
    TypedFunction contains = plugin.typed(declared("bloom_contains"));
    int wrong = 0;
    for (int i = 0; i < 2_000; i++) {
      assertThat(contains.call(filter, "value " + i)).isEqualTo(true);
      wrong += Boolean.TRUE.equals(contains.call(filter, "other " + i)) ? 1 : 0;
    }
    // (1 - exp(-7 x 10,000 / 131,072))^7 is 0.2 %.
    assertThat(wrong).isLessThan(20);
  }
}
