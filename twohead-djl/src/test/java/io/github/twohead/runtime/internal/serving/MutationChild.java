package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.heads.Readout;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Runs damaged files, and says of each what became of it; {@link RuntimeMutationRun} starts it. */
final class MutationChild {
  static final String MARK = "=> ";
  static final String RUN = "run";
  static final String REFUSED = "refused";

  private static final long LIMIT_MILLIS = 1000;

  private final DamagedModel model;
  private final List<NetworkRuntime> runtimes;

  private MutationChild(DamagedModel model) {
    this.model = model;
    runtimes =
        NetworkRuntimes.all().stream()
            .filter(runtime -> (runtime == Runtimes.ONNX) != model.isTfLite())
            .filter(NetworkRuntimes::isThere)
            .toList();
  }

  /**
   * Takes the name of a {@link DamagedModel}, the first seed, and the first one that is not run.
   */
  public static void main(String[] args) throws IOException {
    MutationChild child = new MutationChild(DamagedModel.of(args[0]));
    Path file = Files.createTempFile("damaged", "");
    for (long seed = Long.parseLong(args[1]); seed < Long.parseLong(args[2]); seed++) {
      Files.write(file, child.model.damaged(seed));
      System.out.println(MARK + child.timed(file));
      System.out.flush();
    }
    System.exit(0);
  }

  private String timed(Path file) {
    long start = System.nanoTime();
    String outcome = outcome(file);
    if (millisSince(start) > LIMIT_MILLIS) {
      // once more: the machine may have been busy
      start = System.nanoTime();
      outcome = outcome(file);
    }
    long millis = millisSince(start);
    return millis > LIMIT_MILLIS ? "it took " + millis + " ms" : outcome;
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private String outcome(Path file) {
    try {
      boolean run = true;
      for (NetworkRuntime runtime : runtimes) {
        run &= isRun(file, runtime);
      }
      return run ? RUN : REFUSED;
    } catch (Throwable e) {
      e.printStackTrace();
      return e.toString().replace('\n', ' ');
    }
  }

  private boolean isRun(Path file, NetworkRuntime runtime) {
    try {
      NetworkFile network = FileEngine.read(ModelContent.of(file));
      if (network.metadata().containsKey(FileMetadata.DIGEST)) {
        predict(file, runtime);
      } else {
        interpret(network, runtime);
      }
      return true;
    } catch (TwoheadException e) {
      return false;
    }
  }

  /** As a user would; the file says what it means. */
  private static void predict(Path file, NetworkRuntime runtime) {
    PredictorConfig settings =
        PredictorConfig.builder().device(Device.cpu()).acceptChanged().build();
    try (EnginePredictor predictor =
        FileEngine.open(ModelContent.of(file), settings, List.of(runtime))) {
      var unused = predictor.predict(List.of(ImageSource.of(OtherFormatsTest.image(pixels(3072)))));
    }
  }

  /** The last number of each output as a probability, whatever it is. */
  private static void interpret(NetworkFile network, NetworkRuntime runtime) {
    Readout any = Readout.of(HeadSpec.binary("any"));
    List<HeadOutputs.Decoder> heads = new ArrayList<>();
    for (NetworkOutput output : network.outputs()) {
      heads.add(new HeadOutputs.Decoder(any, heads.size(), output, OutputType.PROBABILITIES));
    }
    InputWriter writer = new InputWriter(network.input(), Optional.of(Normalization.NONE));
    try (InterpreterPool pool =
        new InterpreterPool("", NetworkRuntimes.load(runtime, network, 1), writer, heads)) {
      pool.probabilities(List.of(pixels(network.input().values())));
    }
  }

  private static byte[] pixels(int values) {
    byte[] rgb = new byte[values];
    new Random(1).nextBytes(rgb);
    return rgb;
  }
}
