package io.github.wasmudf.abi;

import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What w3bstream's guests import, in every form that real modules declare ({@code abis.md} 3.2): a
 * name is known with several numbers of parameters, each an i32, and an i32 as its result or none.
 */
enum W3bFunction {
  GET_DATA("ws_get_data", 3),
  SET_DATA("ws_set_data", 3),
  GET_DB("ws_get_db", 2, 4),
  SET_DB("ws_set_db", 3, 4),
  LOG("ws_log", 2, 3),
  SEND_TX("ws_send_tx", 2, 4, 5),
  SEND_TX_WITH_OPERATOR("ws_send_tx_with_operator", 5),
  CALL_CONTRACT("ws_call_contract", 2, 4, 5),
  SET_SQL("ws_set_sql_db", 2),
  GET_SQL("ws_get_sql_db", 4),
  GET_ENV("ws_get_env", 4),
  SEND_MQTT("ws_send_mqtt_msg", 4),
  GET_MQTT("ws_get_mqtt_msg", 5),
  API_CALL("ws_api_call", 4),
  GET_EVENT_TYPE("ws_get_event_type", 3),
  SUBMIT_METRICS("ws_submit_metrics", 2),
  /** The last three are AssemblyScript's. */
  ABORT("abort", FunctionType.of("(i32, i32, i32, i32) -> ()")),
  TRACE("trace", FunctionType.of("(i32, i32, f64, f64, f64, f64, f64) -> ()")),
  SEED("seed", FunctionType.of("() -> f64"));

  private static final String MODULE = "env";

  /** The module of the one that is not in {@link #MODULE} with all others. */
  private static final String STATISTICS = "stat";

  private static final List<W3bFunction> ALL = List.of(values());

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // it is, though not annotated
  private final List<Integer> counts;

  @SuppressWarnings("ImmutableEnumChecker") // it is, though not annotated
  private final @Nullable FunctionType exact;

  W3bFunction(String title, Integer... counts) {
    this.title = title;
    this.counts = List.of(counts);
    this.exact = null;
  }

  W3bFunction(String title, FunctionType exact) {
    this.title = title;
    this.counts = List.of();
    this.exact = exact;
  }

  /** Its name in most modules. */
  String title() {
    return title;
  }

  static W3bFunction of(int number) {
    return ALL.get(number);
  }

  /** What stands behind an import; null for one that w3bstream does not know. */
  static ImportOffers.@Nullable Offer offer(Import wanted) {
    FunctionType type = wanted.type();
    if (type == null) {
      return null;
    }
    for (int number = 0; number < ALL.size(); number++) {
      if (of(number).isNamed(wanted) && of(number).fits(type)) {
        return new ImportOffers.OfHost(number);
      }
    }
    return null;
  }

  /** Whether only a guest of w3bstream imports this. */
  static boolean isOwn(Import wanted) {
    return ALL.stream().anyMatch(function -> function.exact == null && function.isNamed(wanted));
  }

  /** The documents write a big B where all modules have a small one. */
  private boolean isNamed(Import wanted) {
    boolean inModule =
        wanted.module().equals(MODULE)
            || (this == SUBMIT_METRICS && wanted.module().equals(STATISTICS));
    return inModule && wanted.name().replace("dB", "db").equals(title);
  }

  private boolean fits(FunctionType type) {
    if (exact != null) {
      return exact.equals(type);
    }
    return counts.contains(type.parameters().size())
        && type.results().size() <= 1
        && type.parameters().stream().allMatch(each -> each == ValueType.I32)
        && type.results().stream().allMatch(each -> each == ValueType.I32);
  }
}
