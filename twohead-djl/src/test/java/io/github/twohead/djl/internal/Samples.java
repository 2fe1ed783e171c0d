package io.github.twohead.djl.internal;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.primitives.Floats;
import io.github.twohead.Augmentation;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Optimizer;
import io.github.twohead.Preprocessing;
import io.github.twohead.Trainer;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.SafeTensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Small drawn images of five classes, which two heads tell apart, and models that learn it fast.
 */
public final class Samples {
  public static final int SIDE = 32;
  public static final HeadSpec RED = HeadSpec.builder("red").width(8).build();
  public static final HeadSpec BRIGHT = HeadSpec.builder("bright").width(8).build();

  /** 0 is dark blue, 1 dark red, 2 bright blue, 3 bright red, 4 a red that may be either. */
  public static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(RED, 1, 3, 4)
          .positive(BRIGHT, 2, 3)
          .unknown(BRIGHT, 4)
          .classes(0, 1, 2, 3, 4)
          .build();

  private static final int[] LEVELS = {90, 90, 190, 190, 140};

  static {
    // more threads would only wait for each other at this size, for long on a busy machine
    Torch.engine();
    JniUtils.setNumThreads(1);
  }

  private Samples() {}

  /** Draws an image; the number makes it differ from others of its class. */
  public static BufferedImage image(int imageClass, int number, int side) {
    Random random = new Random(1000L * number + imageClass);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    int strong = LEVELS[imageClass] + 40;
    int weak = LEVELS[imageClass] - 60;
    boolean red = imageClass % 2 == 1 || imageClass == 4;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int noise = random.nextInt(-15, 16);
        int first = (red ? strong : weak) + noise;
        int last = (red ? weak : strong) + noise;
        image.setRGB(x, y, first << 16 | (weak + noise) << 8 | last);
      }
    }
    return image;
  }

  /** Draws an image into a PNG file. */
  public static Path file(Path folder, String name, int imageClass, int number) {
    Path file = folder.resolve(name);
    try {
      ImageIO.write(image(imageClass, number, SIDE), "png", file.toFile());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static LabelledImage row(int imageClass, int number) {
    return LabelledImage.of(
        ImageSource.of(image(imageClass, number, SIDE)), Integer.toString(imageClass), LABELS);
  }

  /** As many images of every class; the number of the first one keeps tables apart. */
  public static ImageTable table(int perClass, int first) {
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < perClass * LEVELS.length; i++) {
      rows.add(row(i % LEVELS.length, first + i / LEVELS.length));
    }
    return ImageTable.of(rows);
  }

  public static ImageTable train() {
    return table(6, 0);
  }

  public static ImageTable validation() {
    return table(3, 100);
  }

  /** A backbone of two convolutions. */
  public static Backbone tiny() {
    return DjlBackbone.of("tiny", () -> layer(layer(new SequentialBlock(), 8), 12));
  }

  private static SequentialBlock layer(SequentialBlock block, int filters) {
    Block convolution =
        Conv2d.builder()
            .setKernelShape(new Shape(3, 3))
            .setFilters(filters)
            .optStride(new Shape(2, 2))
            .optBias(false)
            .build();
    return block.add(convolution).add(BatchNorm.builder().build()).add(Activation.reluBlock());
  }

  /** A model on the tiny backbone. */
  public static MultiHeadModel model(long seed) {
    return model(tiny(), seed);
  }

  public static MultiHeadModel model(Backbone backbone, long seed) {
    return MultiHeadModel.builder()
        .backbone(backbone)
        .heads(RED, BRIGHT)
        .threshold("bright", 0.4)
        .preprocessing(Preprocessing.standard().size(SIDE))
        .device(Device.cpu())
        .seed(seed)
        .build();
  }

  /** A trainer that learns these images in three epochs or so. */
  public static Trainer trainer(MultiHeadModel model, LearningRateSchedule schedule) {
    return model
        .trainer()
        .batchSize(8)
        .optimizer(Optimizer.adam(0.01))
        .schedule(schedule)
        .augmentation(Augmentation.none());
  }

  /** The weights that a model holds now. */
  public static Map<String, List<Float>> weights(MultiHeadModel model) {
    try {
      Path file = Files.createTempFile("twohead-test", ".twohead");
      try {
        model.save(file);
        return weights(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The weights in a file. */
  public static Map<String, List<Float>> weights(Path file) throws IOException {
    Map<String, List<Float>> weights = new LinkedHashMap<>();
    SafeTensors.decode(Files.readAllBytes(file))
        .tensors()
        .forEach((name, tensor) -> weights.put(name, Floats.asList(tensor.values())));
    return weights;
  }

  /** What happens when an image is decoded. */
  @FunctionalInterface
  public interface Hook {
    void run() throws InterruptedException;
  }

  /** An image that does something when it is decoded. */
  public static final class HookedImage extends BufferedImage {
    private final List<Hook> hooks;
    private boolean armed;

    public HookedImage(int imageClass, Hook... hooks) {
      super(SIDE, SIDE, TYPE_INT_RGB);
      setData(image(imageClass, 1, SIDE).getData());
      this.hooks = List.of(hooks);
    }

    public ImageSource source() {
      ImageSource source = ImageSource.of(this);
      armed = true;
      return source;
    }

    @Override
    public int getHeight() {
      if (armed) {
        armed = false;
        try {
          for (Hook hook : hooks) {
            hook.run();
          }
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return super.getHeight();
    }
  }
}
