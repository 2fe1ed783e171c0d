package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShuffleNetV2Test {

  @ParameterizedTest
  @CsvSource({
    "shufflenet_v2_x0_5, 192",
    "SHUFFLENET_V2_X1_0, 464",
    "shufflenet_v2_x1_5, 704",
    "' shufflenet_v2_x2_0', 976"
  })
  void should_be_found_by_name(String name, int channels) {
    ShuffleNetV2 backbone = ShuffleNetV2.named(name);

    assertThat(backbone.channels()).hasSize(4).endsWith(channels);
    assertThat(ShuffleNetV2.named(backbone.name())).isSameAs(backbone);
  }

  @Test
  void should_name_the_backbones_there_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShuffleNetV2.named("resnet18"))
        .withMessageContaining("\"resnet18\"")
        .withMessageContaining("shufflenet_v2_x0_5, shufflenet_v2_x1_0");
  }
}
