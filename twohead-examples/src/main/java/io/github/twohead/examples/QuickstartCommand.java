package io.github.twohead.examples;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Optimizer;
import io.github.twohead.Preprocessing;
import io.github.twohead.examples.scenes.ScenePainter.SceneKind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole path on pictures that the program draws itself. */
@Command(
    name = "quickstart",
    sortOptions = false,
    description =
        "Draws documents, screens and other things, trains two heads on them, saves the model,"
            + " reopens it, and shows what it says about new pictures.")
final class QuickstartCommand implements Callable<Integer> {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec OTHER = HeadSpec.binary("not_a_document");

  @Spec CommandSpec spec;

  @Option(
      names = "--out",
      defaultValue = "twohead-quickstart",
      converter = GivenPath.OutputFolder.class,
      paramLabel = "DIR",
      description = "Folder for pictures, model and contact sheet (default: ${DEFAULT-VALUE}).")
  Path out;

  @Option(
      names = "--images",
      defaultValue = "2100",
      paramLabel = "N",
      description = "How many pictures to learn from (default: ${DEFAULT-VALUE}).")
  int images;

  @Option(
      names = "--epochs",
      defaultValue = "15",
      paramLabel = "N",
      description = "Default: ${DEFAULT-VALUE}.")
  int epochs;

  @Option(
      names = "--size",
      defaultValue = "128",
      paramLabel = "PIXELS",
      description = "Width and height of the input in pixels (default: ${DEFAULT-VALUE}).")
  int size;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "NUMBER",
      description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Override
  public Integer call() throws IOException {
    Examples.require(epochs >= 1, "--epochs", "at least 1", epochs);
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println("drawing pictures into " + out);
    SceneFolder scenes = SceneFolder.draw(out, images, seed);

    LabelSplitter labels =
        LabelSplitter.builder()
            .positive(SCREEN, SceneKind.SCREEN.classId())
            .positive(OTHER, SceneKind.OTHER.classId())
            .build();
    ImageTable train = ImageTable.readCsv(scenes.trainCsv(), labels);
    ImageTable validation = ImageTable.readCsv(scenes.validationCsv(), labels);
    ImageTable test = ImageTable.readCsv(scenes.testCsv(), labels);
    Path file = out.resolve("documents.twohead");

    try (MultiHeadModel model =
            MultiHeadModel.builder()
                .heads(SCREEN, OTHER)
                .preprocessing(Preprocessing.standard().size(size))
                .seed(seed)
                .build();
        ProgressListener progress = new ProgressListener()) {
      model
          .trainer()
          .epochs(epochs)
          .batchSize(32)
          .optimizer(Optimizer.adam(2e-3))
          .listener(progress)
          .fit(train, validation);
      model.save(file);
    }

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      Evaluation evaluation = predictor.evaluate(test);
      stdout.println(test.images().size() + " pictures that the model has not seen:");
      stdout.println(ScoreTable.of(evaluation));
      Path sheet = out.resolve("contact-sheet.png");
      OutputFiles.picture(sheet, QuickstartSheet.draw(predictor, test));
      stdout.println("model:         " + file);
      stdout.println("contact sheet: " + sheet);
      if (!ContactSheet.hasFonts()) {
        stdout.println("(no fonts are installed: the contact sheet has no text)");
      }
    }
    stdout.flush();
    return 0;
  }

  /** What a model says about the first pictures of a table. */
  private static final class QuickstartSheet {
    private static final int COLUMNS = 6;
    private static final int ROWS = 3;

    private QuickstartSheet() {}

    static BufferedImage draw(MultiHeadPredictor predictor, ImageTable table) throws IOException {
      int shown = Math.min(COLUMNS * ROWS, table.images().size());
      List<ContactSheet.Tile> tiles = new ArrayList<>();
      for (LabelledImage image : table.images().subList(0, shown)) {
        tiles.add(tile(predictor, image));
      }
      return new ContactSheet("One backbone, two heads: " + shown + " pictures never seen before")
          .draw(tiles, COLUMNS);
    }

    private static ContactSheet.Tile tile(MultiHeadPredictor predictor, LabelledImage image)
        throws IOException {
      ImageSource.FileImage file = (ImageSource.FileImage) image.source();
      List<ContactSheet.Bar> bars = new ArrayList<>();
      boolean correct = true;
      for (HeadPrediction answer : predictor.predict(file).heads()) {
        boolean expected = image.label(answer.head()).equals(Label.POSITIVE);
        correct &= answer.positive() == expected;
        bars.add(
            new ContactSheet.Bar(
                answer.head().name().replace('_', ' '), answer.probability(), expected));
      }
      return new ContactSheet.Tile(ImageIO.read(file.path().toFile()), kind(image), bars, correct);
    }

    private static String kind(LabelledImage image) {
      for (SceneKind kind : SceneKind.values()) {
        if (image.imageClass().equals(Optional.of(Integer.toString(kind.classId())))) {
          return kind.name().toLowerCase(Locale.ROOT);
        }
      }
      throw new IllegalArgumentException("no scene is of class " + image.imageClass());
    }
  }
}
