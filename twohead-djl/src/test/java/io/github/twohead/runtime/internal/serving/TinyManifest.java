package io.github.twohead.runtime.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.OperatingPoint;
import java.util.List;
import java.util.Map;

/** What a file of a {@link TinyNetwork} says of itself. */
final class TinyManifest {
  private TinyManifest() {}

  /** Classes 1 and 2 are bright, 1 and 3 are red. */
  static Manifest of(Normalization n) {
    return of(
        Preprocessing.standard().size(TinyNetwork.SIDE).normalization(n),
        HeadSpec.builder("bright").width(16).build(),
        HeadSpec.builder("red").width(16).build());
  }

  static Manifest of(Preprocessing input, HeadSpec... heads) {
    Map<String, Map<String, List<String>>> classes =
        Map.of(
            "bright", Map.of("positive", List.of("1", "2"), "negative", List.of("0", "3")),
            "red", Map.of("positive", List.of("1", "3"), "negative", List.of("0", "2")));
    return Manifest.of(
        ModelConfig.builder()
            .backbone(Samples.tiny())
            .heads(List.of(heads))
            .preprocessing(input)
            .seed(1)
            .build(),
        Map.of("red", OperatingPoint.standard().threshold(0.25)),
        Provenance.of(Map.of("first_weights", "drawn"), Map.of(), Map.of(), classes));
  }
}
