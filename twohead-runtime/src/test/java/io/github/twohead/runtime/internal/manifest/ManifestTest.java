package io.github.twohead.runtime.internal.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Backbone;
import io.github.twohead.Colors;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.ModelFileException;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.ResizeMode;
import io.github.twohead.spi.ModelConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final HeadSpec RED = HeadSpec.builder("red").width(8).build();
  private static final Provenance TRAINED =
      Provenance.of(
          Map.of("twohead", "0.0.9", "engine", "PyTorch 2.7.1", "epochs", "3"),
          Map.of(
              "train",
              Provenance.Table.of(
                  5, Map.of("red", Map.of("positive", 2, "negative", 3)), "0123abcd")),
          Map.of("red", ConfusionCounts.of(1, 2, 3, 4)),
          Map.of("red", Map.of("positive", List.of("1"), "negative", List.of("0", "2"))));
  private static final String FORMAT_1 =
      "{\"format\":1,\"twohead\":\"0.1.0\",\"engine\":\"PyTorch 2.7.1\",\"backbone\":\"tiny\","
          + "\"input\":{\"width\":32,\"height\":32,\"mean\":[0.5,0.5,0.5],\"std\":[1,1,1]},"
          + "\"heads\":[{\"name\":\"red\",\"width\":8,\"threshold\":0.5,\"positive\":[\"1\"],"
          + "\"negative\":[\"0\"]}],\"seed\":1,\"training\":{\"epochs\":\"3\"},"
          + "\"scores\":{\"red\":{\"truePositives\":1,\"falsePositives\":2,\"falseNegatives\":3,"
          + "\"trueNegatives\":4}}}";

  @ParameterizedTest
  @EnumSource
  void should_keep_which_colors_are_seen(Colors colors) {
    Preprocessing input = Preprocessing.standard().colors(colors);

    assertThat(Manifest.parse(json(input)).input().preprocessing()).isEqualTo(input);
  }

  @Test
  void should_take_colors_as_stored_where_a_file_of_earlier_says_nothing() {
    String earlier = json(Preprocessing.standard()).replace(",\"colors\":\"as_stored\"", "");

    assertThat(earlier).doesNotContain("colors");
    assertThat(Manifest.parse(earlier).input().preprocessing()).isEqualTo(Preprocessing.standard());
  }

  @Test
  void should_refuse_colors_that_it_does_not_know_and_say_who_does() {
    String later =
        json(Preprocessing.standard())
            .replace("as_stored", "display_p3")
            .replace("\"twohead\":\"" + LibraryVersion.TWOHEAD + "\"", "\"twohead\":\"0.9.0\"");

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> Manifest.parse(later))
        .withMessage(
            "its manifest says colors \"display_p3\", which twohead "
                + LibraryVersion.TWOHEAD
                + " does not know: use twohead 0.9.0, which wrote it, or a later version");
  }

  @ParameterizedTest
  @EnumSource
  void should_keep_how_images_are_resized(ResizeMode mode) {
    Preprocessing input = Preprocessing.standard().resize(mode);

    assertThat(Manifest.parse(json(input)).input().preprocessing()).isEqualTo(input);
  }

  @Test
  void should_say_nothing_of_the_resize_where_earlier_versions_do_the_same() {
    assertThat(json(Preprocessing.standard())).doesNotContain("resize");
    assertThat(json(Preprocessing.standard().resize(ResizeMode.PAD)))
        .contains("\"resize\":\"pad\"");
  }

  @Test
  void should_refuse_a_resize_that_it_does_not_know() {
    String later = json(Preprocessing.standard().resize(ResizeMode.PAD)).replace("pad", "tile");

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> Manifest.parse(later))
        .withMessageContaining("says resize \"tile\", which twohead");
  }

  @Test
  void should_keep_where_the_weights_came_from() {
    Manifest read = Manifest.parse(json(Preprocessing.standard()));

    Provenance kept = read.provenance();
    assertThat(read.twohead()).isEqualTo(LibraryVersion.TWOHEAD);
    assertThat(kept.libraryVersion()).hasValue("0.0.9");
    assertThat(kept.facts()).isEqualTo(TRAINED.facts());
    assertThat(kept.tables().get("train").rows()).isEqualTo(5);
    assertThat(kept.tables().get("train").labels())
        .isEqualTo(Map.of("red", Map.of("positive", 2, "negative", 3)));
    assertThat(kept.tables().get("train").digest()).isEqualTo("0123abcd");
    assertThat(kept.scores()).isEqualTo(TRAINED.scores());
    assertThat(kept.classes()).isEqualTo(TRAINED.classes());
  }

  @Test
  void should_read_format_1() {
    Manifest read = Manifest.parse(FORMAT_1);

    Provenance from = read.provenance();
    assertThat(read.specs()).containsExactly(RED);
    assertThat(from.libraryVersion()).hasValue("0.1.0");
    assertThat(from.engine()).hasValue("PyTorch 2.7.1");
    assertThat(from.firstWeights()).isEmpty();
    assertThat(from.settings()).isEqualTo(Map.of("epochs", "3"));
    assertThat(from.tables()).isEmpty();
    assertThat(from.scores()).isEqualTo(TRAINED.scores());
    assertThat(from.labels().orElseThrow().label(RED, "1")).isEqualTo(Label.POSITIVE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backbone",
        "input",
        "mean",
        "heads",
        "positive",
        "negative",
        "training",
        "scores"
      })
  void should_need_all_of_format_1(String key) {
    String without = FORMAT_1.replace('"' + key + "\":", "\"other\":");
    assertThat(without).isNotEqualTo(FORMAT_1);

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> Manifest.parse(without))
        .withMessageStartingWith("its manifest is damaged: ");
  }

  /** That is what they were written for: readers that dropped them. */
  @Test
  void should_ignore_unknown_keys_of_format_1() {
    String more = FORMAT_1.replace("\"seed\":1", "\"seed\":1,\"mood\":{\"good\":true}");

    assertThat(Manifest.parse(more).seed()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"seed\":', 'temperature', '\"temperature\":2,\"seed\":'",
    "'\"width\":8', 'heads[0].kind', '\"width\":8,\"kind\":[{}]'",
    "'\"height\":', 'input.padding', '\"padding\":null,\"height\":'",
    "'\"rows\":', 'tables.train.source', '\"source\":\"a.csv\",\"rows\":'",
    "'\"trueNegatives\":4', 'scores.red.images', '\"trueNegatives\":4,\"images\":10'"
  })
  void should_name_a_key_that_it_does_not_know(String place, String key, String replacement) {
    String json = json(Preprocessing.standard());
    String later =
        json.replace(place, replacement)
            .replace("\"twohead\":\"" + LibraryVersion.TWOHEAD, "\"twohead\":\"0.3.0");
    assertThat(json).contains(place);

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> Manifest.parse(later))
        .withMessage(
            "its manifest holds \""
                + key
                + "\", which twohead "
                + LibraryVersion.TWOHEAD
                + " does not know: use twohead 0.3.0, which wrote it, or a later version");
  }

  /** Later versions put there what only informs. */
  @Test
  void should_keep_facts_that_it_does_not_know() {
    String later =
        json(Preprocessing.standard())
            .replace("\"training\":{", "\"training\":{\"dropout\":\"0.2\",");

    assertThat(Manifest.parse(later).provenance().settings()).containsEntry("dropout", "0.2");
  }

  @Test
  void should_advise_which_version_reads_a_later_format() {
    String later = "{\"format\":3,\"twohead\":\"0.9.0\",\"heads\":\"none\"}";

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> Manifest.parse(later))
        .withMessage(
            "its format is 3, and twohead "
                + LibraryVersion.TWOHEAD
                + " reads the formats 1 to 2: use twohead 0.9.0, which wrote it, or a later version");
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> Manifest.parse("{\"format\":3}"))
        .withMessageEndingWith("reads the formats 1 to 2: use a later version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"rows\":5|\"rows\":\"five\"",
        "\"digest\":\"0123abcd\"|\"digest\":null",
        "\"labels\":{\"red\":{|\"labels\":{\"blue\":null,\"red\":{",
        "\"epochs\":\"3\"|\"epochs\":null",
        "\"scores\":{|\"scores\":{\"blue\":null,",
        "\"tables\":{|\"tables\":{\"validation\":null,",
        "\"tables\":{|\"tables\":[],\"tables\":{",
        "\"positive\":[\"1\"]|\"positive\":[null]"
      })
  void should_refuse_what_makes_no_sense(String change) {
    String[] fromTo = change.split("\\|");
    String json = json(Preprocessing.standard());
    String damaged = json.replace(fromTo[0], fromTo[1]);
    assertThat(damaged).isNotEqualTo(json);

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> Manifest.parse(damaged))
        .withMessageStartingWith("its manifest is damaged: ");
  }

  private static String json(Preprocessing input) {
    ModelConfig config =
        ModelConfig.builder()
            .backbone(Backbone.shuffleNetV2x05())
            .heads(List.of(RED))
            .preprocessing(input)
            .seed(1)
            .build();
    return Manifest.of(config, Map.of(), TRAINED).toJson();
  }
}
