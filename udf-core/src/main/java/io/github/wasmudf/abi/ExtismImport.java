package io.github.wasmudf.abi;

import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline.Import;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an Extism plugin may import that no companion can do, because it leaves the process ({@code
 * abis.md} 4).
 */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes a FunctionType
enum ExtismImport {
  HTTP_REQUEST("http_request", "(i64, i64) -> i64"),
  HTTP_STATUS_CODE("http_status_code", "() -> i32"),
  HTTP_HEADERS("http_headers", "() -> i64");

  private static final List<ExtismImport> ALL = List.of(values());

  private final String export;
  private final FunctionType type;

  ExtismImport(String export, String type) {
    this.export = export;
    this.type = FunctionType.of(type);
  }

  /** The one of a number that was offered. */
  static ExtismImport of(int number) {
    return ALL.get(number);
  }

  /** What stands behind an import from the kernel, or null where that is none of these. */
  static ImportOffers.@Nullable Offer offer(Import wanted) {
    for (int number = 0; number < ALL.size(); number++) {
      ExtismImport each = ALL.get(number);
      if (each.export.equals(wanted.name()) && each.type.equals(wanted.type())) {
        return new ImportOffers.OfHost(number);
      }
    }
    return null;
  }
}
