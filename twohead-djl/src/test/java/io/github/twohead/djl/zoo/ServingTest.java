package io.github.twohead.djl.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What DJL Serving does with a folder: it gives bytes to a translator, batch by batch. */
class ServingTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void should_answer_in_json_and_an_unreadable_image_alone_with_an_error(ZooFolder kind)
      throws Exception {
    Path file = kind.write(folder);
    List<Path> photos = ZooFolder.photos(folder, "jpg");

    try (MultiHeadPredictor expected = MultiHeadPredictor.open(file);
        ZooModel<Input, Output> model = load(criteria());
        Predictor<Input, Output> predictor = model.newPredictor()) {
      List<Output> outputs =
          predictor.batchPredict(
              List.of(
                  input(Files.readAllBytes(photos.get(1))),
                  input("no image".getBytes(StandardCharsets.UTF_8)),
                  new Input(),
                  input(Files.readAllBytes(photos.get(2)))));

      assertThat(outputs).extracting(Output::getCode).containsExactly(200, 400, 400, 200);
      assertThat(outputs)
          .extracting(output -> output.getProperty("Content-Type", null))
          .containsOnly("application/json");
      assertAnswer(json(outputs.get(0)), expected.predict(photos.get(1)));
      assertThat(json(outputs.get(1)).get("error").getAsString()).contains("is not a JPEG");
      assertThat(json(outputs.get(2)).get("error").getAsString()).contains("is empty");
      assertAnswer(json(outputs.get(3)), expected.predict(photos.get(2)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_go_on_after_a_batch_without_an_image(ZooFolder kind) throws Exception {
    Path file = kind.write(folder);
    Path photo = ZooFolder.photos(folder, "jpg").get(0);

    try (MultiHeadPredictor expected = MultiHeadPredictor.open(file);
        ZooModel<Input, Output> model = load(Criteria.builder());
        Predictor<Input, Output> predictor = model.newPredictor()) {
      assertThat(predictor.predict(new Input()).getCode()).isEqualTo(400);
      Output output = predictor.predict(input(Files.readAllBytes(photo)));
      assertAnswer(json(output), expected.predict(photo));
    }
  }

  /** All properties are arguments and options of its own, by which it finds the translator. */
  private Criteria.Builder<?, ?> criteria() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve("serving.properties"))) {
      properties.load(reader);
    }
    Criteria.Builder<?, ?> criteria =
        Criteria.builder()
            .optEngine(properties.getProperty("engine"))
            .optArgument("batchifier", "stack");
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith("option.")) {
        criteria.optOption(key.substring("option.".length()), properties.getProperty(key));
      } else {
        criteria.optArgument(key, properties.getProperty(key));
      }
    }
    return criteria;
  }

  private ZooModel<Input, Output> load(Criteria.Builder<?, ?> criteria) throws Exception {
    return criteria
        .setTypes(Input.class, Output.class)
        .optModelUrls(folder.toUri().toString())
        .build()
        .loadModel();
  }

  private static Input input(byte[] content) {
    Input input = new Input();
    input.addProperty("Content-Type", "image/jpeg");
    input.add("data", content);
    return input;
  }

  private static JsonObject json(Output output) {
    return JsonParser.parseString(output.getData().getAsString()).getAsJsonObject();
  }

  private static void assertAnswer(JsonObject json, Prediction expected) throws IOException {
    JsonObject heads = json.getAsJsonObject("heads");
    JsonObject shown = shown();
    assertThat(json.keySet()).isEqualTo(shown.keySet());
    JsonObject shownHeads = shown.getAsJsonObject("heads");
    assertThat(heads.keySet()).isEqualTo(shownHeads.keySet());
    assertThat(heads.keySet())
        .allSatisfy(
            head ->
                assertThat(heads.getAsJsonObject(head).keySet())
                    .isEqualTo(shownHeads.getAsJsonObject(head).keySet()));
    JsonObject screen = heads.getAsJsonObject("screen");
    assertThat(screen.keySet()).containsExactly("probability", "threshold", "decision");
    double difference =
        screen.get("probability").getAsDouble() - expected.head("screen").probability();
    assertThat(Math.abs(difference)).isLessThan(1e-6);
    assertThat(screen.get("decision").getAsBoolean()).isEqualTo(expected.head("screen").positive());
    assertThat(screen.get("threshold").getAsDouble()).isEqualTo(0.25);
    JsonObject kind = heads.getAsJsonObject("kind");
    assertThat(kind.get("decision").getAsString()).isEqualTo(expected.head("kind").category());
    assertThat(kind.getAsJsonObject("probabilities").keySet())
        .containsExactly("receipt", "letter", "form");
  }

  /** The answer that docs/serving.md shows. */
  private static JsonObject shown() throws IOException {
    String guide = Files.readString(Path.of("../docs/serving.md"));
    int start = guide.indexOf("{\"heads\"");
    return JsonParser.parseString(guide.substring(start, guide.indexOf("```", start)))
        .getAsJsonObject();
  }
}
