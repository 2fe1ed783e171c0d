package io.github.twohead.examples;

import io.github.twohead.Backbone;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.DataException;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.Scores;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingReport;
import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.examples.table.ArticleTable;
import io.github.twohead.examples.table.ArticleTable.TableRow;
import io.github.twohead.examples.table.Latency;
import io.github.twohead.examples.table.Latency.Interval;
import io.github.twohead.examples.table.TableChart;
import io.github.twohead.runtime.internal.image.InputImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
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

  @Mixin TrainingOptions recipe = new TrainingOptions();

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

  /**
   * A network to train, the labels of its one head if the others are read off that, and the file
   * that its weights go to.
   */
  private record Candidate(
      String network,
      int size,
      MultiHeadModel.Builder model,
      Optional<LabelSplitter> categories,
      Path weights) {

    /** The images by its own labels. */
    ImageTable relabelled(ImageTable table) {
      return categories.map(labels -> relabelled(table, labels)).orElse(table);
    }

    private static ImageTable relabelled(ImageTable table, LabelSplitter labels) {
      return ImageTable.of(
          table.images().stream()
              .map(row -> LabelledImage.of(row.source(), row.imageClass().orElseThrow(), labels))
              .toList());
    }
  }

  /** A trained network. */
  private record Trained(Candidate candidate, int bestEpoch, Scores test, OptionalLong tflite) {}

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
    specs = network.specs(heads);
    Consumer<Trainer> settings = recipe.forHeads(heads);
    PhotoFolder images = PhotoFolder.read(data, heads, recipe);
    ImageTable test =
        images
            .test()
            .orElseThrow(
                () -> new DataException(List.of(data.resolve("test.csv") + " does not exist")));
    Files.createDirectories(out);
    List<Trained> trained = new ArrayList<>();
    try (ProgressListener progress = new ProgressListener()) {
      for (Candidate candidate : candidates(images, progress)) {
        System.err.println("training " + candidate.network() + ", " + candidate.size());
        trained.add(train(candidate, settings, images, test, progress));
      }
    }
    write(measured(trained, files(test)));
    return 0;
  }

  private List<Candidate> candidates(PhotoFolder images, ProgressListener progress) {
    ShuffleNetV2 trunk = network.started(Backbone.shuffleNetV2x05(), progress);
    return List.of(
        softmax(trunk, images, network.size * 5 / 4),
        softmax(trunk, images, network.size),
        new Candidate(
            count(heads.size(), "head") + network.headShape(),
            network.size,
            network.model(trunk, specs),
            Optional.empty(),
            out.resolve("heads.twohead")));
  }

  /** One head that tells classes apart, off which the others are read. */
  private Candidate softmax(ShuffleNetV2 trunk, PhotoFolder images, int size) {
    List<String> classes = images.classes(specs);
    HeadSpec head = HeadSpec.categorical("class", classes);
    return new Candidate(
        "one softmax, " + count(classes.size(), "output"),
        size,
        network.builder(trunk, size).heads(head),
        Optional.of((any, name) -> classes.contains(name) ? Label.category(name) : Label.UNKNOWN),
        out.resolve("softmax-" + size + ".twohead"));
  }

  /** As many files of the test set as are wanted, from all over it. */
  private List<Path> files(ImageTable test) {
    List<LabelledImage> images = test.images();
    if (recipe.skipUnreadable) {
      images = images.stream().filter(ArticleTableCommand::isReadable).toList();
    }
    int count = Math.min(photos, images.size());
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LabelledImage image = images.get((int) ((long) i * images.size() / count));
      files.add(((ImageSource.FileImage) image.source()).path());
    }
    return files;
  }

  private static boolean isReadable(LabelledImage image) {
    try {
      InputImage.read(image.source(), Preprocessing.standard());
      return true;
    } catch (UnreadableImageException e) {
      return false;
    }
  }

  private static String count(int count, String what) {
    String number = count < NUMBERS.size() ? NUMBERS.get(count) : Integer.toString(count);
    return number + " " + what + (count == 1 ? "" : "s");
  }

  private Trained train(
      Candidate candidate,
      Consumer<Trainer> settings,
      PhotoFolder images,
      ImageTable test,
      ProgressListener progress) {
    try (MultiHeadModel model = candidate.model().build()) {
      Trainer trainer = model.trainer().listener(progress);
      (candidate.categories().isEmpty() ? settings : recipe.forOneHead()).accept(trainer);
      TrainingReport report =
          trainer.fit(
              candidate.relabelled(images.train()), candidate.relabelled(images.validation()));
      model.save(candidate.weights());
      if (candidate.categories().isPresent()) {
        Scores scores = questions(candidate.weights(), images.labels().orElseThrow(), test);
        return new Trained(candidate, report.bestEpoch(), scores, OptionalLong.empty());
      }
      return new Trained(candidate, report.bestEpoch(), model.evaluate(test), export(model, test));
    }
  }

  /** The scores of the questions that are read off a head of categories. */
  private Scores questions(Path weights, LabelSplitter labels, ImageTable test) {
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    List<LabelledImage> rows =
        recipe.skipUnreadable
            ? test.images().stream().filter(ArticleTableCommand::isReadable).toList()
            : test.images();
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().device(Device.cpu()).open(weights)) {
      List<Prediction> answers =
          predictor.predict(rows.stream().map(LabelledImage::source).toList());
      for (HeadSpec question : specs) {
        int[] c = new int[4];
        for (int i = 0; i < answers.size(); i++) {
          Label label = rows.get(i).label(question);
          if (!label.equals(Label.UNKNOWN)) {
            boolean yes = answers.get(i).heads().get(0).question(question, labels).positive();
            c[(label.equals(Label.POSITIVE) ? 0 : 2) + (yes ? 0 : 1)]++;
          }
        }
        counts.put(question.name(), ConfusionCounts.of(c[0], c[2], c[1], c[3]));
      }
    }
    return Scores.builder().heads(counts).images(rows.size()).build();
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
      Candidate candidate = network.candidate();
      rows.add(
          new TableRow(
              candidate.network(),
              candidate.size(),
              network.bestEpoch(),
              network.test(),
              latency.of(i),
              Files.size(candidate.weights()),
              network.tflite()));
    }
    Interval increase = latency.increase(2, 1);
    return new ArticleTable(
        rows.get(0), rows.get(1), rows.get(2), increase, notes(rows.get(0).test(), files.size()));
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

  private List<String> notes(Scores test, int files) {
    return List.of(
        "Scores: "
            + test.images()
            + " photos of test.csv, the best of "
            + count(recipe.epochs, "epoch")
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
    Files.writeString(out.resolve("table.md"), table.toMarkdown());
    JsonReports.write(out.resolve("table.json"), JsonReports.of(table));
    ImageIO.write(TableChart.draw(table), "png", out.resolve("table.png").toFile());
  }
}
