package io.github.twohead.djl.internal;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import ai.djl.util.cuda.CudaUtils;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.SystemReport.Finding;
import io.github.twohead.SystemReport.Section;
import io.github.twohead.djl.internal.pretrained.PretrainedWeights;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.torch.TorchNatives;
import io.github.twohead.runtime.internal.natives.Natives;
import io.github.twohead.runtime.internal.system.Artifacts;
import io.github.twohead.runtime.internal.system.CacheFolder;
import io.github.twohead.runtime.internal.system.Look;
import io.github.twohead.spi.Examiner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Looks at PyTorch: whether it is there and starts, and whether a small network learns on it. */
public final class DjlExaminer implements Examiner {
  private static final String PYTORCH = "PyTorch";
  private static final String SAVED_MODELS = "saved models";
  private static final String SELF_TEST = "self-test";

  /** So many that no table is called too small. */
  private static final int IMAGES = 40;

  private static final int SIZE = 64;

  /** Called by the service loader. */
  public DjlExaminer() {}

  @Override
  public List<Finding> examine() {
    Look look = new Look();
    look.at(Section.NATIVES, PYTORCH, DjlExaminer::torch);
    look.at(Section.GPU, "CUDA", DjlExaminer::cuda);
    look.at(Section.CACHES, "DJL", DjlExaminer::caches);
    return look.findings();
  }

  private static void torch(Look look) {
    if (isUsable(look)) {
      selfTest(look);
    } else {
      look.missing(Section.PREDICTION, SAVED_MODELS, "PyTorch does not start, see above");
      look.missing(Section.TRAINING, SELF_TEST, "PyTorch does not start, see above");
    }
  }

  private static boolean isUsable(Look look) {
    try {
      Optional<String> missing = Natives.start(TorchNatives::missing);
      if (missing.isPresent()) {
        look.missing(
            Section.NATIVES,
            PYTORCH,
            missing.get()
                + " is neither on the class path nor in DJL's cache: the first start downloads it."
                + " Offline, "
                + Artifacts.advice("pytorch"));
        return false;
      }
      String version = Torch.engine().getVersion() + " on DJL " + Engine.getDjlVersion();
      look.fine(Section.NATIVES, PYTORCH, version + ", " + Natives.start(TorchNatives::origin));
      return true;
    } catch (RuntimeException | LinkageError | AssertionError e) { // DJL's on unknown systems
      look.broken(Section.NATIVES, PYTORCH, e.getMessage() + ". " + Artifacts.advice("pytorch"));
      return false;
    }
  }

  /**
   * Answers an image and trains for a step. Every shape of a 1×1 convolution is so compared with a
   * plain product, forward and backward, as at each first use.
   */
  private static void selfTest(Look look) {
    HeadSpec head = HeadSpec.binary("test");
    try (MultiHeadModel model =
            MultiHeadModel.builder()
                .heads(head)
                .preprocessing(Preprocessing.standard().size(SIZE))
                .build();
        MultiHeadPredictor predictor = model.predictor()) {
      double probability = predictor.predict(noise(0)).head(head).probability();
      look.fine(
          Section.PREDICTION,
          SAVED_MODELS,
          model.runtime() + "; self-test: an image is answered with " + (float) probability);
      model.trainer().epochs(1).batchSize(IMAGES).fit(images(head, 1), images(head, 1 + IMAGES));
      look.fine(
          Section.TRAINING,
          SELF_TEST,
          "a network of "
              + SIZE
              + "×"
              + SIZE
              + " pixels was trained, its 1×1 convolutions were compared with plain products: "
              + model.runtime());
    } catch (RuntimeException | LinkageError e) {
      look.broken(Section.TRAINING, SELF_TEST, e.toString());
    }
  }

  private static ImageTable images(HeadSpec head, long seed) {
    return ImageTable.of(
        IntStream.range(0, IMAGES)
            .mapToObj(
                i ->
                    LabelledImage.of(
                        noise(seed + i),
                        Map.of(head, i % 2 == 0 ? Label.POSITIVE : Label.NEGATIVE)))
            .toList());
  }

  private static ImageSource noise(long seed) {
    byte[] pixels = new byte[SIZE * SIZE * 3];
    new Random(seed).nextBytes(pixels);
    return ImageSource.ofRgb(pixels, SIZE, SIZE);
  }

  private static void cuda(Look look) {
    int gpus = CudaUtils.getGpuCount();
    String cuda = CudaUtils.hasCuda() ? "CUDA " + CudaUtils.getCudaVersionString() : "no CUDA";
    look.note(Section.GPU, "DJL", cuda + ", GPUs: " + gpus);
  }

  private static void caches(Look look) {
    CacheFolder.tell(look, "DJL", Utils.getCacheDir());
    if (!Utils.getEngineCacheDir().equals(Utils.getCacheDir())) {
      CacheFolder.tell(look, "DJL's native libraries", Utils.getEngineCacheDir());
    }
    CacheFolder.tell(look, "published weights", PretrainedWeights.cache());
  }
}
