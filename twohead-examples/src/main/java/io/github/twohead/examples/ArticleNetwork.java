package io.github.twohead.examples;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Trainer;
import io.github.twohead.examples.BestOptions.HeadMetric;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A network that the article's table trains.
 *
 * @param network what the table calls it
 * @param size the width and height of its input in pixels
 * @param model its builder
 * @param categories the labels of its one head, if the questions are read off that
 * @param weights the file that its weights go to
 */
record ArticleNetwork(
    String network,
    int size,
    MultiHeadModel.Builder model,
    Optional<LabelSplitter> categories,
    Path weights) {

  /** The images by its own labels. */
  ImageTable relabelled(ImageTable table) {
    return categories.isEmpty() ? table : new Relabelled(table, categories.get());
  }

  /** The same images with other labels. */
  private record Relabelled(ImageTable table, LabelSplitter labels) implements ImageTable {
    @Override
    public List<LabelledImage> images() {
      return table.images().stream()
          .map(row -> LabelledImage.of(row.source(), row.imageClass().orElseThrow(), labels))
          .toList();
    }

    @Override
    public boolean skipsUnreadableImages() {
      return table.skipsUnreadableImages();
    }

    @Override
    public boolean allowsRepeatedRows() {
      return table.allowsRepeatedRows();
    }
  }

  /** The recipe for one head of classes; the question that decides is read off it. */
  static Consumer<Trainer> recipe(
      TrainingOptions options, List<HeadOption> heads, HeadSpec classes, LabelSplitter labels) {
    Consumer<Trainer> settings = options.forOneHead();
    if (options.best.byLoss) {
      return settings.andThen(Trainer::keepBestByLoss);
    }
    HeadMetric deciding = options.best.deciding(heads).get(0);
    HeadSpec question = HeadSpec.binary(deciding.head().name());
    Metric metric =
        Metric.of(
            question + " " + deciding.metric(),
            answers -> answers.question(question, labels).score(deciding.metric()));
    return settings.andThen(trainer -> trainer.keepBestBy(classes, metric));
  }

  /** The answers to questions, by name. */
  Map<String, HeadEvaluation> questions(
      Evaluation evaluation, List<HeadSpec> questions, LabelSplitter labels) {
    if (categories.isEmpty()) {
      return evaluation.heads();
    }
    HeadEvaluation classes = evaluation.heads().values().iterator().next();
    Map<String, HeadEvaluation> answers = new LinkedHashMap<>();
    questions.forEach(question -> answers.put(question.name(), classes.question(question, labels)));
    return answers;
  }
}
