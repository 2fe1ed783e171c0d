package io.github.twohead.djl.internal.training;

import static java.lang.Float.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.twohead.Device;
import io.github.twohead.HeadLoss;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.DjlLoss;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.spi.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers are those of {@code src/test/python/loss_golden.py}. */
class HeadLossTest {
  private static final HeadSpec SCREEN = HeadSpec.builder("screen").width(8).build();
  private static final HeadSpec KIND =
      HeadSpec.builder("kind").width(8).categories(List.of("a", "b", "c")).build();
  private static final double[] ROWS = {1, 0.5, 3, 2, 9, 0.1, 1, 0.2, 4, 1.5};
  private static final double[] NONE = {};

  /** A loss of one head, its logits and targets, and what is expected. */
  private record Case(String name, float[] logits, float[] targets, double loss, float[] gradient) {
    @Override
    public String toString() {
      return name;
    }

    double smoothing() {
      String last = name.substring(name.lastIndexOf(' ') + 1);
      return last.equals("0.0") ? 0 : last.equals("0.1") || name.startsWith("balanced") ? 0.1 : 0;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream file = HeadLossTest.class.getResourceAsStream("loss_golden.txt")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(HeadLossTest::read).toList().stream();
    }
  }

  private static Case read(String line) {
    String[] parts = line.split("\\|", -1);
    return new Case(
        parts[0],
        numbers(parts[1]),
        numbers(parts[2]),
        Double.parseDouble(parts[3]),
        numbers(parts[4]));
  }

