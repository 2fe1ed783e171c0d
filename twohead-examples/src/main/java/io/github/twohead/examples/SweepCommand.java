package io.github.twohead.examples;

import io.github.twohead.examples.table.SweepChart;
import io.github.twohead.experiments.Sweep;
import io.github.twohead.experiments.SweepRunner;
import io.github.twohead.experiments.SweepSampler;
import io.github.twohead.experiments.SweepTable;
import io.github.twohead.experiments.SweepValues;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a recipe with many settings. */
@Command(
    name = "sweep",
    sortOptions = false,
    description = {
      "Trains a recipe with every combination of settings, or with some, and says which is best.",
      "Ended early, even by kill -9, the same command goes on: what was trained is kept."
    })
final class SweepCommand implements Callable<Integer> {
  private static final int MOST = 100_000;

  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      converter = GivenPath.Input.class,
      paramLabel = "FILE",
      description = "The recipe that all runs share.")
  Path config;

  @Option(
      names = "--out",
      converter = GivenPath.OutputFolder.class,
      paramLabel = "DIR",
      description = "The folder of the sweep (default: sweeps/ and the recipe's name).")
  @Nullable Path out;

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "Draw N settings, in place of every combination of lists.")
  @Nullable Integer random;

  @Option(
      names = "--draw-seed",
      paramLabel = "SEED",
      description = "What the draws of --random begin with (default: 1).")
  @Nullable Long drawSeed;

  @Option(
      names = "--halving",
      description =
          "End bad runs early: all settings get few epochs, the best third three times as many, and"
              + " so on.")
  boolean halving;

  @Option(
      names = "--by",
      paramLabel = "SCORE",
      description =
          "What is compared on the validation table, such as \"screen average_precision\" or"
              + " \"validation loss\" (default: what decides which epoch is best).")
  @Nullable String by;

  @Option(
      names = "--jobs",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Runs at a time; several get processes of their own (default: ${DEFAULT-VALUE}).")
  int jobs;

  @Parameters(
      arity = "1..*",
      paramLabel = "KEY=VALUES",
      description =
          "Settings to sweep over: training.learning_rate=1e-3,1e-2, training.seed=1,2,3,"
              + " \"training.epochs=range(3,12,3)\", \"training.batch_size=choice(32,64)\"; with"
              + " --random also \"training.label_smoothing=interval(0.0,0.2)\" and"
              + " \"training.learning_rate=tag(log,interval(1e-4,1e-1))\". One value changes the"
              + " recipe.")
  List<String> settings;

  @Override
  public Integer call() throws IOException {
    requireOnce();
    Map<String, SweepValues> space = new LinkedHashMap<>();
    List<String> overrides = new ArrayList<>();
    settings.forEach(setting -> sort(setting, space, overrides));
    if (space.isEmpty()) {
      throw Examples.mistake(
          spec, "give several values of a setting, such as training.learning_rate=1e-3,1e-2");
    }
    Sweep sweep = Sweep.read(config, overrides.toArray(String[]::new));
    space.forEach(sweep::over);
    sweep.sampler(sampler());
    sweep.runner(jobs == 1 ? SweepRunner.threads(1) : SweepRunner.processes(jobs));
    if (by != null) {
      sweep.by(by);
    }
    Path folder = out == null ? Path.of("sweeps", name()) : out;
    report(run(sweep, folder), folder);
    return 0;
  }

  private static SweepTable run(Sweep sweep, Path folder) {
    try (SweepProgress progress = new SweepProgress()) {
      return sweep.listener(progress).run(folder);
    }
  }

  /** One value of a setting is an override of the recipe, several are to be tried. */
  private static void sort(String setting, Map<String, SweepValues> space, List<String> overrides) {
    int equals = setting.indexOf('=');
    Optional<SweepValues> values =
        equals > 0 ? SweepValues.parse(setting.substring(equals + 1)) : Optional.empty();
    if (values.isEmpty()) {
      overrides.add(setting);
    } else {
      space.put(setting.substring(0, equals), values.get());
    }
  }

  /** Refuses a setting that is given twice, with one value or several. */
  private void requireOnce() {
    Set<String> keys = new HashSet<>();
    for (String setting : settings) {
      String key = setting.replaceFirst("=.*", "").replaceFirst("^\\+*", "");
      if (!keys.add(key)) {
        throw Examples.mistake(spec, key + " is given twice");
      }
    }
  }

  private SweepSampler sampler() {
    Examples.require(jobs >= 1, "--jobs", "at least 1", jobs);
    SweepSampler first = SweepSampler.grid();
    if (random != null) {
      Examples.require(random >= 1 && random <= MOST, "--random", "1 to " + MOST, random);
      first = SweepSampler.random(random, drawSeed == null ? 1 : drawSeed);
    } else if (drawSeed != null) {
      throw Examples.mistake(spec, "--draw-seed is for --random, which is not given");
    }
    return halving ? SweepSampler.halving(first) : first;
  }

  private String name() {
    String file = String.valueOf(config.getFileName());
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  private void report(SweepTable table, Path folder) throws IOException {
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println(table);
    Path chart = folder.resolve("results.png");
    ImageIO.write(SweepChart.draw(table), "png", chart.toFile());
    stdout.println("table: " + folder.resolve("results.csv") + ", chart: " + chart);
    table
        .best()
        .ifPresent(
            best ->
                stdout.println(
                    "best:  " + best.folder() + ", its model: " + folder.resolve("best.twohead")));
    stdout.flush();
  }
}
