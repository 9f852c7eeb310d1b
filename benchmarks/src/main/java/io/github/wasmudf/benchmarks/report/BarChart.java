package io.github.wasmudf.benchmarks.report;

import java.util.Map;

/**
 * Horizontal bars over a logarithmic axis, as SVG.
 *
 * @param title above it
 * @param bars nanoseconds by name, in order
 */
record BarChart(String title, Map<String, Double> bars) {
  private static final int WIDTH = 720;
  private static final int LEFT = 150;
  private static final int RIGHT = 90;
  private static final int TOP = 40;
  private static final int STEP = 26;

  String svg() {
    Scale scale = Scale.of(bars.values());
    int height = TOP + STEP * bars.size() + 30;
    Svg svg = new Svg(WIDTH, height);
    svg.text(WIDTH / 2.0, 22, "middle", 15, title);
    for (double tick : scale.ticks()) {
      double x = x(scale, tick);
      svg.line(x, TOP, x, height - 24.0, "#dddddd");
      svg.text(x, height - 8.0, "middle", 11, Amounts.of(tick, "ns"));
    }
    double y = TOP;
    for (Map.Entry<String, Double> bar : bars.entrySet()) {
      double end = x(scale, bar.getValue());
      svg.rectangle(LEFT, y + 4, end - LEFT, STEP - 8.0, "#1f6fb2");
      svg.text(LEFT - 6, y + 17, "end", 12, bar.getKey());
      svg.text(end + 5, y + 17, "start", 11, Amounts.of(bar.getValue(), "ns"));
      y += STEP;
    }
    return svg.toString();
  }

  private static double x(Scale scale, double value) {
    return LEFT + scale.place(value) * (WIDTH - LEFT - RIGHT);
  }
}
