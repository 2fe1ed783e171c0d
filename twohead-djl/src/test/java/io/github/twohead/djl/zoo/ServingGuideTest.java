package io.github.twohead.djl.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.github.twohead.Backbone;
import io.github.twohead.ExportFormat;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/serving.md. */
class ServingGuideTest {
  @TempDir Path root;

  @Test
  void should_open_what_it_writes() throws Exception {
    Path folder = Files.createDirectory(root.resolve("saved"));
    Path other = Files.createDirectory(root.resolve("exported"));
    Path photo = ZooFolder.photos(root, "jpg").get(0);
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .backbone(Backbone.shuffleNetV2x05())
            .heads(ZooFolder.SCREEN)
            .preprocessing(Preprocessing.standard().size(64))
            .build()) {
      write(model, folder, other);
    }

    assertThat(other.resolve("serving.properties"))
        .hasContent(blocks(guide(), "```properties\n", "```").get(0));
    try (MultiHeadPredictor expected =
        MultiHeadPredictor.open(folder.resolve("documents.twohead"))) {
      assertThat(predict(folder, photo)).isEqualTo(expected.predict(photo));
    }
  }

  private static void write(MultiHeadModel model, Path folder, Path other) {
    // guide begins
    Path file = folder.resolve("documents.twohead");
    model.save(file);
    ServingProperties.write(file);

    Path export = other.resolve("documents.onnx");
    model.exporter().format(ExportFormat.ONNX).servingProperties().write(export);
    // guide ends
  }

  private static Prediction predict(Path folder, Path photo)
      throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
    // guide begins
    Criteria<Path, Prediction> criteria =
        Criteria.builder()
            .setTypes(Path.class, Prediction.class)
            .optModelPath(folder)
            .optTranslatorFactory(new HeadsTranslatorFactory())
            .build();
    try (ZooModel<Path, Prediction> model = criteria.loadModel();
        Predictor<Path, Prediction> predictor = model.newPredictor()) {
      return predictor.predict(photo);
    }
    // guide ends
  }

  private static String guide() throws IOException {
    return Files.readString(Path.of("../docs/serving.md")).replace("\r", "");
  }

  private static List<String> blocks(String text, String start, String end) {
    return Pattern.compile(Pattern.quote(start) + "(.*?)" + Pattern.quote(end), Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(match -> match.group(1).stripIndent().strip())
        .toList();
  }
}
