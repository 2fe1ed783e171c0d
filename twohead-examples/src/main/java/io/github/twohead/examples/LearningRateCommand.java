package io.github.twohead.examples;

import io.github.twohead.LearningRateTest;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Recipe;
import io.github.twohead.examples.table.LearningRateChart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tries learning rates. */
@Command(
    name = "lr-test",
    sortOptions = false,
    customSynopsis = {
      "twohead-examples lr-test --data=DIR --head=NAME=POSITIVES[/NEGATIVES]... [OPTIONS]",
      "twohead-examples lr-test --config=FILE [KEY=VALUE...] [OPTIONS]",
    },
    description =
        "Trains on batch after batch of the training table while the learning rate rises from 1e-7"
            + " towards 10, until the loss explodes; draws the loss, and suggests a rate: a tenth of"
            + " that at which the smoothed loss is lowest. Takes train's options of data, network and"
            + " training; no model is written.")
final class LearningRateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin GivenRun run = new GivenRun();

  @Option(
      names = "--batches",
      defaultValue = "100",
      paramLabel = "N",
      description = "How many rates are tried, each on one batch (default: ${DEFAULT-VALUE}).")
  int batches;

  @Option(
      names = "--chart",
      defaultValue = "lr-test.png",
      converter = GivenPath.Output.class,
      paramLabel = "FILE",
      description = "The picture to write (default: ${DEFAULT-VALUE}).")
  Path chart;

  @Override
  public Integer call() throws IOException {
    Examples.require(
        batches >= 10 && batches <= 100_000, "--batches", "from 10 to 100000", batches);
    Recipe recipe = run.recipe(spec);
    LearningRateTest test;
    try (ProgressListener progress = new ProgressListener();
        MultiHeadModel model = recipe.model(progress)) {
      test =
          InterruptOnExit.call(
              () ->
                  recipe
                      .trainer(model)
                      .listener(progress)
                      .learningRateTest(recipe.train(), batches));
    }
    OutputFiles.picture(chart, LearningRateChart.draw(test));
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println(test + "; tried " + test.points().size() + " rates, see " + chart);
    stdout.flush();
    return 0;
  }
}
