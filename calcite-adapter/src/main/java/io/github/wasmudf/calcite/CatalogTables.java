package io.github.wasmudf.calcite;

import io.github.wasmudf.CallStatistics;
import io.github.wasmudf.LogLine;
import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.PluginMetric;
import io.github.wasmudf.PolicySetting;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.StoredFunction;
import io.github.wasmudf.catalog.StoredPlugin;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Our tables that are no plugin's, with the columns that they have in every database. */
final class CatalogTables {
  private CatalogTables() {}

  /**
   * One column; reading and type side by side.
   *
   * @param <R> what a row is made from
   */
  private record Column<R>(String name, SqlTypeName type, Function<R, @Nullable Object> value) {}

  private static final List<Column<StoredPlugin>> PLUGINS =
      List.of(
          new Column<>("PLUGIN", SqlTypeName.VARCHAR, stored -> stored.plugin().name()),
          new Column<>("VERSION", SqlTypeName.INTEGER, stored -> stored.plugin().version()),
          new Column<>("ACTIVE", SqlTypeName.BOOLEAN, StoredPlugin::active),
          new Column<>("ABI", SqlTypeName.VARCHAR, StoredPlugin::abi),
          new Column<>("ENGINE", SqlTypeName.VARCHAR, StoredPlugin::engine),
          new Column<>("SHA256", SqlTypeName.VARCHAR, stored -> stored.plugin().sha256()),
          new Column<>("BYTES", SqlTypeName.BIGINT, StoredPlugin::bytes),
          new Column<>("SELF_NAME", SqlTypeName.VARCHAR, StoredPlugin::selfName),
          new Column<>("SELF_VERSION", SqlTypeName.VARCHAR, StoredPlugin::selfVersion),
          new Column<>("DESCRIPTION", SqlTypeName.VARCHAR, StoredPlugin::description),
          new Column<>("OPTIONS", SqlTypeName.VARCHAR, stored -> stored.plugin().options()),
          new Column<>("OWNER", SqlTypeName.VARCHAR, StoredPlugin::owner),
          new Column<>(
              "REGISTERED_AT",
              SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
              stored -> stored.registeredAt().toEpochMilli()),
          new Column<>("GRANTEES", SqlTypeName.VARCHAR, stored -> stored.grantees().toJson()),
          new Column<>("EXPORTS", SqlTypeName.VARCHAR, stored -> stored.contents().exports()),
          new Column<>("IMPORTS", SqlTypeName.VARCHAR, stored -> stored.contents().imports()),
          new Column<>("PRODUCERS", SqlTypeName.VARCHAR, stored -> stored.contents().producers()),
          new Column<>("LANGUAGES", SqlTypeName.VARCHAR, stored -> stored.contents().languages()));

  private record Holding(CalciteSession session, UdfSession.Usage usage) {}

  private static final List<Column<Holding>> INSTANCES =
      List.of(
          new Column<>("SESSION_ID", SqlTypeName.INTEGER, holding -> holding.session().id()),
          new Column<>("PLUGIN", SqlTypeName.VARCHAR, holding -> holding.usage().plugin()),
          new Column<>("VERSION", SqlTypeName.INTEGER, holding -> holding.usage().version()),
          new Column<>("ENGINE", SqlTypeName.VARCHAR, holding -> holding.usage().engine()),
          new Column<>("REASON", SqlTypeName.VARCHAR, holding -> holding.usage().reason()),
          new Column<>("STATE", SqlTypeName.VARCHAR, holding -> holding.usage().state().name()),
          new Column<>("INSTANCES", SqlTypeName.INTEGER, holding -> holding.usage().instances()),
          new Column<>("MEMORY_BYTES", SqlTypeName.BIGINT, holding -> holding.usage().bytes()));

  /** What was found in a module, or why it was refused. */
  record Finding(@Nullable PluginInspection found, @Nullable UdfException refused) {
    private static Column<Finding> of(
        String name, SqlTypeName type, Function<PluginInspection, @Nullable Object> value) {
      return new Column<>(
          name, type, finding -> finding.found == null ? null : value.apply(finding.found));
    }

    private static Column<Finding> refused(
        String name, Function<UdfException, @Nullable Object> value) {
      return new Column<>(
          name,
          SqlTypeName.VARCHAR,
          finding -> finding.refused == null ? null : value.apply(finding.refused));
    }
  }

