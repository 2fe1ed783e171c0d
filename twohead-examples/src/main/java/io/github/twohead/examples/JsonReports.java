package io.github.twohead.examples;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.twohead.EpochReport;
import io.github.twohead.Scores;
import io.github.twohead.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reports as JSON. */
final class JsonReports {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private JsonReports() {}

  static JsonObject of(TrainingReport report, Optional<Scores> test) {
    JsonArray epochs = new JsonArray();
    for (EpochReport epoch : report.epochs()) {
      JsonObject line = new JsonObject();
      line.addProperty("epoch", epoch.epoch());
      line.addProperty("loss", epoch.loss());
      line.addProperty("validation_loss", epoch.validationLoss());
      line.addProperty("seconds", epoch.seconds());
      line.addProperty("images_per_second", epoch.imagesPerSecond());
      line.add("heads", of(epoch.scores()));
      epochs.add(line);
    }
    JsonObject json = new JsonObject();
    json.add("epochs", epochs);
    json.addProperty("best_epoch", report.bestEpoch());
    json.addProperty("interrupted", report.interrupted());
    json.addProperty("unlabelled", report.unlabelled());
    json.addProperty("skipped", report.skipped());
    test.ifPresent(scores -> json.add("test", of(scores)));
    return json;
  }

  static JsonObject of(Scores scores) {
    JsonObject heads = new JsonObject();
    scores
        .heads()
        .forEach(
            (name, counts) -> {
              JsonObject head = new JsonObject();
              head.addProperty("precision", counts.precision());
              head.addProperty("recall", counts.recall());
              head.addProperty("f1", counts.f1());
              head.addProperty("accuracy", counts.accuracy());
              head.addProperty("tp", counts.truePositives());
              head.addProperty("fp", counts.falsePositives());
              head.addProperty("fn", counts.falseNegatives());
              head.addProperty("tn", counts.trueNegatives());
              heads.add(name, head);
            });
    return heads;
  }

  static void write(Path file, JsonElement json) {
    try {
      Files.writeString(file, GSON.toJson(json) + "\n");
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be written: " + e, e);
    }
  }
}
