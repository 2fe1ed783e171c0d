package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.spi.WeightsSource;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShuffleNetV2Test {
  private static final Path FILE = Path.of("some", "weights.pth");

  /** The addresses that torchvision's documentation gives, under its models' own names. */
  @ParameterizedTest
  @CsvSource({
    "shufflenet_v2_x0_5, https://download.pytorch.org/models/shufflenetv2_x0.5-f707e7126e.pth",
    "shufflenet_v2_x1_0, https://download.pytorch.org/models/shufflenetv2_x1-5666bf0f80.pth",
    "shufflenet_v2_x1_5, https://download.pytorch.org/models/shufflenetv2_x1_5-3c479a10.pth",
    "shufflenet_v2_x2_0, https://download.pytorch.org/models/shufflenetv2_x2_0-8be3c8ee.pth"
  })
  void should_know_what_torchvision_publishes_for_each_width(String name, URI url) {
    Backbone.DownloadListener listener = (bytes, total) -> {};

    assertThat(Backbone.named(name).pretrained(listener).weights())
        .contains(new WeightsSource.Download(url, Normalization.IMAGENET, listener));
    assertThat(Backbone.named(name).pretrained().weights().map(Object::toString))
        .contains(url.toString());
  }

  @Test
  void should_be_a_changed_copy_that_starts_from_weights() {
    ShuffleNetV2 random = Backbone.shuffleNetV2x05();
    ShuffleNetV2 started = random.headsFromConv5().weights(FILE);

    assertThat(started.weights()).contains(new WeightsSource.LocalFile(FILE));
    assertThat(started.startsHeadsFromConv5()).isTrue();
    assertThat(random.weights(FILE).headsFromConv5().startsHeadsFromConv5()).isTrue();
    assertThat(started.channels()).isEqualTo(random.channels()).containsExactly(24, 48, 96, 192);
    assertThat(started).hasToString(random.name());

    assertThat(random.weights()).isEmpty();
    assertThat(random.startsHeadsFromConv5()).isFalse();
    assertThat(random.weights(FILE).startsHeadsFromConv5()).isFalse();
  }

  @Test
  void should_refuse_two_starts_and_name_the_first() {
    ShuffleNetV2 fromFile = Backbone.shuffleNetV2x05().weights(FILE);
    ShuffleNetV2 pretrained = Backbone.shuffleNetV2x05().pretrained();

    assertThatIllegalStateException()
        .isThrownBy(fromFile::pretrained)
        .withMessage("the weights were already set to " + FILE);
    assertThatIllegalStateException()
        .isThrownBy(() -> pretrained.weights(FILE))
        .withMessageContaining("already set to https://download.pytorch.org/models/shufflenetv2");
    assertThatIllegalStateException().isThrownBy(() -> fromFile.weights(FILE));
  }
}
