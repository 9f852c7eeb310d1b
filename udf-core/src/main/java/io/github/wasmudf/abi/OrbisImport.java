package io.github.wasmudf.abi;

import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline.Import;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Orbis plugins import from {@code env} ({@code abis.md} 2.6): two generations have functions
 * of the same names and other types, so a name and a type together say which is meant.
 */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes a FunctionType
enum OrbisImport {
  DB_QUERY_BARE("db_query", "(i32, i32) -> i32"),
  DB_QUERY("db_query", "(i32, i32, i32, i32) -> i32"),
  DB_EXECUTE_BARE("db_execute", "(i32, i32) -> i32"),
  DB_EXECUTE("db_execute", "(i32, i32, i32, i32) -> i32"),
  LOG_INFO("log_info", "(i32, i32) -> ()"),
  LOG_ERROR("log_error", "(i32, i32) -> ()"),
  LOG_DEBUG("log_debug", "(i32, i32) -> ()"),
  LOG("log", "(i32, i32, i32) -> ()"),
  HTTP_BARE("http_request", "(i32, i32, i32, i32, i32, i32) -> i32"),
  HTTP("http_request", "(i32, i32, i32, i32, i32, i32, i32, i32) -> i32"),
  STATE_GET("state_get", "(i32, i32) -> i32"),
  STATE_SET("state_set", "(i32, i32, i32, i32) -> i32"),
  STATE_REMOVE("state_remove", "(i32, i32) -> i32"),
  EMIT_EVENT("emit_event", "(i32, i32, i32, i32) -> i32"),
  GET_CONFIG("get_config", "(i32, i32) -> i32"),
  CRYPTO_HASH("crypto_hash", "(i32, i32, i32) -> i32"),
  CRYPTO_RANDOM("crypto_random", "(i32) -> i32"),
  ALLOCATE("allocate", "(i32) -> i32"),
  DEALLOCATE("deallocate", "(i32, i32) -> ()");

  private static final String MODULE = "env";
  private static final List<OrbisImport> ALL = List.of(values());

  private final String export;
  private final FunctionType type;

  OrbisImport(String export, String type) {
    this.export = export;
    this.type = FunctionType.of(type);
  }

  /** Whether it tells that a module is of the later generation ({@code abis.md} 2.1). */
  boolean isLater() {
    return switch (this) {
      case DB_QUERY, LOG, STATE_GET, STATE_SET, STATE_REMOVE, EMIT_EVENT, GET_CONFIG -> true;
      default -> false;
    };
  }

  /** The one that an import means, or null. */
  static @Nullable OrbisImport of(Import wanted) {
    for (OrbisImport each : ALL) {
      if (wanted.module().equals(MODULE)
          && wanted.name().equals(each.export)
          && each.type.equals(wanted.type())) {
        return each;
      }
    }
    return null;
  }

  /** The one of a number that was offered. */
  static OrbisImport of(int number) {
    return ALL.get(number);
  }

  static ImportOffers.@Nullable Offer offer(Import wanted) {
    OrbisImport found = of(wanted);
    return found == null ? null : new ImportOffers.OfHost(ALL.indexOf(found));
  }
}
