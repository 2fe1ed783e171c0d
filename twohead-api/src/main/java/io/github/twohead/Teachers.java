package io.github.twohead;

import io.github.twohead.Distillation.Teaching;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The teachers, opened; those of files are closed with it. */
final class Teachers implements Teaching {
  private static final double LARGEST_LOGIT = 16;

  private final List<HeadSpec> heads;
  private final double temperature;
  private final List<MultiHeadPredictor> own = new ArrayList<>();
  private final List<MultiHeadPredictor> all;

  Teachers(Distillation from, List<HeadSpec> heads) {
    this.heads = heads;
    temperature = from.temperature();
    try {
      from.files().forEach(file -> own.add(opened(file, from.file())));
      all = from.models().isEmpty() ? own : from.models();
      for (int i = 0; i < all.size(); i++) {
        String name =
            from.files().isEmpty() ? "teacher " + (i + 1) : "the teacher " + from.files().get(i);
        for (HeadSpec head : heads) {
          require(name, all.get(i), head);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  static Path existing(Path file) {
    if (Files.notExists(file)) {
      throw new IllegalArgumentException("the teacher " + file + " does not exist");
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "the teacher "
              + file
              + " is a folder, not a model: only a cross-validation learns from the folder of another"
              + " one");
    }
    return file;
  }

  private static MultiHeadPredictor opened(Path file, TeacherFile told) {
    Path there = existing(file);
    try {
      return told.open(there);
    } catch (ModelFileException | IllegalArgumentException e) {
      String what = String.valueOf(e.getMessage());
      boolean settings = what.contains("outputs(") || what.contains("heads(…)");
      if (!settings) {
        throw e;
      }
      String named =
          what
              + ". Of a teacher these are Distillation.from(file).heads(…), normalization(…),"
              + " resize(…) and outputs(…)";
      throw e instanceof ModelFileException
          ? new ModelFileException(named, e)
          : new IllegalArgumentException(named, e);
    }
  }

  private static void require(String name, MultiHeadPredictor teacher, HeadSpec head) {
    HeadSpec same =
        teacher.heads().stream()
            .filter(one -> one.name().equals(head.name()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        name
                            + " has no head \""
                            + head
                            + "\", only "
                            + teacher.heads()
                            + ": a teacher must have all heads of the student"));
    if (!same.categories().equals(head.categories())) {
      throw new IllegalArgumentException(
          name
              + " answers head \""
              + head
              + "\" by "
              + answers(same)
              + ", the student by "
              + answers(head));
    }
  }

  private static String answers(HeadSpec head) {
    return head.isCategorical() ? "the categories " + head.categories() : "yes or no";
  }

  @Override
  public List<float[]> targets(List<ImageSource> images) {
    List<double[]> means = new ArrayList<>();
    for (MultiHeadPredictor teacher : all) {
      try (Stream<PredictionOutcome> outcomes = teacher.predictEach(images.stream())) {
        int image = 0;
        for (Iterator<PredictionOutcome> each = outcomes.iterator(); each.hasNext(); image++) {
          double[] said = numbers(each.next().orElseThrow());
          if (image == means.size()) {
            means.add(new double[said.length]);
          }
          double[] mean = means.get(image);
          Arrays.setAll(mean, i -> mean[i] + said[i] / all.size());
        }
      }
    }
    return means.stream().map(mean -> softened(heads, mean, temperature)).toList();
  }

  private double[] numbers(Prediction prediction) {
    return heads.stream()
        .map(head -> prediction.head(head.name()))
        .flatMapToDouble(HeadPrediction::numbers)
        .toArray();
  }

  @Override
  public void close() {
    own.forEach(MultiHeadPredictor::close);
  }

  /** Of one image, the probabilities of logits that are divided by a temperature. */
  static float[] softened(List<HeadSpec> heads, double[] probabilities, double temperature) {
    Calibration cooling = Calibration.temperature(temperature);
    float[] soft = new float[probabilities.length];
    int from = 0;
    for (HeadSpec head : heads) {
      int to = from + Math.max(1, head.categories().size());
      double[] logits = Calibration.none().logits(Arrays.copyOfRange(probabilities, from, to));
      Arrays.setAll(logits, i -> Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, logits[i])));
      double[] own = cooling.probabilities(logits);
      for (int i = from; i < to; i++) {
        soft[i] = (float) own[i - from];
      }
      from = to;
    }
    return soft;
  }
}
