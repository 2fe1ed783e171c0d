package io.github.twohead.examples;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import io.github.twohead.Augmentation;
import io.github.twohead.AugmentationStep;
import io.github.twohead.Backbone;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.EpochReport;
import io.github.twohead.HeadLoss;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.DjlLoss;
import io.github.twohead.spi.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;

/** The examples of docs/extending.md, word for word. */
final class ExtendingExample {
  private ExtendingExample() {}

  // guide begins
  /** An image in a ZIP archive. */
  record ZippedImage(Path archive, String entry) implements ImageSource.OnDemand {
    @Override
    public String name() {
      return archive + "!" + entry;
    }

    @Override
    public ImageSource load() throws IOException {
      try (ZipFile zip = new ZipFile(archive.toFile())) {
        ZipEntry found = zip.getEntry(entry);
        if (found == null) {
          throw new IOException("the archive has no such entry");
        }
        return ImageSource.of(zip.getInputStream(found));
      }
    }
  }

  // guide ends

  // guide begins
  /** TIFF, as the JDK reads it. */
  public static final class TiffDecoder implements ImageDecoder {
    @Override
    public String format() {
      return "TIFF";
    }

    @Override
    public Set<String> extensions() {
      return Set.of("tif", "tiff"); // by which readFolders knows an image
    }

    @Override
    public boolean decodes(byte[] encoded) {
      int length = Math.min(4, encoded.length);
      String start = new String(encoded, 0, length, StandardCharsets.ISO_8859_1);
      return start.equals("II*\0") || start.equals("MM\0*");
    }

    @Override
    public BufferedImage decode(byte[] encoded, int width, int height) throws IOException {
      return ImageIO.read(new ByteArrayInputStream(encoded));
    }
  }

  // guide ends

  static LabelSplitter labels() {
    // guide begins
    LabelSplitter labels = // "screen/laptop" is a screen, and so is "screen/phone"
        (head, imageClass) ->
            imageClass.startsWith(head.name() + "/") ? Label.POSITIVE : Label.NEGATIVE;
    // guide ends
    return labels;
  }

  static ImageTable table(Path archive, LabelSplitter labels, List<String> screens) {
    // guide begins
    ImageTable table =
        () ->
            screens.stream()
                .map(entry -> new ZippedImage(archive, entry))
                .map(image -> LabelledImage.of(image, "screen/laptop", labels))
                .toList();
    // guide ends
    return table;
  }

  static Backbone backbone() {
    // guide begins
    Backbone tiny =
        DjlBackbone.of(
            "tiny",
            () ->
                new SequentialBlock()
                    .add(
                        Conv2d.builder()
                            .setKernelShape(new Shape(3, 3))
                            .optStride(new Shape(2, 2))
                            .setFilters(16)
                            .build())
                    .add(BatchNorm.builder().build())
                    .add(Activation::relu));
    // guide ends
    return tiny;
  }

  static Trainer recipe(Trainer trainer) {
    // guide begins
    LearningRateSchedule decay =
        LearningRateSchedule.of("0.9 per epoch", (progress, epochs) -> Math.pow(0.9, progress));
    trainer.schedule(decay.warmup(0.5)).listener(new Patience(3));
    // guide ends
    return trainer;
  }

  static Augmentation augmentation() {
    // guide begins
    AugmentationStep fog = // white by up to a half
        (image, random) -> {
          int density = random.nextInt(128);
          byte[] values = image.pixels(); // red, green, blue of each pixel, at the input size
          for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (((values[i] & 0xFF) * (255 - density) + 255 * density) / 255);
          }
        };
    Augmentation foggy = Augmentation.builder().trivialAugment().step("fog 128", fog).build();
    // guide ends
    return foggy;
  }

  // guide begins
  /** Ends training when the loss on the validation table has not fallen for some epochs. */
  static final class Patience implements TrainingListener {
    private final int epochs;
    private double best = Double.POSITIVE_INFINITY;
    private int worse;

    Patience(int epochs) {
      this.epochs = epochs;
    }

    @Override
    public boolean endsTraining(EpochReport epoch) {
      worse = epoch.validationLoss() < best ? 0 : worse + 1;
      best = Math.min(best, epoch.validationLoss());
      return worse == epochs;
    }
  }

  // guide ends

  static WeightedMultiLoss loss(HeadSpec screen) {
    // guide begins
    HeadLoss brier = // gradients flow through DJL's arrays: no derivative to write
        DjlLoss.of("brier", (logits, targets) -> Activation.sigmoid(logits).sub(targets).square());
    WeightedMultiLoss loss = WeightedMultiLoss.builder().loss(screen, brier).build();
    // guide ends
    return loss;
  }

  static Metric keepCheapest(Trainer trainer, HeadSpec screen) {
    // guide begins
    Metric cost = // less is better; a missed screen is as bad as ten false alarms
        Metric.ofLoss(
            "cost",
            head -> {
              ConfusionCounts counts = head.counts();
              return 10.0 * counts.falseNegatives() + counts.falsePositives();
            });
    trainer.keepBestBy(screen, cost);
    // guide ends
    return cost;
  }
}
