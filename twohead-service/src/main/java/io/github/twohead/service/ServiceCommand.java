package io.github.twohead.service;

import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.TwoheadException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The runnable jar: {@code java -jar twohead-service.jar --model FILE}. */
@Command(
    name = "twohead-service",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Answers a model's questions about images that are sent to it over HTTP, until it is"
            + " stopped.")
public final class ServiceCommand implements Callable<Integer> {
  private static final int USER_ERROR = 2;
  private static final int WARM_BATCHES = 4;
  private static final int WARM_IMAGES = 16;

  @Spec CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A saved model, or a TFLite or ONNX file that was exported from one.")
  Path model;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Who can reach it: only this machine unless given, all networks with 0.0.0.0. There is"
              + " no password.")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where it listens, 0 for any free port; ${DEFAULT-VALUE} unless given.")
  int port = 8080;

  @Mixin Limits limits = new Limits();

  ServiceCommand() {}

  /**
   * Serves until the process is told to stop.
   *
   * @param args the options
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ServiceCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    MultiHeadPredictor predictor;
    PredictionServer server;
    try {
      predictor = MultiHeadPredictor.open(model);
      warm(predictor);
      server = new PredictionServer(predictor, host, port, limits);
    } catch (TwoheadException
        | IllegalArgumentException
        | IllegalStateException // no engine reads such a file
        | IOException e) {
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return USER_ERROR;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, predictor), "stop"));
    spec.commandLine().getOut().println(predictor.runtime() + " answers at " + server.address());
    server.join();
    return 0;
  }

  /** Lets Java compile what every answer needs, so that the first visitors wait less. */
  private static void warm(MultiHeadPredictor predictor) throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1024, 768, BufferedImage.TYPE_INT_RGB), "jpg", jpeg);
    ImageSource image = ImageSource.of(jpeg.toByteArray());
    for (int i = 0; i < WARM_BATCHES; i++) {
      var unused = predictor.predict(Collections.nCopies(WARM_IMAGES, image));
    }
  }

  private static void stop(PredictionServer server, MultiHeadPredictor predictor) {
    try (predictor;
        server) {
      System.err.println("stopping: no more requests, the last answers go out");
    } catch (IOException e) {
      System.err.println("error: " + e.getMessage());
    }
  }
}
