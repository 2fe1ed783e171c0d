package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.basicmodelzoo.cv.classification.MobileNetV1;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV2;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.cv.classification.SqueezeNet;
import ai.djl.basicmodelzoo.cv.classification.VGG;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.ChildJvm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The CNN blocks of DJL's model zoo, without their classifiers. */
class ZooBackboneTest {
  private static final int SIDE = 64;

  @TempDir private Path folder;

  /** A block of the zoo: how many blocks at its end classify, and why it is not exported. */
  enum Zoo {
    MOBILENET_V1(2, "") {
      @Override
      Block whole() {
        return MobileNetV1.builder().optWidthMultiplier(0.25f).build();
      }
    },
    MOBILENET_V2(4, "its function must be") {
      @Override
      Block whole() {
        return MobileNetV2.builder().build();
      }
    },
    SQUEEZENET(5, "") {
      @Override
      Block whole() {
        return SqueezeNet.squeezenet(10);
      }
    },
    RESNET_V1(4, "") {
      @Override
      Block whole() {
        return ResNetV1.builder()
            .setImageShape(new Shape(3, SIDE, SIDE))
            .setNumLayers(18)
            .setOutSize(10)
            .build();
      }
    },
    VGG_11(8, "") {
      @Override
      Block whole() {
        return VGG.builder().setNumLayers(11).setOutSize(10).build();
      }
    };

    private final int classifier;
    private final String refusal;

    Zoo(int classifier, String refusal) {
      this.classifier = classifier;
      this.refusal = refusal;
    }

    abstract Block whole();

    Backbone backbone() {
      return DjlBackbone.of(
          name(),
          () -> {
            SequentialBlock block = (SequentialBlock) whole();
            for (int i = 0; i < classifier; i++) {
              block.removeLastBlock();
            }
            return block;
          });
    }
  }

  private static MultiHeadModel build(Zoo zoo) {
    return MultiHeadModel.builder()
        .backbone(zoo.backbone())
        .heads(Samples.RED, Samples.BRIGHT)
        .preprocessing(Preprocessing.standard().size(SIDE).normalization(Normalization.NONE))
        .device(Device.cpu())
        .build();
  }

  private static void train(MultiHeadModel model) {
    model.trainer().epochs(1).batchSize(8).workers(1).fit(Samples.train(), Samples.validation());
  }

  @ParameterizedTest
  @EnumSource(Zoo.class)
  void should_build_train_save_open_and_export_or_say_why_not(Zoo zoo) {
    Path file = folder.resolve("model.twohead");
    Map<String, ?> trained;
    try (MultiHeadModel model = build(zoo)) {
      Map<String, ?> before = Samples.weights(model);
      train(model);
      trained = Samples.weights(model);
      model.save(file);

      assertThat(trained).isNotEqualTo(before);
      Path tflite = folder.resolve("model.tflite");
      if (zoo.refusal.isEmpty()) {
        assertThatCode(() -> model.exporter().write(tflite)).doesNotThrowAnyException();
      } else {
        assertThatExceptionOfType(TwoheadException.class)
            .isThrownBy(() -> model.exporter().write(tflite))
            .withMessageContainingAll("\"" + zoo.name() + "\" cannot be exported", zoo.refusal);
      }
    }
    try (MultiHeadModel opened =
        MultiHeadModel.opener().backbone(zoo.backbone()).device(Device.cpu()).open(file)) {
      assertThat(Samples.weights(opened)).isEqualTo(trained);
    }
  }

  /** Trains every block. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      for (Zoo zoo : Zoo.values()) {
        try (MultiHeadModel model = build(zoo)) {
          train(model);
          System.out.println(zoo);
        }
      }
    }
  }

  /**
   * With the code for processors with AVX2, PyTorch ended the process in the backward pass of a 1×1
   * convolution with a stride on three channels that lie last in memory.
   */
  @Test
  void should_train_on_processors_without_avx512() throws Exception {
    ChildJvm.Result result =
        ChildJvm.of(Program.class).environment("ONEDNN_MAX_CPU_ISA", "AVX2").run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.output().lines()).hasSize(Zoo.values().length);
  }
}
