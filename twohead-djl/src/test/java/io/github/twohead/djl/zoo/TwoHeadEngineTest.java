package io.github.twohead.djl.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.nn.SequentialBlock;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TwoHeadEngineTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void should_open_what_the_predictor_opens(ZooFolder kind) throws Exception {
    Path file = kind.write(folder.resolve("model"));
    Files.delete(file.resolveSibling("serving.properties"));
    Path photo = ZooFolder.photos(folder, "jpg").get(0);

    try (MultiHeadPredictor expected = MultiHeadPredictor.open(file);
        ZooModel<Path, Prediction> model =
            Criteria.builder()
                .setTypes(Path.class, Prediction.class)
                .optModelPath(file.getParent())
                .optEngine("TwoHead")
                .optTranslatorFactory(new HeadsTranslatorFactory())
                .build()
                .loadModel();
        Predictor<Path, Prediction> predictor = model.newPredictor()) {
      assertThat(predictor.predict(photo)).isEqualTo(expected.predict(photo));
    }
  }

  @Test
  void should_stand_behind_engines_that_compute() {
    assertThat(Engine.getDefaultEngineName()).isEqualTo("PyTorch");
    Engine engine = Engine.getEngine("TwoHead");
    assertThat(engine.getGpuCount()).isZero();
    assertThat(engine.defaultDevice()).isEqualTo(Device.cpu());
  }

  @Test
  void should_say_which_file_it_looks_for() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path several = folder.resolve("several");
    ZooFolder.TFLITE.write(several);
    Files.copy(several.resolve("documents.tflite"), several.resolve("other.tflite"));

    assertRefused(empty, " holds no file that ends in .tflite or .onnx or .twohead");
    assertRefused(several, " holds several models, none of them named \"m\"");
  }

  private static void assertRefused(Path folder, String message) {
    try (Model model = Model.newInstance("m", "TwoHead")) {
      assertThatThrownBy(() -> model.load(folder))
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith(folder + message);
    }
  }

  @Test
  void should_take_its_network_from_the_file_alone() throws Exception {
    Path file = ZooFolder.TFLITE.write(folder);

    try (Model model = Model.newInstance("m", "TwoHead")) {
      assertThatThrownBy(() -> model.setBlock(new SequentialBlock()))
          .hasMessageContaining("leave out blocks");
      model.load(file);
      assertThatThrownBy(() -> model.load(file)).hasMessageContaining("is loaded already");
    }
  }

  @Test
  void should_not_translate_for_models_from_elsewhere() throws Exception {
    try (Model model = Model.newInstance("other", "PyTorch")) {
      model.setBlock(new SequentialBlock());

      assertThatThrownBy(
              () ->
                  new HeadsTranslatorFactory()
                      .newInstance(Path.class, Prediction.class, model, Map.of()))
          .hasMessageStartingWith("model other runs on the engine PyTorch without");
    }
  }
}
