package io.github.wasmudf.cli;

import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code inspect} writes of one module: a line for each thing, its name first. A module's own
 * words are untrusted, and shown without what a terminal would obey.
 */
final class ModuleReport {
  private static final int MOST_LINES = 200;

  private final Writer out;

  ModuleReport(Writer out) {
    this.out = out;
  }

  void heading(String file) throws IOException {
    out.write(shown(file) + "\n");
  }

  /** What its bytes say. */
  void module(ModuleImage image, int bytes) throws IOException {
    ModuleOutline outline = image.outline();
    line(
        "size",
        String.format(
            Locale.ROOT,
            "%,d bytes, %,d functions in %,d bytes of code, the largest %,d",
            bytes,
            outline.definedFunctions(),
            outline.code().bytes(),
            outline.code().largestFunction()));
    line("sha-256", image.sha256());
    for (ModuleOutline.Size memory : outline.memories()) {
      line(
          "memory",
          String.format(Locale.ROOT, "%,d pages of 64 KiB, ", memory.minimum())
              + (memory.maximum() < 0
                  ? "no maximum"
                  : String.format(Locale.ROOT, "at most %,d", memory.maximum())));
    }
    list(
        "import",
        outline.imports().stream()
            .map(each -> each.module() + "." + each.name() + typed(each.kind(), each.type()))
            .toList());
    list(
        "export",
        outline.exports().stream()
            .map(each -> each.name() + typed(each.kind(), each.type()))
            .toList());
  }

  /** What registering it would find. */
  void plugin(PluginInspection plugin) throws IOException {
    line("abi", plugin.abi());
    line("engine", plugin.engine());
    line("name", plugin.name());
    line("version", plugin.version());
    line("description", plugin.description());
    list(
        "function",
        plugin.functions().stream().map(each -> each.name() + each.signature()).toList());
    line("note", plugin.note());
    line("verdict", "can be registered");
  }

  /** Why it cannot be. */
  void refusal(UdfException refused) throws IOException {
    line("verdict", refused.error().sqlState() + ": " + refused.getMessage());
  }

  private void list(String name, List<String> values) throws IOException {
    for (String value : values.subList(0, Math.min(MOST_LINES, values.size()))) {
      line(name, value);
    }
    if (values.size() > MOST_LINES) {
      line(name, String.format(Locale.ROOT, "... and %,d more", values.size() - MOST_LINES));
    }
  }

  private void line(String name, @Nullable String value) throws IOException {
    if (value != null) {
      out.write(String.format(Locale.ROOT, "  %-12s %s%n", name, shown(value)));
    }
  }

  private static String typed(Kind kind, @Nullable FunctionType type) {
    return type == null ? " (" + kind.name().toLowerCase(Locale.ROOT) + ")" : " " + type;
  }

  private static String shown(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(safe::appendCodePoint);
    return safe.toString();
  }
}
