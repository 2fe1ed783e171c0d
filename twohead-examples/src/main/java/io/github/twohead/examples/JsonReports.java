package io.github.twohead.examples;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.twohead.Calibration;
import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.SystemReport;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.examples.table.ArticleTable;
import io.github.twohead.examples.table.ArticleTable.ArticleRow;
import io.github.twohead.examples.table.ArticleTable.TableRow;
import io.github.twohead.examples.table.HeadCostTable;
import io.github.twohead.examples.table.Latency.Interval;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reports as JSON. */
final class JsonReports {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

  private JsonReports() {}

  /** The scores of every epoch; a training report has the evaluations of two. */
  static final class EpochScores implements TrainingListener {
    private final Map<Integer, JsonObject> heads = new HashMap<>();

    @Override
    public void onEpoch(EpochReport epoch) {
      heads.put(epoch.epoch(), HeadReports.of(epoch.evaluation().heads()));
    }

    private JsonObject of(EpochReport epoch) {
      JsonObject seen = heads.get(epoch.epoch());
      return seen == null ? HeadReports.of(epoch.evaluation().heads()) : seen;
    }
  }

  static JsonObject of(TrainingReport report, EpochScores scores, Optional<Evaluation> test) {
    JsonArray epochs = new JsonArray();
    for (EpochReport epoch : report.epochs()) {
      JsonObject line = new JsonObject();
      line.addProperty("epoch", epoch.epoch());
      line.addProperty("loss", epoch.loss());
      line.addProperty("validation_loss", epoch.validationLoss());
      line.addProperty("seconds", epoch.seconds());
      line.addProperty("images_per_second", epoch.imagesPerSecond());
      line.add("heads", scores.of(epoch));
      epochs.add(line);
    }
    JsonObject json = new JsonObject();
    json.add("epochs", epochs);
    json.addProperty("best_epoch", report.bestEpoch());
    json.addProperty("ending", report.ending().name().toLowerCase(Locale.ROOT));
    json.addProperty("unlabelled", report.unlabelled());
    json.addProperty("skipped", report.skipped());
    JsonObject calibrations = new JsonObject();
    report.calibrations().forEach((head, fit) -> calibrations.add(head, of(fit)));
    json.add("calibrations", calibrations);
    JsonObject thresholds = new JsonObject();
    report.thresholds().forEach((head, choice) -> thresholds.addProperty(head, choice.threshold()));
    json.add("thresholds", thresholds);
    if (report.bestEpoch() > 0) {
      json.add("validation", HeadReports.of(HeadReports.tuned(report)));
    }
    test.ifPresent(evaluation -> json.add("test", HeadReports.of(evaluation.heads())));
    return json;
  }

  private static JsonObject of(Calibration calibration) {
    JsonObject json = new JsonObject();
    json.addProperty("slope", calibration.slope());
    json.addProperty("offset", calibration.offset());
    return json;
  }

  static JsonObject of(ArticleTable table) {
    JsonArray rows = new JsonArray();
    for (TableRow row : table.rows()) {
      JsonObject line = new JsonObject();
      line.addProperty("network", row.network());
      line.addProperty("size", row.size());
      line.addProperty("best_epoch", row.bestEpoch());
      line.add("heads", HeadReports.of(row.test()));
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
      row.test().forEach(heads -> models.add(HeadReports.of(heads)));
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

  static JsonObject of(SystemReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("predicts", report.predicts());
    json.addProperty("trains", report.trains());
    json.add("findings", GSON.toJsonTree(report.findings()));
    return json;
  }

  static void write(Path file, JsonElement json) {
    OutputFiles.text(file, GSON.toJson(json) + "\n");
  }
}
