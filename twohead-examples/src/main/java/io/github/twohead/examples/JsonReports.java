package io.github.twohead.examples;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.twohead.EpochReport;
import io.github.twohead.Scores;
import io.github.twohead.TrainingReport;
import io.github.twohead.examples.table.ArticleTable;
import io.github.twohead.examples.table.ArticleTable.ArticleRow;
import io.github.twohead.examples.table.ArticleTable.TableRow;
import io.github.twohead.examples.table.HeadCostTable;
import io.github.twohead.examples.table.Latency.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
    json.addProperty("ending", report.ending().name().toLowerCase(Locale.ROOT));
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

  static JsonObject of(ArticleTable table) {
    JsonArray rows = new JsonArray();
    for (TableRow row : table.rows()) {
      JsonObject line = new JsonObject();
      line.addProperty("network", row.network());
      line.addProperty("size", row.size());
      line.addProperty("best_epoch", row.bestEpoch());
      line.add("heads", of(row.test()));
      line.add("latency_ms", of(row.latency()));
      line.addProperty("weight_bytes", row.weightBytes());
      row.tfliteBytes().ifPresent(bytes -> line.addProperty("tflite_bytes", bytes));
      rows.add(line);
    }
    JsonArray notes = new JsonArray();
    table.measured().forEach(notes::add);
    notes.add(ArticleRow.SOURCE);
    JsonObject json = new JsonObject();
    json.add("rows", rows);
    json.add("article", article());
    json.add("latency_increase", of(table.latencyIncrease()));
    json.add("notes", notes);
    return json;
  }

  private static JsonArray article() {
    JsonArray rows = new JsonArray();
    for (ArticleRow row : ArticleRow.ALL) {
      JsonObject line = new JsonObject();
      line.addProperty("network", row.network());
      line.addProperty("size", row.size());
      line.addProperty("precision", row.precision());
      line.addProperty("recall", row.recall());
      line.addProperty("latency_ms", 1000 * row.seconds());
      row.tfliteBytes().ifPresent(bytes -> line.addProperty("tflite_bytes", bytes));
      rows.add(line);
    }
    return rows;
  }

  static JsonObject of(HeadCostTable table) {
    JsonArray rows = new JsonArray();
    for (HeadCostTable.Row row : table.rows()) {
      JsonObject line = new JsonObject();
      line.addProperty("pool_first", row.shape().poolFirst());
      line.addProperty("width", row.shape().width());
      JsonArray models = new JsonArray();
      row.test().forEach(scores -> models.add(of(scores)));
      line.add("models", models);
      line.add("one_head_ms", of(row.one()));
      line.add("second_head", of(row.second()));
      line.add("seven_more_heads", of(row.sevenMore()));
      line.addProperty("tflite_bytes", row.tfliteBytes());
      rows.add(line);
    }
    JsonArray notes = new JsonArray();
    table.measured().forEach(notes::add);
    JsonObject json = new JsonObject();
    json.add("rows", rows);
    json.add("notes", notes);
    return json;
  }

  private static JsonObject of(Interval interval) {
    JsonObject json = new JsonObject();
    json.addProperty("mean", interval.mean());
    json.addProperty("low", interval.low());
    json.addProperty("high", interval.high());
    return json;
  }

  static void write(Path file, JsonElement json) {
    try {
      Files.writeString(file, GSON.toJson(json) + "\n");
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be written: " + e, e);
    }
  }
}
