package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.Device;
import io.github.twohead.Distillation;
import io.github.twohead.Distillation.Teaching;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.Preprocessing;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.spi.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers are those of {@code src/test/python/distillation_golden.py}. */
class SoftTargetsTest {
  private static final HeadSpec SCREEN = HeadSpec.builder("screen").width(8).build();
  private static final HeadSpec KIND =
      HeadSpec.builder("kind").width(8).categories(List.of("a", "b", "c")).build();
  private static final int IMAGES = 5;
  private static final int NUMBERS = 4;
  private static final WeightedMultiLoss LOSS =
      WeightedMultiLoss.builder().weight(SCREEN, 2).weight(KIND, 1).labelSmoothing(0.1).build();

  static Stream<String> cases() throws IOException {
    try (InputStream file = SoftTargetsTest.class.getResourceAsStream("distillation_golden.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
    }
  }

  private static float[] numbers(String text) {
    String[] words = text.replace("nan", "NaN").split(" ", -1);
    float[] numbers = new float[words.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(words[i]);
    }
    return numbers;
  }

  /** A teacher that says what it is told to. */
  private record Told(float[] softened) implements Teaching {
    @Override
    public List<float[]> targets(List<ImageSource> images) {
      return IntStream.range(0, images.size())
          .mapToObj(i -> Arrays.copyOfRange(softened, i * NUMBERS, (i + 1) * NUMBERS))
          .toList();
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @MethodSource("cases")
  void should_give_the_loss_and_gradients_of_pytorch(String line) throws InterruptedException {
    String[] parts = line.split("\\|", -1);
    Distillation how =
        Distillation.from(Path.of("teacher.onnx"))
            .temperature(Double.parseDouble(parts[0]))
            .weight(Double.parseDouble(parts[1]));
    Preprocessing input = Preprocessing.standard().size(Golden.SIDE);
    ModelConfig config =
        ModelConfig.builder().heads(List.of(SCREEN, KIND)).preprocessing(input).seed(1).build();
    try (Network network = new Network(config, Torch.device(Device.cpu()));
        NDManager step = network.manager().newSubManager()) {
      MultiHeadLoss loss = new MultiHeadLoss(LOSS, network);
      loss.teacher(SoftTargets.of(new Told(numbers(parts[4])), network, LOSS, how, dataset()));

      NDArray logits = step.create(numbers(parts[2]), new Shape(IMAGES, NUMBERS));
      logits.setRequiresGradient(true);
      Batch batch = new Batch(ByteBuffer.allocate(0), numbers(parts[3]), slots());
      NDArray value = Torch.withGradient(() -> loss.towards(batch).of(logits));
      Torch.backward(value);

      float expected = Float.parseFloat(parts[5]);
      assertThat(value.getFloat()).isCloseTo(expected, within(2e-6f * Math.max(1, expected)));
      assertThat(logits.getGradient().toFloatArray())
          .containsExactly(numbers(parts[6]), within(2e-6f));
    }
  }

  private static int[] slots() {
    return IntStream.range(0, IMAGES).map(image -> 3 + 2 * image).toArray();
  }

  /** Images with gaps between their slots, as where some cannot be read. */
  private static Dataset dataset() {
    List<LabelledImage> rows =
        IntStream.range(0, IMAGES)
            .mapToObj(
                i ->
                    LabelledImage.of(
                        ImageSource.of(Path.of(i + ".jpg")), Map.of(SCREEN, Label.POSITIVE)))
            .toList();
    return new Dataset(rows, new float[IMAGES][NUMBERS], slots(), 0, 0);
  }
}
