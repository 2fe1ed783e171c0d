package io.github.twohead.djl.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Colors;
import io.github.twohead.ModelFileException;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.manifest.Manifest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ManifestTest {

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
  void should_refuse_colors_that_it_does_not_know() {
    String later = json(Preprocessing.standard()).replace("as_stored", "display_p3");

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> Manifest.parse(later))
        .withMessage(
            "its manifest is damaged: colors must be as_stored or srgb, but are \"display_p3\"");
  }

  private static String json(Preprocessing input) {
    return new Manifest(
            Manifest.FORMAT,
            "0.1.0",
            "PyTorch",
            "tiny",
            Manifest.Input.of(input),
            List.of(new Manifest.Head("red", 8, 0.5, List.of(), List.of())),
            false,
            1,
            Map.of(),
            Map.of())
        .toJson();
  }
}