  private static float[] numbers(String text) {
    String[] words = text.replace("nan", "NaN").split(" ", -1);
    float[] numbers = new float[words.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(words[i]);
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void should_give_the_loss_and_the_gradient_of_pytorch_and_the_papers(Case golden) {
    double[] rows = golden.name().startsWith("row weights") ? ROWS : NONE;
    try (Network network = network(head(golden));
        MultiHeadLoss loss = new MultiHeadLoss(loss(golden), network);
        NDManager step = network.manager().newSubManager()) {
      loss.count(rows(golden));
      double[] weights = Arrays.copyOf(rows, Math.min(rows.length, rows(golden).length));

      NDArray logits = array(step, golden);
      NDArray value = Torch.withGradient(() -> loss.towards(golden.targets(), weights).of(logits));
      Torch.backward(value);

      assertThat((double) value.getFloat()).isCloseTo(golden.loss(), within(1e-5));
      assertThat(logits.getGradient().toFloatArray())
          .containsExactly(golden.gradient(), within(2e-6f));
      if (rows.length == 0) {
        assertThat(loss.of(golden.logits(), golden.targets()))
            .isCloseTo(golden.loss(), within(1e-6));
      }
    }
  }

  private static HeadSpec head(Case golden) {
    return golden.logits().length == 10 ? SCREEN : KIND;
  }

  private static float[][] rows(Case golden) {
    int columns = golden.logits().length == 10 ? 1 : 3;
    float[][] rows = new float[golden.targets().length / columns][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(golden.targets(), i * columns, (i + 1) * columns));
    return rows;
  }

  private static NDArray array(NDManager step, Case golden) {
    int rows = rows(golden).length;
    NDArray logits = step.create(golden.logits(), new Shape(rows, golden.logits().length / rows));
    logits.setRequiresGradient(true);
    return logits;
  }

  private static WeightedMultiLoss loss(Case golden) {
    String name = golden.name();
    HeadSpec head = head(golden);
    double smoothing = name.equals("row weights") ? 0.1 : golden.smoothing();
    WeightedMultiLoss.Builder loss =
        WeightedMultiLoss.builder().labelSmoothing(0.5).labelSmoothing(head, smoothing);
    if (name.contains("balanced")) {
      loss.balanced(head);
    } else if (name.contains(" given")) {
      loss.classWeights(head, Map.of("a", 2.0, "b", 0.5));
    } else if (name.startsWith("pos_weight")) {
      loss.positiveWeight(head, Double.parseDouble(name.split(" ", -1)[1]));
    } else if (name.startsWith("focal") || name.startsWith("asymmetric")) {
      String own = name.replaceFirst("^(\\w+(?:\\(.*?\\))?) .*", "$1");
      loss.loss(head, HeadLoss.parse(own));
    }
    return loss.build();
  }

  @Test
  void should_keep_gradients_finite_where_an_answer_is_certain() {
    float[] logits = {200, -200, 200, -200};
    float[] targets = {1, 0, 0, 1};
    for (String name :
        List.of(
            "focal(gamma 0.5)",
            "focal(gamma 2)",
            "asymmetric(gamma_negative 0.5, gamma_positive 0.5, clip 0)",
            "asymmetric")) {
      Case sure = new Case(name + " 0.0", logits, targets, 0, new float[4]);
      try (Network network = network(SCREEN);
          MultiHeadLoss loss =
              new MultiHeadLoss(
                  WeightedMultiLoss.builder()
                      .labelSmoothing(0)
                      .loss(SCREEN, HeadLoss.parse(name))
                      .build(),
                  network);
          NDManager step = network.manager().newSubManager()) {
        NDArray array = step.create(sure.logits(), new Shape(4, 1));
        array.setRequiresGradient(true);
        NDArray value = Torch.withGradient(() -> loss.towards(targets).of(array));
        Torch.backward(value);

        for (float gradient : array.getGradient().toFloatArray()) {
          assertThat(gradient).as(name).isFinite();
        }
        assertThat(value.getFloat()).as(name).isFinite();
      }
    }
  }

  @Test
  void should_take_a_loss_of_ones_own() {
    HeadLoss brier =
        DjlLoss.of("brier", (logits, targets) -> Activation.sigmoid(logits).sub(targets).square());
    float[] logits = {0, 2, -1};
    float[] targets = {1, NaN, 0};

    double loss = loss(SCREEN, builder -> builder.loss(SCREEN, brier), logits, targets);

    double second = 1 / (1 + Math.exp(1));
    assertThat(loss).isCloseTo((0.25 + second * second) / 2, within(1e-9));
  }

  @Test
  void should_refuse_a_loss_of_ones_own_of_another_shape() {
    HeadLoss sum = DjlLoss.of("sum", (logits, targets) -> logits.sub(targets).sum());

    assertThatThrownBy(
            () ->
                loss(
                    SCREEN,
                    builder -> builder.loss(SCREEN, sum),
                    new float[] {0, 2},
                    new float[] {1, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "loss \"sum\" must give a number for each of 2 images, of shape (2, 1), but gives ()");
  }

  @Test
  void should_give_heads_losses_of_their_own() {
    HeadSpec other = HeadSpec.builder("other").width(8).build();
    float[] both = {2, 0.5f, -1, 3};
    float[] targets = {1, 0, 0, 1};
    UnaryOperator<WeightedMultiLoss.Builder> focal =
        builder -> builder.loss(other, HeadLoss.focal());

    double sum;
    try (Network network = network(SCREEN, other);
        MultiHeadLoss loss =
            new MultiHeadLoss(
                focal.apply(WeightedMultiLoss.builder().labelSmoothing(0)).build(), network)) {
      sum = loss.of(both, targets);
    }

    double first = loss(SCREEN, b -> b, new float[] {2, -1}, new float[] {1, 0});
    double second = loss(other, focal, new float[] {0.5f, 3}, new float[] {0, 1});
    assertThat(sum).isCloseTo(first + second, within(1e-9));
  }

  private static double loss(
      HeadSpec head,
      UnaryOperator<WeightedMultiLoss.Builder> settings,
      float[] logits,
      float[] targets) {
    WeightedMultiLoss.Builder builder = WeightedMultiLoss.builder().labelSmoothing(head, 0);
    try (Network network = network(head);
        MultiHeadLoss loss = new MultiHeadLoss(settings.apply(builder).build(), network)) {
      return loss.of(logits, targets);
    }
  }

  static Network network(HeadSpec... heads) {
    Preprocessing input = Preprocessing.standard().size(Golden.SIDE);
    ModelConfig config =
        ModelConfig.builder().heads(List.of(heads)).preprocessing(input).seed(1).build();
    return new Network(config, Torch.device(Device.cpu()));
  }
}
