package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");

  @Test
  void should_know_nothing_and_say_so() {
    Provenance unknown = Provenance.unknown();

    assertThat(unknown.libraryVersion()).isEmpty();
    assertThat(unknown.engine()).isEmpty();
    assertThat(unknown.device()).isEmpty();
    assertThat(unknown.runtime()).isEmpty();
    assertThat(unknown.firstWeights()).isEmpty();
    assertThat(unknown.firstWeightsDigest()).isEmpty();
    assertThat(unknown.settings()).isEmpty();
    assertThat(unknown.tables()).isEmpty();
    assertThat(unknown.scores()).isEmpty();
    assertThat(unknown.classes()).isEmpty();
    assertThat(unknown.labels()).isEmpty();
    assertThat(unknown).hasToString("nothing is known");
  }

  @Test
  void should_tell_settings_from_what_has_a_method_of_its_own() {
    Provenance trained = trained();

    assertThat(trained.libraryVersion()).hasValue("0.1.0");
    assertThat(trained.engine()).hasValue("PyTorch 2.7.1");
    assertThat(trained.device()).hasValue("cpu");
    assertThat(trained.runtime()).hasValue("PyTorch 2.7.1 on the CPU");
    assertThat(trained.firstWeights()).hasValue("a.pth");
    assertThat(trained.firstWeightsDigest()).hasValue("f00d");
    assertThat(trained.settings()).isEqualTo(Map.of("epochs", "9", "schedule", "cosine"));
    assertThat(trained.facts()).containsAllEntriesOf(trained.settings()).containsKey("device");
    assertThat(trained.tables().get("train").rows()).isEqualTo(5);
    assertThat(trained.tables().get("train").digest()).isEqualTo("beef");
    assertThat(trained.scores()).isEqualTo(Map.of("screen", ConfusionCounts.of(2, 1, 0, 2)));
    assertThat(trained.recipe()).isEmpty();
    assertThat(Provenance.of(Map.of("recipe", "version: 1\ntags: a"), Map.of(), Map.of(), Map.of()))
        .satisfies(from -> assertThat(from.recipe().orElseThrow().value("tags")).isPresent());
  }

  @Test
  void should_be_readable() {
    assertThat(trained())
        .hasToString(
            """
            twohead: 0.1.0
            engine: PyTorch 2.7.1
            device: cpu
            runtime: PyTorch 2.7.1 on the CPU
            first_weights: a.pth
            first_weights_sha256: f00d
            epochs: 9
            schedule: cosine
            train: 5 rows; screen {positive=2, negative=3}; digest beef
            scores of screen: F1 0.800, precision 0.667, recall 1.000""");
  }

  @Test
  void should_not_change_with_what_it_was_made_of() {
    Map<String, Integer> counts = new LinkedHashMap<>(Map.of("positive", 2));
    Provenance.Table table = Provenance.Table.of(2, Map.of("screen", counts), "");

    counts.put("positive", 3);

    assertThat(table.labels().get("screen")).isEqualTo(Map.of("positive", 2));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> trained().settings().clear());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> trained().classes().get("screen").clear());
    List<String> positive = new ArrayList<>(List.of("2"));
    Map<String, List<String>> classes = new LinkedHashMap<>(Map.of("positive", positive));
    Provenance kept = Provenance.of(Map.of(), Map.of(), Map.of(), Map.of("screen", classes));
    classes.clear();
    positive.add("3");
    assertThat(kept.classes().get("screen")).isEqualTo(Map.of("positive", List.of("2")));
  }

  @Test
  void should_give_labels_where_each_class_meant_one_thing() {
    LabelSplitter labels = trained().labels().orElseThrow();

    assertThat(labels.label(SCREEN, "2")).isEqualTo(Label.POSITIVE);
    assertThat(labels.label(SCREEN, "0")).isEqualTo(Label.NEGATIVE);
    assertThat(labels.label(SCREEN, "7")).isEqualTo(Label.UNKNOWN);
    assertThat(labels.classes()).containsExactlyInAnyOrder("0", "1", "2");
    assertThat(ofClasses(List.of("1", "2"), List.of("2")).labels()).isEmpty();
    assertThat(ofClasses(List.of("1"), List.of()).labels()).isEmpty();
    assertThat(ofClasses(List.of(), List.of()).labels()).isEmpty();
  }

  private static Provenance ofClasses(List<String> positive, List<String> negative) {
    return Provenance.of(
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of("screen", Map.of("positive", positive, "negative", negative)));
  }

  static Provenance trained() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("twohead", "0.1.0");
    facts.put("engine", "PyTorch 2.7.1");
    facts.put("device", "cpu");
    facts.put("runtime", "PyTorch 2.7.1 on the CPU");
    facts.put("first_weights", "a.pth");
    facts.put("first_weights_sha256", "f00d");
    facts.put("epochs", "9");
    facts.put("schedule", "cosine");
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("positive", 2);
    counts.put("negative", 3);
    return Provenance.of(
        facts,
        Map.of("train", Provenance.Table.of(5, Map.of("screen", counts), "beef")),
        Map.of("screen", ConfusionCounts.of(2, 1, 0, 2)),
        Map.of("screen", Map.of("positive", List.of("2"), "negative", List.of("0", "1"))));
  }
}
