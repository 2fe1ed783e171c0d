package io.github.twohead.examples;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.examples.table.HeadCostChart;
import io.github.twohead.examples.table.HeadCostTable;
import io.github.twohead.examples.table.HeadCostTable.HeadShape;
import io.github.twohead.examples.table.Latency;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures what heads of several shapes cost, and what trained ones answer. */
@Command(
    name = "head-cost",
    sortOptions = false,
    description = {
      "Shows what a second head costs and what seven more do, and what heads of that shape answer.",
      "Takes models that were trained with several --head-width, with --pool-first or without, and"
          + " with several seeds; those of one shape make a row. The latency is that of networks of"
          + " the same shapes with one, two and eight heads and random weights, exported to TFLite."
    })
final class HeadCostCommand implements Callable<Integer> {
  private static final int[] COUNTS = {1, 2, 8};

  @Spec CommandSpec spec;

  @Option(
      names = "--csv",
      required = true,
      converter = GivenPath.Input.class,
      paramLabel = "FILE",
      description = "The labelled photos to score, as in test.csv.")
  Path csv;

  @Option(
      names = "--out",
      defaultValue = "head-cost",
      converter = GivenPath.OutputFolder.class,
      paramLabel = "DIR",
      description = "Folder for table.md, table.json and table.png (default: ${DEFAULT-VALUE}).")
  Path out;

  @Parameters(
      arity = "1..*",
      converter = GivenPath.Input.class,
      paramLabel = "MODEL",
      description = "Saved models.")
  List<Path> models = List.of();

  private int images;

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(out);
    Map<HeadShape, List<Map<String, HeadEvaluation>>> scores = new LinkedHashMap<>();
    Kind kind = kind(models.get(0));
    for (Path file : models) {
      if (!kind(file).equals(kind)) {
        throw Examples.mistake(
            spec, file + " is of " + kind(file) + ", but " + models.get(0) + " of " + kind);
      }
      try (MultiHeadModel model = MultiHeadModel.opener().device(Device.cpu()).open(file)) {
        Evaluation test = model.evaluate(LabelledPhotos.read(csv, file));
        images = test.images();
        scores.computeIfAbsent(HeadShape.of(model), shape -> new ArrayList<>()).add(test.heads());
      }
    }
    HeadCostTable table = measured(scores, kind);
    spec.commandLine().getOut().print(table.toMarkdown());
    spec.commandLine().getOut().flush();
    OutputFiles.table(out, table.toMarkdown(), JsonReports.of(table), HeadCostChart.draw(table));
    return 0;
  }

  /** What the compared models have in common. */
  private record Kind(String backbone, Preprocessing input, List<String> heads) {}

  private static Kind kind(Path file) {
    try (MultiHeadModel model = MultiHeadModel.opener().device(Device.cpu()).open(file)) {
      List<String> heads = model.heads().stream().map(HeadSpec::name).toList();
      return new Kind(model.backbone().name(), model.preprocessing(), heads);
    }
  }

  private HeadCostTable measured(
      Map<HeadShape, List<Map<String, HeadEvaluation>>> scores, Kind kind) throws IOException {
    Path folder = Files.createTempDirectory("twohead-head-cost-");
    List<Path> files = new ArrayList<>();
    List<MultiHeadPredictor> predictors = new ArrayList<>();
    try {
      for (HeadShape shape : scores.keySet()) {
        for (int heads : COUNTS) {
          files.add(exported(shape, heads, kind, folder.resolve(files.size() + ".tflite")));
        }
      }
      for (Path file : files) {
        predictors.add(MultiHeadPredictor.builder().threads(1).open(file));
      }
      return table(scores, files, Latency.ofNetworks(predictors, noise(kind.input())));
    } finally {
      predictors.forEach(MultiHeadPredictor::close);
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.delete(folder);
    }
  }

  private static Path exported(HeadShape shape, int heads, Kind kind, Path file) {
    try (MultiHeadModel model =
        shape
            .model(heads)
            .backbone(Backbone.named(kind.backbone()))
            .preprocessing(kind.input())
            .device(Device.cpu())
            .build()) {
      model.exporter().write(file);
    }
    return file;
  }

  private static FloatBuffer noise(Preprocessing input) {
    FloatBuffer noise = FloatBuffer.allocate(3 * input.width() * input.height());
    Random random = new Random(1);
    while (noise.hasRemaining()) {
      noise.put((float) random.nextGaussian());
    }
    return noise.flip();
  }

  private HeadCostTable table(
      Map<HeadShape, List<Map<String, HeadEvaluation>>> scores, List<Path> files, Latency latency)
      throws IOException {
    List<HeadCostTable.Row> rows = new ArrayList<>();
    for (Map.Entry<HeadShape, List<Map<String, HeadEvaluation>>> entry : scores.entrySet()) {
      int one = rows.size() * COUNTS.length;
      rows.add(
          new HeadCostTable.Row(
              entry.getKey(),
              entry.getValue(),
              latency.of(one),
              latency.increase(one + 1, one),
              latency.increase(one + 2, one),
              Files.size(files.get(one + 1))));
    }
    return new HeadCostTable(
        rows,
        List.of(
            "F1: mean over the models of " + images + " photos of " + csv.getFileName() + ".",
            "Latency: one ready image on TensorFlow Lite (DJL's where it has natives, else"
                + " bytedeco's), "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ", one thread, random weights; "
                + Latency.ROUNDS
                + " rounds, the networks in another order in each, after a warm-up. In brackets the"
                + " 95 % interval of the mean. What is added is a share of the network with one"
                + " head."));
  }
}
