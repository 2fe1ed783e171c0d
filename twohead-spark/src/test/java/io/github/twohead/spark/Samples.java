package io.github.twohead.spark;

import io.github.twohead.ExportFormat;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** Small photos and models, and what the plain predictor says of them. */
final class Samples {
  /** Why a test of files that Hadoop lists or writes is not run there. */
  static final String WINDOWS =
      "Hadoop needs its winutils.exe and hadoop.dll there, which Spark does not bring";

  static final HeadSpec SCREEN = HeadSpec.builder("screen").width(8).build();
  static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "thing", "screen");
  private static final int SIDE = 40;

  private Samples() {}

  /** A Spark within this JVM, the same one for all tests. */
  static SparkSession local() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }

  /** A model with random weights and heads of both kinds. */
  static Path model(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name);
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(SCREEN, KIND)
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      if (name.endsWith(".twohead")) {
        model.save(file);
      } else {
        model
            .exporter()
            .format(name.endsWith(".onnx") ? ExportFormat.ONNX : ExportFormat.TFLITE)
            .write(file);
      }
    }
    return file;
  }

  /** Draws photos, after the first few others. */
  static void photos(Path folder, int from, int to) throws IOException {
    Files.createDirectories(folder);
    for (int i = from; i < to; i++) {
      Random random = new Random(i);
      BufferedImage photo = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      int tone = random.nextInt();
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          photo.setRGB(x, y, tone ^ random.nextInt(1 << 16));
        }
      }
      ImageIO.write(photo, "png", folder.resolve("photo %03d.png".formatted(i)).toFile());
    }
  }

  /** Writes tables of such photos, and a recipe that trains on them in a second. */
  static Path recipe(Path folder) throws IOException {
    photos(folder, 0, 32);
    for (int from = 0; from < 32; from += 16) {
      StringBuilder rows = new StringBuilder("path,class\n");
      for (int i = from; i < from + 16; i++) {
        rows.append("photo %03d.png,%d\n".formatted(i, i % 2));
      }
      Files.writeString(folder.resolve(from == 0 ? "train.csv" : "val.csv"), rows);
    }
    return Files.writeString(
        folder.resolve("tiny.yaml"),
        """
        version: 1
        data: {train: train.csv, validation: val.csv}
        heads:
          screen: {positive: [1], width: 8}
        preprocessing: {size: 32}
        training: {epochs: 1, batch_size: 8, keep_best_by: screen roc_auc, threads: 1, workers: 1}
        """);
  }

  /** A file that is no image. */
  static Path broken(Path folder) throws IOException {
    return Files.writeString(folder.resolve("broken.jpg"), "no photo");
  }

  /** What the plain predictor says, by the name of the file, as {@link #answers} has it. */
  static Map<String, List<Object>> plain(Path model, Path folder) throws IOException {
    Map<String, List<Object>> all = new TreeMap<>();
    try (MultiHeadPredictor predictor = MultiHeadPredictor.builder().threads(1).open(model);
        Stream<Path> files = Files.list(folder);
        Stream<PredictionOutcome> outcomes =
            predictor.predictEach(files.sorted().map(ImageSource::of))) {
      outcomes.forEach(
          outcome ->
              all.put(
                  name(outcome.source().name()),
                  outcome.prediction().map(Samples::values).orElse(List.of())));
    }
    return all;
  }

  private static List<Object> values(Prediction prediction) {
    HeadPrediction screen = prediction.head(SCREEN);
    HeadPrediction kind = prediction.head("kind");
    return List.of(screen.probability(), screen.positive(), kind.probabilities(), kind.category());
  }

  /** What Spark says, by the name of the file; an error is an empty list. Fails on a second row. */
  static Map<String, List<Object>> answers(Dataset<Row> answers) {
    Map<String, List<Object>> all = new TreeMap<>();
    for (Row row : answers.select("path", "screen", "kind", "error").collectAsList()) {
      String name = name(row.getString(0));
      if (all.put(name, row.isNullAt(3) ? values(row) : List.of()) != null) {
        throw new AssertionError(name + " has two rows");
      }
    }
    return all;
  }

  private static List<Object> values(Row row) {
    Row screen = row.getStruct(1);
    Row kind = row.getStruct(2);
    List<Object> values = new ArrayList<>(List.of(screen.getDouble(0), screen.getBoolean(1)));
    values.add(CollectionConverters.asJava(kind.<String, Double>getMap(0)));
    values.add(kind.getString(1));
    return values;
  }

  private static String name(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}
