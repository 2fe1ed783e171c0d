package io.github.twohead.djl.internal.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.github.twohead.Backbone;
import io.github.twohead.HeadPrediction;
import io.github.twohead.Normalization;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.export.BlockLowering;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.nn.RandomNetwork;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A whole network in ONNX Runtime. */
class OnnxWriterTest {
  private static final Map<String, String> METADATA =
      Map.of("twohead", "{\"heads\": [\"Überschrift\"]}", "empty", "");

  private static RandomNetwork random;
  private static Graph graph;
  private static OnnxModel model;

  @BeforeAll
  static void open() throws OrtException {
    random = new RandomNetwork(Backbone.shuffleNetV2x05(), 256, 256, 1024, 1024);
    graph = BlockLowering.of(random.network());
    model = new OnnxModel(graph, METADATA);
  }

  @AfterAll
  static void close() throws OrtException {
    model.close();
    random.close();
  }

  @Test
  void should_give_the_probabilities_of_pytorch() throws OrtException {
    for (int seed = 0; seed < 4; seed++) {
      float[] image = random.image(seed);
      Map<String, float[]> actual = model.run(image);
      for (HeadPrediction expected : random.predict(image).heads()) {
        assertThat(actual.get(expected.head().name()))
            .containsExactly(new float[] {(float) expected.probability()}, within(1e-5f));
      }
    }
  }

  @Test
  void should_give_the_same_in_a_batch_as_alone() throws OrtException {
    float[][] images = new float[5][];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.image(i);
    }

    Map<String, float[]> together = model.run(images);

    assertThat(together.get("head0")).hasSize(5).doesNotHaveDuplicates();
    for (int i = 0; i < images.length; i++) {
      for (Map.Entry<String, float[]> alone : model.run(images[i]).entrySet()) {
        assertThat(together.get(alone.getKey())[i]).isCloseTo(alone.getValue()[0], within(1e-6f));
      }
    }
  }

  @Test
  void should_name_inputs_outputs_and_metadata() throws OrtException {
    assertThat(model.session().getInputNames()).containsExactly("image");
    assertThat(model.inputShape()).containsExactly(-1, 3, 256, 256);
    assertThat(model.session().getOutputNames()).containsExactly("head0", "head1");
    assertThat(model.outputShape("head1")).containsExactly(-1, 1);
    assertThat(model.session().getMetadata().getCustomMetadata()).isEqualTo(METADATA);
    assertThat(model.session().getMetadata().getProducerName()).isEqualTo("twohead");
  }

  @Test
  void should_take_raw_pixels() throws OrtException {
    Normalization normalization = Normalization.IMAGENET;
    float[] pixels = random.image(9);
    float[] normalised = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int channel = i / (256 * 256);
      pixels[i] = Math.round(Math.min(255, Math.abs(100 * pixels[i])));
      normalised[i] = (pixels[i] / 255 - normalization.mean(channel)) / normalization.std(channel);
    }
    try (OnnxModel raw =
        new OnnxModel(GraphBuilder.withRawPixels(graph, normalization), Map.of())) {
      Map<String, float[]> actual = raw.run(pixels);

      model
          .run(normalised)
          .forEach(
              (head, expected) ->
                  assertThat(actual.get(head)).containsExactly(expected, within(1e-5f)));
    }
  }

  @Test
  void should_refuse_a_head_with_the_name_of_the_input() {
    GraphBuilder builder = new GraphBuilder(graph.input());
    Graph clash = builder.build(Map.of("image", builder.mean(builder.input())));

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> OnnxWriter.write(clash, Map.of()))
        .withMessageContainingAll("a head named \"image\"", "export it to TFLite");
  }
}