  private static final List<Column<Finding>> FINDING =
      List.of(
          new Column<>("VALID", SqlTypeName.BOOLEAN, finding -> finding.refused() == null),
          Finding.refused("SQLSTATE", refused -> refused.error().sqlState()),
          Finding.refused("MESSAGE", UdfException::getMessage),
          Finding.of("ABI", SqlTypeName.VARCHAR, PluginInspection::abi),
          Finding.of("ENGINE", SqlTypeName.VARCHAR, PluginInspection::engine),
          Finding.of("SHA256", SqlTypeName.VARCHAR, PluginInspection::sha256),
          Finding.of("BYTES", SqlTypeName.BIGINT, PluginInspection::bytes),
          Finding.of("SELF_NAME", SqlTypeName.VARCHAR, PluginInspection::name),
          Finding.of("SELF_VERSION", SqlTypeName.VARCHAR, PluginInspection::version),
          Finding.of("DESCRIPTION", SqlTypeName.VARCHAR, PluginInspection::description),
          Finding.of("NOTE", SqlTypeName.VARCHAR, PluginInspection::note));

  /** A table of one row, which is asked for when it is read. */
  static ScannableTable finding(Function<CalciteSession, Finding> finding) {
    return new Listing<>(FINDING, session -> List.of(finding.apply(session)));
  }

  private static final List<Column<CallStatistics>> STATS =
      List.of(
          new Column<>("PLUGIN", SqlTypeName.VARCHAR, CallStatistics::plugin),
          new Column<>("VERSION", SqlTypeName.INTEGER, CallStatistics::version),
          new Column<>("FUNCTION_NAME", SqlTypeName.VARCHAR, CallStatistics::function),
          new Column<>("USER_NAME", SqlTypeName.VARCHAR, CallStatistics::user),
          new Column<>("CALLS", SqlTypeName.BIGINT, CallStatistics::calls),
          new Column<>("ROWS", SqlTypeName.BIGINT, CallStatistics::rows),
          new Column<>("ERRORS", SqlTypeName.BIGINT, CallStatistics::errors),
          new Column<>("NANOS", SqlTypeName.BIGINT, CallStatistics::nanos),
          new Column<>("BYTES_IN", SqlTypeName.BIGINT, CallStatistics::bytesIn),
          new Column<>("BYTES_OUT", SqlTypeName.BIGINT, CallStatistics::bytesOut),
          new Column<>("MEAN_NANOS", SqlTypeName.BIGINT, CallStatistics::meanNanos),
          new Column<>("P50_NANOS", SqlTypeName.BIGINT, each -> each.percentileNanos(50)),
          new Column<>("P95_NANOS", SqlTypeName.BIGINT, each -> each.percentileNanos(95)),
          new Column<>("P99_NANOS", SqlTypeName.BIGINT, each -> each.percentileNanos(99)),
          new Column<>("ERROR_STATES", SqlTypeName.VARCHAR, each -> each.errorCounts().toString()),
          new Column<>("MARSHAL_NANOS", SqlTypeName.BIGINT, CallStatistics::marshalNanos),
          new Column<>("GUEST_NANOS", SqlTypeName.BIGINT, CallStatistics::guestNanos),
          new Column<>("HOST_NANOS", SqlTypeName.BIGINT, CallStatistics::hostNanos),
          new Column<>("PEAK_MEMORY_BYTES", SqlTypeName.BIGINT, CallStatistics::peakMemoryBytes));

  private static final List<Column<PolicySetting>> POLICY =
      List.of(
          new Column<>("NAME", SqlTypeName.VARCHAR, PolicySetting::name),
          new Column<>("SETTING", SqlTypeName.VARCHAR, PolicySetting::setting));

  private static final List<Column<LogLine>> LOG =
      List.of(
          new Column<>("PLUGIN", SqlTypeName.VARCHAR, LogLine::plugin),
          new Column<>("VERSION", SqlTypeName.INTEGER, LogLine::version),
          new Column<>(
              "LOGGED_AT",
              SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
              line -> line.loggedAt().toEpochMilli()),
          new Column<>("USER_NAME", SqlTypeName.VARCHAR, LogLine::user),
          new Column<>("SESSION_ID", SqlTypeName.INTEGER, LogLine::sessionId),
          new Column<>("LEVEL", SqlTypeName.VARCHAR, LogLine::level),
          new Column<>("LINE", SqlTypeName.VARCHAR, LogLine::line));

