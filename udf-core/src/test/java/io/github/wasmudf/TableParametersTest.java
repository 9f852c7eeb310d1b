package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose parameters are whose. */
class TableParametersTest {
  private static String sent(String json) {
    byte[] header = TableParameters.of(json).call().header();
    return header.length == 0
        ? "nothing"
        : new String(header, 4, header.length - 4, StandardCharsets.UTF_8);
  }

  @Test
  void of_columns_areKeptHere() {
    String columns = "\"columns\":[{\"name\":\"a\",\"type\":\"DATE\"}]";

    assertThat(sent("{" + columns + "}")).isEqualTo("nothing");
    assertThat(sent("{\"x\":\"1\"," + columns + ",\"y\":[2.5]}"))
        .isEqualTo("{\"x\":\"1\",\"y\":[2.5]}");
    assertThat(TableParameters.of("{" + columns + "}").shape())
        .isEqualTo(RowShape.of(List.of(new Column("a", SqlType.of(SqlType.Kind.DATE)))));
  }

  @Test
  void of_noColumns_areSentAsTheyStand() {
    assertThat(sent("{}")).isEqualTo("{}");
    assertThat(sent(" { \"x\" : 1 } ")).isEqualTo(" { \"x\" : 1 } ");
    assertThat(TableParameters.of("{}").shape()).isNull();
    assertThat(TableParameters.NONE.call().header()).isEmpty();
  }
}
