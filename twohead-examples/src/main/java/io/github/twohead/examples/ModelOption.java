package io.github.twohead.examples;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.ResizeMode;
import io.github.twohead.Views;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The model that a command uses, and how. */
final class ModelOption {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  @Option(
      names = "--model",
      required = true,
      converter = GivenPath.Input.class,
      paramLabel = "FILE",
      description =
          "A saved model, or a TFLite or ONNX file. Several answer together, by the mean of their"
              + " probabilities. Repeatable.")
  List<Path> files;

  @Option(
      names = "--views",
      paramLabel = "VIEWS",
      description =
          "What is seen of each photo: flip for it and its mirror image, or the first 1 to 10 views"
              + " by their number. Their probabilities' mean counts; their highest with max(10).")
  @Nullable Views views;

  @Option(
      names = "--heads",
      split = ",",
      paramLabel = "NAME",
      description =
          "What the outputs of a TFLite or ONNX file from elsewhere answer, separated by commas. A"
              + " file that was exported from a saved model says it itself.")
  List<String> heads = List.of();

  @Option(
      names = "--labels",
      paramLabel = "HEAD=FILE",
      description =
          "A text file with a category in each line, in the order of the output's numbers, for a"
              + " head of --heads that answers with a category.")
  Map<String, Path> labels = new LinkedHashMap<>();

  @Option(
      names = "--threshold",
      paramLabel = "HEAD=PROBABILITY",
      description = "The probability from which on a head decides yes, if not that of the file.")
  Map<String, Double> thresholds = new LinkedHashMap<>();

  @Option(
      names = "--normalize",
      paramLabel = "STATISTICS",
      description =
          "What such a file expects of its pixels: imagenet, none, or means/standard deviations of"
              + " red, green and blue, such as 0.5,0.5,0.5/0.25,0.25,0.25.")
  @Nullable Normalization normalization;

  @Option(
      names = "--resize",
      paramLabel = "MODE",
      description =
          "What becomes of a photo's aspect ratio before such a file sees it: stretch, pad or crop;"
              + " stretch unless given.")
  @Nullable ResizeMode resize;

  @Option(
      names = "--outputs",
      paramLabel = "TYPE",
      description =
          "What the numbers are that come out of a TFLite or ONNX file from elsewhere, where its"
              + " last step does not show it: probabilities or logits.")
  @Nullable OutputType outputs;

  @Option(
      names = "--accept-changed",
      description =
          "Open an exported file although a tool changed it, such as ONNX Runtime's quantization.")
  boolean acceptChanged;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "auto, cpu, gpu0, gpu1, …; auto unless given. TFLite and ONNX files run on the CPU.")
  @Nullable Device device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads of the CPU work on one photo.")
  @Nullable Integer threads;

  private HeadSpec head(String name) {
    Path file = labels.get(name);
    if (file == null) {
      return HeadSpec.binary(name);
    }
    try {
      return HeadSpec.categorical(name, lines(file));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "--labels: " + file + " is not UTF-8: save it as UTF-8", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("--labels: " + file + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--labels: " + file + ": " + e.getMessage(), e);
    }
  }

  /** The lines of a UTF-8 text, without a byte order mark. */
  private static List<String> lines(Path file) throws IOException {
    String text = Files.readString(file);
    if (text.indexOf('\0') >= 0) {
      throw new CharacterCodingException(); // UTF-16 without a byte order mark
    }
    return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).lines().toList();
  }

  /** What to remember of thresholds that were chosen by views, which no file asks for by itself. */
  static Optional<String> chosenBy(Views views) {
    return views.count() == 1
        ? Optional.empty()
        : Optional.of(
            "thresholds chosen for --views " + views + ": give it to predict and evaluate");
  }

  MultiHeadPredictor open() {
    MultiHeadPredictor.Builder builder = MultiHeadPredictor.builder();
    if (!heads.isEmpty()) {
      HeadOption.requireKnown("--labels", labels.keySet(), heads);
      builder.heads(heads.stream().map(this::head).toList());
    } else if (!labels.isEmpty()) {
      throw new IllegalArgumentException(
          "--labels says what heads of --heads answer: give --heads");
    }
    thresholds.forEach(
        (head, probability) -> {
          Examples.require(
              probability >= 0 && probability <= 1, "--threshold", "from 0 to 1", probability);
          builder.threshold(head, probability);
        });
    if (normalization != null) {
      builder.normalization(normalization);
    }
    if (resize != null) {
      builder.resize(resize);
    }
    if (outputs != null) {
      builder.outputs(outputs);
    }
    if (acceptChanged) {
      builder.acceptChanged();
    }
    if (device != null) {
      builder.device(device);
    }
    if (threads != null) {
      builder.threads(threads);
    }
    if (views != null) {
      builder.views(views);
    }
    return files.size() == 1 ? builder.open(files.get(0)) : builder.openEnsemble(files);
  }
}
