package io.github.twohead.examples;

import io.github.twohead.DataException;
import io.github.twohead.Device;
import io.github.twohead.Evaluation;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Recipe;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingReport;
import io.github.twohead.TwoheadException;
import io.github.twohead.examples.table.ArticleTable;
import io.github.twohead.examples.table.ArticleTable.TableRow;
import io.github.twohead.examples.table.Latency;
import io.github.twohead.examples.table.Latency.Interval;
import io.github.twohead.examples.table.TableChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains what the article compares, and measures it as the article does. */
@Command(
    name = "article-table",
    sortOptions = false,
    customSynopsis = "twohead-examples article-table --data=DIR [OPTIONS]",
    description = {
      "Makes the article's table on this machine: one softmax over all classes at 5/4 of --size,"
          + " the same at --size, and heads of their own at --size.",
      "All three are ShuffleNetV2 x0.5 and train by the same recipe. A head's probability from the"
          + " softmax is its positive classes' share of that of the classes that it knows."
    })
final class ArticleTableCommand implements Callable<Integer> {
  private static final List<String> ARTICLE_HEADS = List.of("screen=2", "not_document=1");
  private static final List<String> NUMBERS =
      List.of("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  @Spec CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      converter = GivenPath.InputFolder.class,
      paramLabel = "DIR",
      description = "Folder with train.csv, val.csv and test.csv: rows of path|class.")
  Path data;

  @Option(
      names = "--head",
      converter = HeadOption.Converter.class,
      paramLabel = "NAME=POSITIVES[/NEGATIVES]",
      description =
          "A head and its classes, as in train; the first head is the main one. Without any, the"
              + " article's: screen=2 and not_document=1.")
  List<HeadOption> heads = List.of();

  @Mixin NetworkOptions network = new NetworkOptions();

  @Mixin TrainingOptions training = new TrainingOptions();

  @Option(
      names = "--photos",
      defaultValue = "30",
      paramLabel = "COUNT",
      description =
          "Photos of test.csv that each round of the latency takes (default: ${DEFAULT-VALUE}).")
  int photos;

  @Option(
      names = "--out",
      defaultValue = "article-table",
      converter = GivenPath.OutputFolder.class,
      paramLabel = "DIR",
      description =
          "Folder for table.md, table.json, table.png and the networks (default:"
              + " ${DEFAULT-VALUE}).")
  Path out;

  private List<HeadSpec> specs = List.of();

  /** A trained network, and the questions on the test set by name. */
  private record Trained(
      ArticleNetwork candidate,
      int bestEpoch,
      Map<String, HeadEvaluation> questions,
      Evaluation test,
      OptionalLong tflite) {}

  @Override
  public Integer call() throws IOException {
    if (heads.isEmpty()) {
      heads = ARTICLE_HEADS.stream().map(new HeadOption.Converter()::convert).toList();
    }
    if (photos < 1) {
      throw Examples.mistake(spec, "--photos must be at least 1, but is " + photos);
    }
    if (heads.stream().anyMatch(head -> head.positives().isEmpty())) {
      throw Examples.mistake(
          spec, "--head: the article's heads answer yes or no about classes, such as screen=2");
    }
    Recipe recipe =
        new RecipeOptions()
            .data(data)
            .heads(heads)
            .best(training.best)
            .others(spec.commandLine().getParseResult())
            .recipe();
    specs = recipe.heads();
    PhotoFolder images = PhotoFolder.read(recipe);
    ImageTable test =
        images
            .test()
            .orElseThrow(
                () -> new DataException(List.of(data.resolve("test.csv") + " does not exist")));
    Files.createDirectories(out);
    List<Trained> trained = new ArrayList<>();
    try (ProgressListener progress = new ProgressListener()) {
      for (ArticleNetwork candidate : candidates(recipe, images)) {
        System.err.println("training " + candidate.network() + ", " + candidate.size());
        trained.add(train(candidate, images, test, progress));
      }
    }
    write(measured(trained, files(trained.get(2).test())));
    return 0;
  }

  private List<ArticleNetwork> candidates(Recipe recipe, PhotoFolder images) {
    return List.of(
        softmax(recipe, images, network.size * 5 / 4),
        softmax(recipe, images, network.size),
        new ArticleNetwork(
            count(heads.size(), "head") + network.headShape(),
            network.size,
            recipe,
            Optional.empty(),
            out.resolve("heads.twohead")));
  }

