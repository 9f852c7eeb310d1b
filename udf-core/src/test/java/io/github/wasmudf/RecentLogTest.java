package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentLogTest {
  private static LogLine line(String text) {
    return new LogLine("p", 1, Instant.EPOCH, "ANN", 1, "INFO", text);
  }

  @Test
  void oldestLines_makeRoomForNewOnes() {
    RecentLog log = new RecentLog();
    for (int i = 0; i < 2_500; i++) {
      log.add(line("line " + i));
    }
    assertThat(log.lines()).hasSize(1_000);
    assertThat(log.lines().get(0).line()).isEqualTo("line 1500");
    assertThat(log.lines().get(999).line()).isEqualTo("line 2499");
  }

  @Test
  void longLines_areFewer() {
    RecentLog log = new RecentLog();
    for (int i = 0; i < 500; i++) {
      log.add(line("x".repeat(8_192)));
    }
    assertThat(log.lines()).hasSize(128);
  }
}
