package io.github.twohead.examples;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.Metric;
import io.github.twohead.Recipe;
import io.github.twohead.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network that the article's table trains.
 *
 * @param network what the table calls it
 * @param size the width and height of its input in pixels
 * @param recipe how it is trained
 * @param categories the labels of its one head, if the questions are read off that
 * @param weights the file that its weights go to
 */
record ArticleNetwork(
    String network, int size, Recipe recipe, Optional<LabelSplitter> categories, Path weights) {

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

  /** Lets a head of classes be judged by the question that decides, which is read off it. */
  void keepBestBy(BestOptions best, Trainer trainer, HeadSpec main, LabelSplitter labels) {
    if (best.byLoss) {
      trainer.keepBestByLoss();
      return;
    }
    String name = best.bestBy.keySet().stream().findFirst().orElse(main.name());
    HeadSpec question = HeadSpec.binary(name);
    Metric asked = best.bestBy.getOrDefault(name, Metric.F1);
    Metric metric =
        Metric.of(
            question + " " + asked, answers -> answers.question(question, labels).score(asked));
    trainer.keepBestBy(recipe.heads().get(0), metric);
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
