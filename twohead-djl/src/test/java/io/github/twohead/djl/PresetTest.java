package io.github.twohead.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Backbone;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import org.junit.jupiter.api.Test;

class PresetTest {

  @Test
  void should_build_the_article_s_model_in_one_call() {
    HeadSpec screen = HeadSpec.binary("screen");
    HeadSpec other = HeadSpec.binary("not_document");

    try (MultiHeadModel model = MultiHeadModel.shuffleNetV2TwoHead(screen, other)) {
      assertThat(model.heads()).containsExactly(screen, other);
      assertThat(model.backbone()).isEqualTo(Backbone.shuffleNetV2x05());
      assertThat(model.preprocessing()).isEqualTo(Preprocessing.standard());
    }
  }
}
