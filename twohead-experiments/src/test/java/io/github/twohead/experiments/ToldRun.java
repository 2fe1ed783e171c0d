package io.github.twohead.experiments;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.Label;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingReport.Ending;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A made-up run with the trackers of the library, and beside their files {@code told.jsonl}, from
 * which {@code tensorboard_check.py}, {@code wandb_check.py} and {@code mlflow_check.py} know what
 * they were told. Arguments: the run's folder, how many epochs, of 40 batches each, and the names
 * of trackers to tell too, such as {@code mlflow}.
 */
public final class ToldRun {
  private ToldRun() {}

  /** Writes down what cannot be read off {@code metrics.jsonl}. */
  private static final class Told implements Tracker {
    private final Gson gson = new GsonBuilder().create();
    private Writer out = Writer.nullWriter();

    @Override
    public String name() {
      return "told";
    }

    private void tell(Map<String, ?> what) throws IOException {
      out.write(gson.toJson(what) + "\n");
    }

    @Override
    public void started(TrackedRun run) throws IOException {
      out = Files.newBufferedWriter(run.folder().resolve("told.jsonl"));
      tell(Map.of("recipe", run.recipe(), "name", run.name()));
    }

    @Override
    public void weights(Moment moment, Map<String, Histogram> byName) throws IOException {
      tell(Map.of("epoch", moment.epoch(), "weights", byName));
    }

    @Override
    public void evaluated(Moment moment, String table, Evaluation evaluation) throws IOException {
      for (HeadEvaluation head : evaluation.heads().values()) {
        String tag = table + "/" + head.head().name();
        List<String> categories = head.head().categories();
        if (categories.isEmpty()) {
          curve(
              moment,
              tag,
              images(head).map(i -> head.label(i).equals(Label.POSITIVE) ? 1 : 0).toArray(),
              images(head).mapToDouble(head::probability).toArray());
        }
        for (int c = 0; c < categories.size(); c++) {
          int category = c;
          Label label = Label.category(categories.get(c));
          curve(
              moment,
              tag + "/" + categories.get(c),
              images(head).map(i -> head.label(i).equals(label) ? 1 : 0).toArray(),
              images(head).mapToDouble(i -> head.probability(i, category)).toArray());
        }
      }
    }

    private static IntStream images(HeadEvaluation head) {
      return IntStream.range(0, head.images());
    }

    private void curve(Moment moment, String tag, int[] labels, double[] probabilities)
        throws IOException {
      tell(
          Map.of(
              "epoch",
              moment.epoch(),
              "curve",
              tag,
              "labels",
              labels,
              "probabilities",
              probabilities));
    }

    @Override
    public void pictures(Moment moment, String title, List<Picture> pictures) throws IOException {
      List<Integer> grey = pictures.stream().map(p -> p.pixels().getRGB(9, 9) & 255).toList();
      tell(
          Map.of(
              "epoch",
              moment.epoch(),
              "pictures",
              title,
              "grey",
              grey,
              "captions",
              pictures.stream().map(Picture::caption).toList()));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  public static void main(String[] arguments) {
    MadeUpRun run = new MadeUpRun();
    List<String> names = new ArrayList<>(List.of("tensorboard", "json_lines", "csv", "wandb"));
    names.addAll(Arrays.asList(arguments).subList(2, arguments.length));
    Trackers.Builder all = Trackers.builder(MadeUpRun.in(Path.of(arguments[0])));
    names.forEach(name -> all.tracker(Tracker.named(name)));
    try (MultiHeadModel model = run.model();
        Trackers trackers = all.tracker(new Told()).model(model).start()) {
      run.train(trackers, Integer.parseInt(arguments[1]), 40, 300);
      trackers.evaluated("test", run.evaluation(300, 0.5));
      trackers.ended(Ending.COMPLETED);
    }
  }
}
