package io.github.wasmudf.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * Lines over two logarithmic axes, as SVG.
 *
 * @param title above it
 * @param xName of the horizontal axis
 * @param series by name, in order: nanoseconds by place on the horizontal axis
 */
record LineChart(String title, String xName, Map<String, SortedMap<Double, Double>> series) {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final int LEFT = 80;
  private static final int RIGHT = 130;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final List<String> COLOURS =
      List.of(
          "#4c566a", "#a3a9b5", "#b8860b", "#1f6fb2", "#c0392b", "#2e8b57", "#7d3c98", "#e67e22");

  /** Whether there is anything to see. */
  boolean isWorthwhile() {
    return series.values().stream().anyMatch(points -> points.size() > 1);
  }

  String svg() {
    Scale across =
        Scale.of(series.values().stream().flatMap(each -> each.keySet().stream()).toList());
    Scale up = Scale.of(series.values().stream().flatMap(each -> each.values().stream()).toList());
    Svg svg = new Svg(WIDTH, HEIGHT);
    svg.text(WIDTH / 2.0, 22, "middle", 15, title);
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", 12, xName);
    for (double tick : up.ticks()) {
      double y = y(up, tick);
      svg.line(LEFT, y, WIDTH - RIGHT, y, "#dddddd");
      svg.text(LEFT - 6, y + 4, "end", 11, Amounts.of(tick, "ns"));
    }
    for (double tick : across.ticks()) {
      double x = x(across, tick);
      svg.line(x, TOP, x, HEIGHT - BOTTOM, "#eeeeee");
      svg.text(x, HEIGHT - BOTTOM + 16, "middle", 11, String.format(Locale.ROOT, "%,.0f", tick));
    }
    int index = 0;
    for (Map.Entry<String, SortedMap<Double, Double>> each : series.entrySet()) {
      draw(svg, across, up, each, index++);
    }
    return svg.toString();
  }

  private void draw(
      Svg svg,
      Scale across,
      Scale up,
      Map.Entry<String, SortedMap<Double, Double>> each,
      int index) {
    String colour = COLOURS.get(index % COLOURS.size());
    List<double[]> points = new ArrayList<>();
    each.getValue().forEach((x, y) -> points.add(new double[] {x(across, x), y(up, y)}));
    svg.polyline(points, colour);
    double y = TOP + 14 + 18.0 * index;
    svg.line(WIDTH - RIGHT + 12, y - 4, WIDTH - RIGHT + 32, y - 4, colour);
    svg.text(WIDTH - RIGHT + 38, y, "start", 12, each.getKey());
  }

  private static double x(Scale scale, double value) {
    return LEFT + scale.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(Scale scale, double value) {
    return HEIGHT - BOTTOM - scale.place(value) * (HEIGHT - TOP - BOTTOM);
  }
}
