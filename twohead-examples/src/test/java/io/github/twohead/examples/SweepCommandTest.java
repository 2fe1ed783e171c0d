package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.RunResult;
import io.github.twohead.experiments.SweepTable.Row;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands {@code sweep} and {@code runs}. */
class SweepCommandTest extends CommandLineFixture {
  private Duration time = Duration.ofHours(1);

  @BeforeEach
  void draw() throws IOException {
    SceneFolder.draw(folder, 16, 1);
    Files.writeString(
        folder.resolve("scenes.yaml"),
        """
        version: 1
        data: {train: train.csv, validation: val.csv, test: test.csv}
        heads:
          screen: {positive: [2], width: 8}
        preprocessing: {size: 32}
        training: {epochs: 1, batch_size: 8, threads: 1, workers: 1}
        """);
  }

  private int sweep(String... options) {
    Stream<String> given =
        Stream.of(
            "sweep",
            "--config",
            folder.resolve("scenes.yaml").toString(),
            "--out",
            folder.resolve("sweep").toString());
    return Examples.run(Stream.concat(given, Stream.of(options)).toArray(String[]::new));
  }

  @Test
  void should_print_draw_and_keep_what_came_of_every_run() throws IOException {
    String[] settings = {"training.learning_rate=1e-3,1e-2", "training.optimizer=adam,adamw"};

    assertThat(sweep(settings)).isZero();

    String table = printed();
    assertThat(table)
        .containsPattern("training.learning_rate +training.optimizer +runs +screen F1 +test")
        .containsPattern("1e-[23] +adamw? +[1-4] +0\\.\\d{3} +0\\.\\d{3}")
        .contains("best:  " + folder.resolve("sweep"));
    assertThat(complained())
        .contains("training 4 runs")
        .containsPattern("run 1/4  training.learning_rate=1e-3 training.optimizer=adam  screen F1");
    BufferedImage chart = ImageIO.read(folder.resolve("sweep/results.png").toFile());
    assertThat(chart.getWidth()).isEqualTo(2 * 420 * 2);
    forget();

    assertThat(sweep(settings)).isZero();

    assertThat(printed()).isEqualTo(table);
    assertThat(complained()).contains("training 4 runs, of which 4 are there already");
    runs(folder.resolve("sweep"));
  }

  private void runs(Path all) {
    forget();
    assertThat(Examples.run("runs", "--in", all.toString())).isZero();
    assertThat(printed())
        .containsPattern("run +state +epochs +best +time +score +test\\R001 +comp");
    forget();

    assertThat(Examples.run("runs", "--in", all.toString(), "001", "003")).isZero();
    assertThat(printed())
        .containsPattern("run +001 +003\\R")
        .containsPattern("training.learning_rate +0.001 +0.01\\R")
        .doesNotContainPattern("training.optimizer")
        .containsPattern("test/screen/f1 +\\d");
    forget();

    assertThat(Examples.run("runs", "--in", all.toString(), "005")).isEqualTo(2);
    assertOneLine("there is no run \"005\" in " + all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          training.epochs=2                        | give several values of a setting, such as
          training.epoch=1,2                       | training.epochs
          training.epochs=1,-2                     | epochs must be
          training.epochs=1,2 training.epochs=3,4  | training.epochs is given twice
          training.epochs=range(2,2)               | holds no number: its end is not among them
          training.epochs=interval(2,4)            | a grid needs lists; draw from intervals at random
          training.epochs=1,2 --halving            | training.epochs cannot be swept with halving
          training.seed=1,2 --by f1                | "f1" is no score: give a head and a metric
          training.seed=1,2 --jobs 0               | --jobs must be at least 1, but is 0
          training.seed=1,2 --random 0             | --random must be 1 to 100000, but is 0
          training.seed=1,2 --random 100001        | --random must be 1 to 100000, but is 100001
          training.seed=1,2 --draw-seed 2          | --draw-seed is for --random, which is not given
          training.seed=1,2 training.seed=3        | training.seed is given twice
          training.seed=1,2 tracking=[csv,wandbb]  | there is no tracker "wandbb"
          +training.seed=3 training.seed=1,2       | training.seed is given twice
          """)
  void should_say_what_is_wrong_before_anything_trains(String options, String expected) {
    assertThat(sweep(options.split(" +"))).isEqualTo(2);

    assertOneLine(expected);
    assertThat(folder.resolve("sweep/001")).doesNotExist();
  }

  @Test
  void should_say_how_much_time_is_left() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    try (SweepProgress progress = new SweepProgress(stream, false, () -> time)) {
      progress.onRound(5, 1);
      progress.onRun(run(1, ""));
      time = time.plusSeconds(100);
      progress.onRun(run(2, ""));
      time = time.plusSeconds(100);
      progress.onRun(run(3, "the loss is not finite"));
    }

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "training 5 runs, of which 1 are there already",
            "run 2/5  training.seed=2  screen F1 0.750  100 s, 5 min left",
            "run 3/5  training.seed=3  the loss is not finite  100 s, 3 min left");
  }

  private static Row run(int number, String error) {
    boolean failed = !error.isEmpty();
    Map<String, Double> scores = failed ? Map.of() : Map.of("screen/f1", 0.75);
    State state = failed ? State.FAILED : State.COMPLETED;
    RunResult result =
        RunResult.builder(state)
            .error(error)
            .epochs(1)
            .bestEpoch(1)
            .seconds(100)
            .bestBy("screen F1")
            .validation(scores)
            .build();
    return Row.of(number, Map.of("training.seed", "" + number), result, Path.of("" + number));
  }
}
