package io.github.wasmudf.net;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Brokers, and the topics that messages may be sent to there, by filters of MQTT: {@code +} is any
 * level of a topic and {@code #} all that are left. Immutable; nothing is allowed that is not
 * named.
 */
public record MqttTopics(Map<MqttBroker, List<String>> filters) {
  /** Nothing. */
  public static final MqttTopics NONE = new MqttTopics(Map.of());

  private static final int MOST_TOPIC_BYTES = 65_535;
  private static final String LEVEL = "+";
  private static final String REST = "#";

  /** Checks every filter. */
  public MqttTopics {
    Map<MqttBroker, List<String>> checked = new LinkedHashMap<>();
    filters.forEach((broker, all) -> checked.put(broker, List.copyOf(all)));
    checked.values().stream().flatMap(List::stream).forEach(MqttTopics::requireFilter);
    filters = Collections.unmodifiableMap(checked);
  }

  private static void requireFilter(String filter) {
    List<String> levels = levels(filter);
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      boolean isWord = !level.contains(LEVEL) && !level.contains(REST);
      boolean isRest = level.equals(REST) && i == levels.size() - 1;
      if (!isWord && !isRest && !level.equals(LEVEL)) {
        throw badFilter(filter);
      }
    }
    if (filter.isEmpty() || !isText(filter)) {
      throw badFilter(filter);
    }
  }

  private static UdfException badFilter(String filter) {
    return new UdfException(
        UdfError.BAD_OPTION, "\"" + filter + "\" is no filter of topics such as a/+/b or a/#");
  }

  private static List<String> levels(String topic) {
    return List.of(topic.split("/", -1));
  }

  private static boolean isText(String topic) {
    return topic.indexOf('\0') < 0
        && topic.getBytes(StandardCharsets.UTF_8).length <= MOST_TOPIC_BYTES;
  }

  /** Whether a text is the name of one topic. */
  public static boolean isTopic(String text) {
    return !text.isEmpty() && isText(text) && !text.contains(LEVEL) && !text.contains(REST);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return filters.isEmpty();
  }

  /** Whether messages may be sent to a topic. */
  public boolean allows(MqttBroker broker, String topic) {
    return filters.getOrDefault(broker, List.of()).stream().anyMatch(f -> covers(f, topic));
  }

  /** Whether a filter matches a topic, or all that another filter matches. */
  private static boolean covers(String filter, String other) {
    List<String> wide = levels(filter);
    List<String> narrow = levels(other);
    // What a broker says about itself is nobody's who has not named it.
    if (narrow.get(0).startsWith("$") && !wide.get(0).equals(narrow.get(0))) {
      return false;
    }
    for (int i = 0; i < wide.size(); i++) {
      if (wide.get(i).equals(REST)) {
        return true;
      }
      if (i >= narrow.size() || !coversLevel(wide.get(i), narrow.get(i))) {
        return false;
      }
    }
    return wide.size() == narrow.size();
  }

  private static boolean coversLevel(String wide, String narrow) {
    return wide.equals(LEVEL) ? !narrow.equals(REST) : wide.equals(narrow);
  }

  /** Those that both allow, as far as one of two filters holds the other. */
  public MqttTopics narrowedBy(MqttTopics wish) {
    Map<MqttBroker, List<String>> both = new LinkedHashMap<>();
    wish.filters.forEach(
        (broker, wished) -> {
          List<String> common = common(filters.getOrDefault(broker, List.of()), wished);
          if (!common.isEmpty()) {
            both.put(broker, common);
          }
        });
    return new MqttTopics(both);
  }

  private static List<String> common(List<String> some, List<String> others) {
    return new ArrayList<>(
        Stream.concat(
                some.stream().filter(f -> others.stream().anyMatch(entry -> covers(entry, f))),
                others.stream().filter(f -> some.stream().anyMatch(entry -> covers(entry, f))))
            .distinct()
            .toList());
  }
}