  private static final List<Column<PluginMetric>> METRICS =
      List.of(
          new Column<>("PLUGIN", SqlTypeName.VARCHAR, PluginMetric::plugin),
          new Column<>("METRIC", SqlTypeName.VARCHAR, PluginMetric::metric),
          new Column<>("USER_NAME", SqlTypeName.VARCHAR, PluginMetric::user),
          new Column<>("SUBMITTED", SqlTypeName.BIGINT, PluginMetric::submitted),
          new Column<>("LATEST", SqlTypeName.DOUBLE, each -> value(each, each.latest())),
          new Column<>("TOTAL", SqlTypeName.DOUBLE, each -> value(each, each.total())),
          new Column<>("SMALLEST", SqlTypeName.DOUBLE, each -> value(each, each.smallest())),
          new Column<>("LARGEST", SqlTypeName.DOUBLE, each -> value(each, each.largest())),
          new Column<>(
              "SUBMITTED_AT",
              SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
              each -> each.submittedAt().toEpochMilli()));

  private static @Nullable Object value(PluginMetric metric, double value) {
    return metric.hasValues() ? value : null;
  }

  private static final List<Column<StoredFunction>> FUNCTIONS =
      List.of(
          new Column<>("FUNCTION_NAME", SqlTypeName.VARCHAR, stored -> stored.function().name()),
          new Column<>("PLUGIN", SqlTypeName.VARCHAR, stored -> stored.function().plugin()),
          new Column<>("EXPORT", SqlTypeName.VARCHAR, stored -> declared(stored).export()),
          new Column<>(
              "KIND", SqlTypeName.VARCHAR, stored -> declared(stored).signature().kind().word()),
          new Column<>(
              "SIGNATURE", SqlTypeName.VARCHAR, stored -> declared(stored).signature().toString()),
          new Column<>(
              "OF_MANIFEST", SqlTypeName.BOOLEAN, stored -> stored.function().ofManifest()),
          new Column<>("OWNER", SqlTypeName.VARCHAR, StoredFunction::owner),
          new Column<>(
              "CREATED_AT",
              SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
              stored -> stored.createdAt().toEpochMilli()),
          new Column<>(
              "DESCRIPTION", SqlTypeName.VARCHAR, stored -> declared(stored).description()));

  private static DeclaredFunction declared(StoredFunction stored) {
    return stored.function().declaration();
  }

  static Map<String, Table> all() {
    return Map.of(
        "FUNCTIONS",
        new Listing<>(FUNCTIONS, session -> session.plugins().listFunctions(session.udfs())),
        "STATS",
        new Listing<>(STATS, session -> session.schema().runtime().statistics()),
        "POLICY",
        new Listing<>(POLICY, session -> session.udfs().policy().settings()),
        "LOG",
        new Listing<>(LOG, session -> session.schema().runtime().log()),
        "METRICS",
        new Listing<>(METRICS, session -> session.schema().runtime().metrics()),
        "PLUGINS",
        new Listing<>(PLUGINS, session -> session.plugins().list(session.udfs())),
        "INSTANCES",
        new Listing<>(
            INSTANCES,
            session ->
                session.usage().stream().map(usage -> new Holding(session, usage)).toList()));
  }

  private static final class Listing<R> extends AbstractTable implements ScannableTable {
    private final List<Column<R>> columns;
    private final Function<CalciteSession, List<R>> rows;

    Listing(List<Column<R>> columns, Function<CalciteSession, List<R>> rows) {
      this.columns = columns;
      this.rows = rows;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory typeFactory) {
      RelDataTypeFactory.Builder type = typeFactory.builder();
      columns.forEach(column -> type.add(column.name(), column.type()).nullable(true));
      return type.build();
    }

    @Override
    public Enumerable<@Nullable Object[]> scan(DataContext root) {
      RunningStatement statement = RunningStatements.of(root);
      try {
        return Linq4j.asEnumerable(
            rows.apply(statement.session()).stream().map(this::values).toList());
      } catch (RuntimeException | Error failed) {
        throw SqlErrors.raise(failed);
      }
    }

    private @Nullable Object[] values(R row) {
      return columns.stream().map(column -> column.value().apply(row)).toArray();
    }
  }
}