  /** One head that tells classes apart, off which the others are read. */
  private ArticleNetwork softmax(Recipe recipe, PhotoFolder images, int size) {
    List<String> classes = images.classes(specs);
    Recipe ofClasses =
        recipe.toBuilder()
            .remove("data")
            .remove("heads")
            .remove("backbone.pool_first")
            .remove("training.keep_best_by")
            .set("heads.class.categories", classes)
            .set("preprocessing.size", size)
            .build();
    return new ArticleNetwork(
        "one softmax, " + count(classes.size(), "output"),
        size,
        ofClasses,
        Optional.of((any, name) -> classes.contains(name) ? Label.category(name) : Label.UNKNOWN),
        out.resolve("softmax-" + size + ".twohead"));
  }

  /** As many files of the test set as are wanted, from all over it. */
  private List<Path> files(Evaluation test) {
    List<Evaluation.Row> images = test.rows();
    int count = Math.min(photos, images.size());
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LabelledImage image = images.get((int) ((long) i * images.size() / count)).image();
      files.add(((ImageSource.FileImage) image.source()).path());
    }
    return files;
  }

  private static String count(int count, String what) {
    String number = count < NUMBERS.size() ? NUMBERS.get(count) : Integer.toString(count);
    return number + " " + what + (count == 1 ? "" : "s");
  }

  private Trained train(
      ArticleNetwork candidate, PhotoFolder images, ImageTable test, ProgressListener progress) {
    try (MultiHeadModel model = candidate.recipe().model(progress)) {
      Trainer trainer = candidate.recipe().trainer(model).listener(progress);
      boolean softmax = candidate.categories().isPresent();
      if (softmax) {
        candidate.keepBestBy(training.best, trainer, specs.get(0), images.labels().orElseThrow());
      }
      TrainingReport report =
          trainer.fit(
              candidate.relabelled(images.train()), candidate.relabelled(images.validation()));
      model.save(candidate.weights());
      Evaluation evaluation = model.evaluate(candidate.relabelled(test));
      return new Trained(
          candidate,
          report.bestEpoch(),
          candidate.questions(evaluation, specs, images.labels().orElseThrow()),
          evaluation,
          softmax ? OptionalLong.empty() : export(model, test));
    }
  }

  private OptionalLong export(MultiHeadModel model, ImageTable samples) {
    Path file = out.resolve("heads.tflite");
    try {
      return OptionalLong.of(
          model
              .exporter()
              .format(ExportFormat.TFLITE_DYNAMIC)
              .samples(samples)
              .write(file)
              .bytes());
    } catch (TwoheadException e) {
      Examples.complain(spec.commandLine(), "no TFLite file: " + e.getMessage());
      return OptionalLong.empty();
    }
  }

  private ArticleTable measured(List<Trained> trained, List<Path> files) throws IOException {
    Latency latency = latency(trained, files);
    List<TableRow> rows = new ArrayList<>();
    for (int i = 0; i < trained.size(); i++) {
      Trained network = trained.get(i);
      ArticleNetwork candidate = network.candidate();
      rows.add(
          new TableRow(
              candidate.network(),
              candidate.size(),
              network.bestEpoch(),
              network.questions(),
              latency.of(i),
              Files.size(candidate.weights()),
              network.tflite()));
    }
    Interval increase = latency.increase(2, 1);
    return new ArticleTable(
        rows.get(0),
        rows.get(1),
        rows.get(2),
        increase,
        notes(trained.get(2).test(), files.size()));
  }

  private Latency latency(List<Trained> trained, List<Path> files) {
    List<MultiHeadPredictor> predictors = new ArrayList<>();
    try {
      for (Trained network : trained) {
        Path weights = network.candidate().weights();
        predictors.add(MultiHeadPredictor.builder().device(Device.cpu()).threads(1).open(weights));
      }
      return Latency.ofPhotos(predictors, files);
    } finally {
      predictors.forEach(MultiHeadPredictor::close);
    }
  }

  private List<String> notes(Evaluation test, int files) {
    return List.of(
        "Scores: "
            + test.images()
            + " photos of test.csv, the best of "
            + count(training.epochs, "epoch")
            + " by the F1 of "
            + specs.get(0)
            + " on val.csv, seed "
            + network.seed
            + "; "
            + String.join(" ", spec.commandLine().getParseResult().originalArgs())
            + ".",
        "Latency: one photo from file to decisions, decoding included, one after the other, on"
            + " PyTorch on the CPU with one thread; "
            + Latency.ROUNDS
            + " rounds of "
            + files
            + " photos, the networks in another order in each, after a warm-up. In brackets the 95"
            + " % interval of the mean.");
  }

  private void write(ArticleTable table) throws IOException {
    spec.commandLine().getOut().print(table.toMarkdown());
    spec.commandLine().getOut().flush();
    OutputFiles.table(out, table.toMarkdown(), JsonReports.of(table), TableChart.draw(table));
  }
}
