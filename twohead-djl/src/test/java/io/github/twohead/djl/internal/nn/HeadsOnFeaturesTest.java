package io.github.twohead.djl.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.spi.ModelConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against PyTorch's own batch normalisation and backward pass. */
class HeadsOnFeaturesTest {
  private static final int BATCH = 11;

  @BeforeAll
  static void startEngine() {
    Torch.engine();
  }

  /** Everything that a step leaves behind. */
  private record Step(float[] logits, Map<String, float[]> gradients, Map<String, float[]> state) {}

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, false", "2, true"})
  void should_do_what_the_plain_backward_pass_does(int heads, boolean poolFirst) {
    HeadSpec[] specs = IntStream.range(0, heads).mapToObj(i -> head(i)).toArray(HeadSpec[]::new);

    assertSame(poolFirst, specs);
  }

  @Test
  void should_do_what_the_plain_backward_pass_does_for_heads_of_every_kind() {
    assertSame(false, head(0), softmax(1), head(2));
    assertSame(true, softmax(0));
  }

  @Test
  void should_leave_nothing_behind() {
    ByteBuffer features = features();
    HeadLayout layout = new HeadLayout(List.of(head(0), softmax(1)));
    List<Integer> kept = new ArrayList<>();
    try (Network network = network(layout, false)) {
      for (int i = 0; i < 3; i++) {
        try (NDManager step = network.manager().newSubManager()) {
          float unused =
              Torch.withGradient(
                  () ->
                      new HeadsOnFeatures(network)
                          .backward(step, features, BATCH, logits -> logits.square().sum()));
        }
        kept.add(network.manager().getManagedArrays().size());
      }
    }

    assertThat(kept).containsOnly(kept.get(0));
  }

  private static HeadSpec head(int number) {
    return HeadSpec.builder("head" + number).width(900 + number).build();
  }

  private static HeadSpec softmax(int number) {
    return HeadSpec.builder("head" + number)
        .width(900 + number)
        .categories(List.of("a", "b", "c"))
        .build();
  }

  private static void assertSame(boolean poolFirst, HeadSpec... specs) {
    ByteBuffer features = features();
    HeadLayout layout = new HeadLayout(List.of(specs));
    int heads = specs.length;
    float[] targets = new float[BATCH * layout.outputs()];
    Random random = new Random(5);
    for (int i = 0; i < targets.length; i++) {
      targets[i] = random.nextInt(2);
    }

    Step plain = Torch.withGradient(() -> plain(network(layout, poolFirst), features, targets));
    Step fast = Torch.withGradient(() -> fast(network(layout, poolFirst), features, targets));

    assertClose("logits", fast.logits(), plain.logits());
    assertThat(plain.gradients().keySet())
        .startsWith("0 WEIGHT", "1 BIAS")
        .contains(2 * heads + " WEIGHT", 2 * heads + 1 + " GAMMA", 2 * heads + 2 + " BETA")
        .hasSize(3 + 2 * heads);
    plain
        .gradients()
        .forEach((name, values) -> assertClose(name, fast.gradients().get(name), values));
    plain.state().keySet().removeIf(name -> !name.matches("heads.*running_.*"));
    assertThat(plain.state()).hasSize(2 * heads);
    plain.state().forEach((name, values) -> assertClose(name, fast.state().get(name), values));
  }

  /** As vectors: rounding may put a number near 0 on the other side of a ReLU. */
  private static void assertClose(String name, float[] actual, float[] expected) {
    double length = 0;
    double distance = 0;
    for (int i = 0; i < expected.length; i++) {
      length += expected[i] * expected[i];
      distance += Math.pow(expected[i] - actual[i], 2);
    }
    assertThat(length).as(name).isPositive();
    assertThat(Math.sqrt(distance / length)).as(name).isLessThan(1e-3);
  }

  /** The mean over the batch of a squared distance, whose derivative is easily told. */
  private static Step plain(Network owned, ByteBuffer features, float[] targets) {
    try (Network network = owned;
        NDManager step = network.manager().newSubManager()) {
      ParameterStore store = new ParameterStore(network.manager(), false);
      NDArray maps = network.maps(step, features, BATCH);
      NDArray logits = network.heads().forward(store, new NDList(maps), true).singletonOrThrow();
      NDArray wanted = step.create(targets, new Shape(BATCH, network.layout().outputs()));
      Torch.backward(logits.sub(wanted).square().sum());
      return new Step(logits.toFloatArray(), gradients(network), network.state().read());
    }
  }

  private static Step fast(Network owned, ByteBuffer features, float[] targets) {
    try (Network network = owned;
        NDManager step = network.manager().newSubManager()) {
      NDArray wanted = step.create(targets, new Shape(BATCH, network.layout().outputs()));
      List<NDArray> seen = new ArrayList<>();
      HeadsOnFeatures.LogitLoss loss =
          logits -> {
            seen.add(logits);
            return logits.sub(wanted).square().sum();
          };
      float whole = new HeadsOnFeatures(network).backward(step, features, BATCH, loss);
      assertThat(seen).hasSize(1);
      assertThat(whole).isEqualTo(seen.get(0).sub(wanted).square().sum().getFloat());
      return new Step(seen.get(0).toFloatArray(), gradients(network), network.state().read());
    }
  }

  private static Map<String, float[]> gradients(Network network) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    List<Parameter> parameters = network.headParameters();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      if (parameter.requiresGradient()) {
        gradients.put(
            i + " " + parameter.getType(), parameter.getArray().getGradient().toFloatArray());
      }
    }
    return gradients;
  }

  /** 512×512 pixels make 16×16 maps: of these heads, a few images at a time. */
  private static Network network(HeadLayout layout, boolean poolFirst) {
    Preprocessing input = Preprocessing.standard().size(512);
    return new Network(
        ModelConfig.builder()
            .heads(layout.heads())
            .poolFirst(poolFirst)
            .preprocessing(input)
            .seed(7)
            .build(),
        Torch.device(Device.cpu()));
  }

  private static ByteBuffer features() {
    int values = BATCH * 16 * 16 * 192;
    ByteBuffer features =
        ByteBuffer.allocateDirect(values * Float.BYTES).order(ByteOrder.nativeOrder());
    Random random = new Random(3);
    for (int i = 0; i < values; i++) {
      features.putFloat(i * Float.BYTES, (float) Math.max(0, random.nextGaussian() + i % 5 * 0.2));
    }
    return features;
  }
}
