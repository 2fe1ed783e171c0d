package io.github.twohead.djl.zoo;

import ai.djl.modality.Classifications;
import ai.djl.modality.Output;
import com.google.gson.JsonObject;
import io.github.twohead.HeadPrediction;
import io.github.twohead.Prediction;
import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.djl.zoo.HeadsTranslator.Answers;
import java.util.ArrayList;
import java.util.List;

/** Predictions as DJL gives them on. */
final class HeadsOutput implements Answers<Output> {
  @Override
  public Output of(Prediction prediction) {
    JsonObject heads = new JsonObject();
    prediction.heads().forEach(answer -> heads.add(answer.head().name(), json(answer)));
    JsonObject json = new JsonObject();
    json.add("heads", heads);
    return output(new Output(), json);
  }

  private static JsonObject json(HeadPrediction answer) {
    JsonObject head = new JsonObject();
    if (answer.head().isCategorical()) {
      JsonObject probabilities = new JsonObject();
      answer.probabilities().forEach(probabilities::addProperty);
      head.add("probabilities", probabilities);
      head.addProperty("decision", answer.category());
    } else {
      head.addProperty("probability", answer.probability());
      head.addProperty("threshold", answer.threshold());
      head.addProperty("decision", answer.positive());
    }
    return head;
  }

  @Override
  public Output of(TwoheadException failure) {
    JsonObject json = new JsonObject();
    json.addProperty("error", failure.getMessage());
    boolean unreadable = failure instanceof UnreadableImageException;
    return output(
        unreadable ? new Output(400, "Bad Request") : new Output(500, "Internal Server Error"),
        json);
  }

  private static Output output(Output output, JsonObject json) {
    output.addProperty("Content-Type", "application/json");
    output.add(json.toString());
    return output;
  }

  static Classifications classifications(Prediction prediction) {
    List<String> names = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    boolean alone = prediction.heads().size() == 1;
    for (HeadPrediction answer : prediction.heads()) {
      String head = answer.head().name();
      if (!answer.head().isCategorical()) {
        names.add(head);
        probabilities.add(answer.probability());
        continue;
      }
      answer
          .probabilities()
          .forEach(
              (category, probability) -> {
                names.add(alone ? category : head + "." + category);
                probabilities.add(probability);
              });
    }
    return new Classifications(names, probabilities);
  }
}
