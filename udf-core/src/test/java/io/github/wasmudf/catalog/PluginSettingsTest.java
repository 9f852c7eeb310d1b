package io.github.wasmudf.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.Column;
import io.github.wasmudf.Grants;
import io.github.wasmudf.Limits;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.Signature;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.net.MqttTopics;
import io.github.wasmudf.net.NetworkHosts;
import io.github.wasmudf.testing.Guests;
import io.github.wasmudf.wasi.ReadableDirectories;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginSettingsTest {
  private static PluginSettings of(byte[] module, String options) {
    return PluginSettings.of(ModuleImage.of(module), options, Limits.DEFAULT, Grants.DEFAULT);
  }

  private static void assertRefused(String options, String why) {
    assertThatThrownBy(() -> of(Guests.echo(), options))
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_OPTION))
        .hasMessageContaining(why);
  }

  /** A module with a custom section, written by hand: id 0, size, name, content. */
  private static byte[] withSection(String name, String content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] module = Guests.echo();
    out.write(module, 0, 8);
    byte[] body = content.getBytes(StandardCharsets.UTF_8);
    out.write(0);
    out.write(1 + name.length() + body.length);
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(body);
    out.write(module, 8, module.length - 8);
    return out.toByteArray();
  }

  @Test
  void of_nothingSaid_isWhatTheAdministratorAllows() {
    PluginSettings settings = of(Guests.echo(), "{}");

    assertThat(settings.engine()).isEqualTo("auto");
    assertThat(settings.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(settings.grants()).isEqualTo(Grants.DEFAULT);
  }

  @Test
  void of_optionsAndManifestSection_optionsWinKeyByKey() {
    byte[] module = withSection("manifest", "{\"name\":\"inside\",\"limits\":{\"timeMillis\":9}}");

    PluginSettings settings = of(module, "{\"name\":\"outside\",\"description\":\"d\"}");

    assertThat(settings.name()).isEqualTo("outside");
    assertThat(settings.description()).isEqualTo("d");
    assertThat(settings.limits().timeMillis()).isEqualTo(9);
  }

  @Test
  void of_manifestSectionThatIsNotText_isABadManifest() {
    byte[] module = withSection("manifest", "{\"name\":\"?\"}");
    int question = 8;
    while (module[question] != '?') {
      question++;
    }
    module[question] = (byte) 0xff;

    assertThatThrownBy(() -> of(module, "{}"))
        .hasMessageContaining("\"manifest\" is not valid UTF-8")
        .extracting(failure -> ((UdfException) failure).error())
        .isEqualTo(UdfError.BAD_OPTION);
  }

  @Test
  void of_moreThanAllowed_isNarrowed() {
    PluginSettings settings =
        of(
            Guests.echo(),
            "{\"limits\":{\"timeMillis\":60000,\"memoryBytes\":131072},"
                + "\"capabilities\":{\"wasi\":{\"clock\":false}}}");

    assertThat(settings.limits().timeMillis()).isEqualTo(5_000);
    assertThat(settings.limits().memoryBytes()).isEqualTo(131_072);
    assertThat(settings.grants())
        .isEqualTo(
            new Grants(
                true,
                true,
                false,
                true,
                false,
                Grants.SqlRight.NONE,
                NetworkHosts.NONE,
                ReadableDirectories.NONE,
                false,
                MqttTopics.NONE,
                Map.of()));
  }

  @Test
  void of_directories_areThoseInAndBelowThePolicys() {
    Grants policy =
        RuntimePolicy.DEFAULT
            .with("{\"capabilities\":{\"wasi\":{\"readDirs\":[\"/srv/geo\",\"/srv/a\"]}}}")
            .grants();
    PluginSettings asking =
        PluginSettings.of(
            ModuleImage.of(Guests.echo()),
            "{\"capabilities\":{\"wasi\":{\"env\":{\"REGION\":\"eu\"},\"readDirs\":{"
                + "\"/geo\":\"/srv/geo\",\"/eu\":\"/srv/geo/eu\",\"/no\":\"/srv/geography\","
                + "\"/all\":\"/srv\"}}}}",
            Limits.DEFAULT,
            policy);

    assertThat(asking.grants().readDirs().entries())
        .isEqualTo(
            Map.of(
                "/geo", new ReadableDirectories.Entry("/srv/geo", "/srv/geo"),
                "/eu", new ReadableDirectories.Entry("/srv/geo/eu", "/srv/geo")));
    assertThat(asking.grants().env()).isEqualTo(Map.of("REGION", "eu"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"readDirs\":{\"/a\":\"relative\"}}",
        "{\"readDirs\":{\"/a\":\"/srv/../etc\"}}",
        "{\"readDirs\":{\"a\":\"/srv\"}}",
        "{\"readDirs\":{\"/a\":7}}",
        "{\"readDirs\":\"/srv\"}",
        "{\"env\":{\"A=B\":\"x\"}}",
        "{\"env\":{\"A\":\"x\\u0000y\"}}",
        "{\"env\":[\"A\"]}"
      })
  void of_unusableDirectoriesAndVariables_areRefused(String wasi) {
    assertThatThrownBy(() -> of(Guests.echo(), "{\"capabilities\":{\"wasi\":" + wasi + "}}"))
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_OPTION));
  }

  @Test
  void of_capabilities_areWhatIsAskedForAndAllowed() {
    Grants policy =
        RuntimePolicy.DEFAULT
            .with(
                "{\"capabilities\":{\"state\":true,\"sql\":\"read\","
                    + "\"http\":[\"*.example.org\",\"api.test:8443\"],"
                    + "\"http_internal\":[\"localhost:80\",\"10.0.0.1\"]}}")
            .grants();
    PluginSettings silent =
        PluginSettings.of(ModuleImage.of(Guests.echo()), "{}", Limits.DEFAULT, policy);
    PluginSettings asking =
        PluginSettings.of(
            ModuleImage.of(Guests.echo()),
            "{\"capabilities\":{\"state\":true,\"sql\":\"write\","
                + "\"http\":[\"a.EXAMPLE.org\",\"example.net\",\"*\"],"
                + "\"http_internal\":[\"10.0.0.1\",\"10.0.0.2\"]}}",
            Limits.DEFAULT,
            policy);

    assertThat(silent.grants()).isEqualTo(Grants.DEFAULT);
    assertThat(asking.grants().state()).isTrue();
    assertThat(asking.grants().sql()).isEqualTo(Grants.SqlRight.READ);
    assertThat(asking.grants().http().hosts()).containsExactly("*.example.org", "a.example.org");
    assertThat(asking.grants().http().internal()).containsExactly("10.0.0.1");
  }

  @Test
  void of_whatCannotBeUsed_isRefusedByName() {
    assertRefused("{\"limit\":{}}", "unknown key limit");
    assertRefused("{\"limits\":{\"memory\":1}}", "unknown key limits.memory");
    assertRefused("{\"capabilities\":{\"mail\":true}}", "unknown key capabilities.mail");
    assertRefused("{\"capabilities\":{\"sql\":\"all\"}}", "sql must be one of none, read, write");
    assertRefused("{\"capabilities\":{\"http\":[\"a/b\"]}}", "\"a/b\" is no host");
    assertRefused("{\"capabilities\":{\"http_internal\":[\"*\"]}}", "\"*\" is no host");
    assertRefused("{\"engine\":\"v8\"}", "engine must be one of auto, endive, wasmtime");
    assertRefused("{\"abi\":1}", "abi must be a text");
    assertRefused("{\"limits\":{\"timeMillis\":1.5}}", "timeMillis must be a whole number");
    assertRefused("{\"limits\":{\"timeMillis\":0}}", "timeMillis must be from 1");
    assertRefused("{\"limits\":{\"instances\":4294967297}}", "instances must be from 1 to 1000");
    assertRefused("{\"limits\":[]}", "limits must be a JSON object");
    assertRefused("[]", "a JSON object is due");
    assertRefused("", "a JSON object is due");
    assertRefused("{} {}", "options");
    assertRefused("{\"abi\":\"auto\",\"abi\":\"auto\"}", "Duplicate");
    assertRefused("[".repeat(100), "depth");
  }

  @Test
  void of_tableFunction_isDeclared() {
    PluginSettings settings =
        of(
            withSection("manifest", "{\"functions\":[]}"),
            "{\"functions\":[{\"name\":\"rows\",\"kind\":\"table\",\"export\":\"transform\","
                + "\"args\":[{\"name\":\"text\",\"type\":\"VARCHAR\"}],\"on_null\":\"null\","
                + "\"deterministic\":true,\"columns\":[{\"name\":\"id\",\"type\":\"decimal(9,2)\"}]}]}");

    assertThat(settings.functions())
        .containsExactly(
            new DeclaredFunction(
                "rows",
                "transform",
                Signature.table(
                    List.of(new Column("text", SqlType.parse("VARCHAR"))),
                    List.of(new Column("id", SqlType.parse("DECIMAL(9, 2)"))),
                    true),
                null,
                null));
    assertThat(of(Guests.echo(), "{}").functions()).isEmpty();
  }

  @Test
  void of_scalarFunction_isDeclaredAndReadAgain() {
    String json =
        "{\"name\":\"area\",\"kind\":\"scalar\",\"export\":\"area\",\"args\":["
            + "{\"name\":\"w\",\"type\":\"DOUBLE\"},{\"name\":\"h\",\"type\":\"DECIMAL(9, 2)\"}],"
            + "\"returns\":\"CHAR(3)\",\"deterministic\":true,\"on_null\":\"call\","
            + "\"on_error\":\"null\",\"encoding\":\"binary\",\"sensitive\":true,"
            + "\"params\":{\"unit\":\"m\"},\"description\":\"how large\"}";
    DeclaredFunction function =
        of(Guests.echo(), "{\"functions\":[" + json + "," + json + "]}").functions().get(1);

    assertThat(function)
        .isEqualTo(
            new DeclaredFunction(
                "area",
                "area",
                Signature.scalar(
                    List.of(
                        new Column("w", SqlType.parse("DOUBLE")),
                        new Column("h", SqlType.parse("DECIMAL(9, 2)"))),
                    SqlType.parse("CHAR(3)"),
                    true,
                    true),
                "{\"unit\":\"m\"}",
                "how large",
                new ErrorRule(ErrorRule.Action.NULL, true),
                Encoding.BINARY));
    assertThat(function.toJson()).isEqualTo(json);
    assertThat(DeclaredFunction.of("stored", json)).isEqualTo(function);
    assertThat(function.signature())
        .hasToString(
            "(w DOUBLE, h DECIMAL(9, 2)) RETURNS CHAR(3) DETERMINISTIC CALLED ON NULL INPUT");
  }

  private static void assertFunctionRefused(String function, String why) {
    String columns = ",\"columns\":[{\"name\":\"a\",\"type\":\"DATE\"}]";
    assertRefused("{\"functions\":[{" + function.replace("$", columns) + "}]}", why);
  }

  @Test
  void of_functionThatCannotBe_isRefusedByName() {
    String table = "\"name\":\"f\",\"kind\":\"table\"";
    assertFunctionRefused(table + "$,\"on_error\":\"null\"", "on_error must be one of fail, skip");
    assertFunctionRefused(
        "\"name\":\"f\",\"kind\":\"scalar\",\"returns\":\"DATE\",\"on_error\":\"skip\"",
        "on_error must be one of fail, null");
    assertRefused("{\"functions\":{}}", "functions must be a JSON array");
    assertRefused("{\"functions\":[1]}", "functions[0] must be a JSON object");
    assertFunctionRefused("\"kind\":\"table\"$", "functions[0] needs name");
    assertFunctionRefused("\"name\":\"f\"$", "functions[0] needs kind");
    String scalar = "\"name\":\"f\",\"kind\":\"scalar\"";
    assertFunctionRefused(scalar + "$", "functions[0]: a scalar has returns instead of columns");
    assertFunctionRefused(scalar, "functions[0] needs returns");
    assertFunctionRefused(scalar + ",\"returns\":\"INT\"", "functions[0]: unknown type \"INT\"");
    assertFunctionRefused(
        scalar + ",\"returns\":\"DATE\",\"params\":[]",
        "functions[0].params must be a JSON object");
    assertFunctionRefused(
        scalar
            + ",\"returns\":\"DATE\",\"args\":[{\"name\":\"a\",\"type\":\"DATE\"},"
            + "{\"name\":\"A\",\"type\":\"DATE\"}]",
        "functions[0]: argument A is there twice");
    String aggregate = "\"name\":\"f\",\"kind\":\"aggregate\"";
    assertFunctionRefused(
        aggregate + "$", "functions[0]: an aggregate has returns instead of columns");
    assertFunctionRefused(
        aggregate + ",\"returns\":\"DATE\"", "functions[0]: an aggregate needs arguments");
    assertFunctionRefused(
        aggregate
            + ",\"returns\":\"DATE\",\"args\":[{\"name\":\"a\",\"type\":\"DATE\"}],\"params\":1",
        "functions[0].params must be a JSON object");
    assertFunctionRefused("\"name\":\"f\",\"kind\":\"x\"$", "kind must be one of aggregate,");
    assertFunctionRefused(table, "functions[0]: a table has 1 to 1000 columns");
    assertFunctionRefused(table + ",\"column\":[]$", "unknown key functions[0].column");
    assertFunctionRefused(table + ",\"returns\":\"DATE\"$", "columns instead of returns");
    assertFunctionRefused(table + ",\"on_null\":\"call\"$", "on_null call is not supported yet");
    assertFunctionRefused(table + ",\"params\":[]$", "functions[0].params must be a JSON object");
    assertFunctionRefused(table + ",\"deterministic\":1$", "deterministic must be true or false");
    assertFunctionRefused(
        table + ",\"args\":[{\"name\":\"a\"}]$", "functions[0].args[0] needs type");
    assertFunctionRefused(
        table + ",\"columns\":[{\"name\":\"a\",\"type\":\"INT\"}]",
        "functions[0].columns[0]: unknown type \"INT\"");
    assertFunctionRefused(
        table + ",\"columns\":[{\"name\":\" \",\"type\":\"DATE\"}]",
        "a column's name has 1 to 128");
  }

  @Test
  void requireName_takesWordsAndRefusesTheRest() {
    assertThat(PluginRecord.requireName("größe_2.x-y")).isEqualTo("größe_2.x-y");
    for (String bad : new String[] {"", " a", "a b", "a'b", "a\nb", ".a", "a/b", "x".repeat(129)}) {
      assertThatThrownBy(() -> PluginRecord.requireName(bad)).isInstanceOf(UdfException.class);
    }
  }
}
