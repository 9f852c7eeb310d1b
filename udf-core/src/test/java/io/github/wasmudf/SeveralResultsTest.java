package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.FunctionDeclarations;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.Guests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports of numbers with several results: as the columns of one row, and as arrays. */
@Timeout(60)
class SeveralResultsTest {
  private static final String ARRAY =
      "{\"args\":[{\"name\":\"a\",\"type\":\"BIGINT\"},{\"name\":\"b\",\"type\":\"BIGINT\"}],"
          + "\"returns\":\"BIGINT ARRAY\"%s}";

  @RegisterExtension final OwnRuntime runtime = new OwnRuntime();

  /** A session with one plugin. */
  private final class Plugin {
    final byte[] module;
    final PluginRecord record;
    final UdfSession session;

    Plugin(String engine, byte[] module) {
      this.module = module;
      this.record = new PluginRecord("p", 1, ModuleImage.of(module).sha256(), "{}");
      this.session = runtime.session(engine);
    }

    CreatedFunction create(String export, @Nullable String options) {
      CreatedFunction created =
          FunctionDeclarations.create(
              "f",
              "p",
              export,
              options,
              session.declaredFor(record, any -> module.clone(), export));
      session.declared(record, any -> module.clone(), List.of(created));
      return created;
    }

    UdfFunction function() {
      return session.function(record, any -> module.clone());
    }

    TypedTable table(String export, @Nullable String options) {
      return function().typedTable(create(export, options));
    }
  }

  private Plugin math(String engine) {
    return new Plugin(engine, Guests.plugin("math"));
  }

  private static List<List<@Nullable Object>> all(@Nullable UdfRows rows) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    try (UdfRows open = Objects.requireNonNull(rows)) {
      for (@Nullable Object[] row = open.next(); row != null; row = open.next()) {
        all.add(Arrays.asList(row));
      }
    }
    return all;
  }

  private static UdfException failure(ThrowingCallable action) {
    return catchThrowableOfType(UdfException.class, action);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void undeclared_isATableOfOneRow(String engine) {
    Plugin math = math(engine);
    TypedTable divmod = math.table("divmod", null);
    assertThat(divmod.created().declaration().signature())
        .hasToString("(x1 BIGINT, x2 BIGINT) RETURNS TABLE (c1 BIGINT, c2 BIGINT)");
    assertThat(all(divmod.rows(-7L, 2L))).containsExactly(List.of(-3L, -1L));
    assertThat(all(divmod.rows(Long.MIN_VALUE, 1L))).containsExactly(List.of(Long.MIN_VALUE, 0L));
    assertThat(divmod.rows(null, 2L)).isNull();
    assertThat(all(math.table("locate", null).rows(-3.0, 4.0))).containsExactly(List.of(5.0, 2));

    UdfRows unread = Objects.requireNonNull(divmod.rows(1L, 1L));
    assertThat(unread.columns()).hasSize(2);
    unread.close();
    assertThat(unread.next()).isNull();
    assertThat(divmod.statistics("u"))
        .returns(3L, CallStatistics::calls)
        .returns(2L, CallStatistics::rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void trap_namesTheArguments_andTheNextCallIsAsGood(String engine) {
    Plugin math = math(engine);
    TypedTable divmod = math.table("divmod", null);
    UdfException failure = failure(() -> divmod.rows(Long.MIN_VALUE, -1L));
    assertThat(failure.error()).isEqualTo(UdfError.TRAP);
    assertThat(failure)
        .hasMessageStartingWith("plugin p version 1: trap: ")
        .hasMessageEndingWith("; called with [-9223372036854775808, -1]");
    assertThat(all(divmod.rows(9L, 4L))).containsExactly(List.of(2L, 1L));

    String skip =
        "{\"on_error\":\"skip\",\"columns\":[{\"name\":\"q\",\"type\":\"BIGINT\"},"
            + "{\"name\":\"r\",\"type\":\"BIGINT\"}],\"args\":[{\"name\":\"a\",\"type\":\"BIGINT\"},"
            + "{\"name\":\"b\",\"type\":\"BIGINT\"}]}";
    TypedTable skipping = math.table("divmod", skip);
    assertThat(all(skipping.rows(1L, 0L))).isEmpty();
    assertThat(all(skipping.rows(1L, 2L))).containsExactly(List.of(0L, 1L));
    assertThat(skipping.statistics("u")).returns(1L, CallStatistics::errors);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void resultsOfOneType_canBeAnArray_rowByRowAndTogether(String engine) {
    Plugin math = math(engine);
    TypedFunction divmod = math.function().typed(math.create("divmod", ARRAY.formatted("")));
    assertThat(divmod.call(-7L, 2L)).isEqualTo(List.of(-3L, -1L));
    assertThat(divmod.call(null, 2L)).isNull();
    assertThat(failure(() -> divmod.call(7L, 0L)))
        .hasMessageEndingWith("; called with [7, 0]")
        .returns(UdfError.TRAP, UdfException::error);

    TypedFunction forgiving =
        math.function().typed(math.create("divmod", ARRAY.formatted(",\"on_error\":\"null\"")));
    TypedBatch batch = forgiving.batch(4);
    batch.add(new @Nullable Object[] {9L, 4L});
    batch.add(new @Nullable Object[] {1L, 0L});
    batch.add(new @Nullable Object[] {null, 4L});
    batch.add(new @Nullable Object[] {-9L, 4L});
    batch.call();
    assertThat(batch.failure()).isNull();
    assertThat(IntStream.range(0, 4).mapToObj(batch::result))
        .containsExactly(List.of(2L, 1L), null, null, List.of(-2L, -1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void noParameters_needNoDeclarationEither(String engine) {
    Plugin pair =
        new Plugin(
            engine,
            Guests.wat(
                "(module (func (export \"pair\") (result i32 f32)"
                    + " (i32.const -1) (f32.const 0.5)))"));
    assertThat(all(pair.table("pair", null).rows())).containsExactly(List.of(-1, 0.5f));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"returns\":\"BIGINT\"}",
        "{\"returns\":\"INTEGER ARRAY\"}",
        "{\"columns\":[{\"name\":\"q\",\"type\":\"BIGINT\"}]}",
        "{\"columns\":[{\"name\":\"q\",\"type\":\"BIGINT\"},{\"name\":\"r\",\"type\":\"INTEGER\"}]}"
      })
  void declaration_thatIsNotTheExports_isRefused(String answer) {
    Plugin math = math("endive");
    String args =
        "\"args\":[{\"name\":\"a\",\"type\":\"BIGINT\"},{\"name\":\"b\",\"type\":\"BIGINT\"}],";
    UdfException failure =
        failure(() -> math.create("divmod", answer.replaceFirst("[{]", "{" + args)));
    assertThat(failure.error()).isEqualTo(UdfError.BAD_OPTION);
    assertThat(failure).hasMessageContaining("RETURNS TABLE (c1 BIGINT, c2 BIGINT)");
  }
}
