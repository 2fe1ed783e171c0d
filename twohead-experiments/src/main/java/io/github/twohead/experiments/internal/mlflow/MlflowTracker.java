package io.github.twohead.experiments.internal.mlflow;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.twohead.HeadSpec;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.Tracker;
import io.github.twohead.experiments.internal.mlflow.MlflowServer.Refusal;
import io.github.twohead.experiments.internal.mlflow.MlflowServer.Run;
import io.github.twohead.experiments.internal.mlflow.Outbox.Parcel;
import io.github.twohead.experiments.internal.mlflow.Outbox.Patience;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Tells a tracking server of MLflow: the recipe as parameters, metrics in batches, files, and how
 * the run ended. The server need not be there, as {@link Outbox} says.
 */
public final class MlflowTracker implements Tracker {
  /** MLflow's limits of a request, and of a parameter's letters. */
  private static final int METRICS = 1000;

  private static final int PARAMETERS = 100;
  private static final int PARAMETER = 6000;

  private final MlflowServer server;
  private final Optional<String> experiment;
  private final String otherwise;
  private final Patience patience;
  private final MlflowNames names = new MlflowNames();
  private final List<Parcel> files = new ArrayList<>();
  private JsonArray metrics = new JsonArray();
  private @Nullable Outbox outbox;
  private String status = "FAILED";

  /**
   * Makes it. Options: {@code uri}, the server's address, otherwise {@code MLFLOW_TRACKING_URI} of
   * the environment, and {@code experiment}, otherwise the recipe's {@code project}, otherwise
   * {@code MLFLOW_EXPERIMENT_NAME}, otherwise {@code twohead}. Credentials come from the
   * environment alone, by MLflow's names.
   */
  public static final class Factory implements Tracker.Factory {
    /** Called by the service loader. */
    public Factory() {}

    @Override
    public String name() {
      return "mlflow";
    }

    @Override
    public Set<String> options() {
      return Set.of("uri", "experiment");
    }

    @Override
    public Tracker create(Map<String, String> options) {
      Map<String, String> environment = System.getenv();
      String address =
          options.getOrDefault("uri", environment.getOrDefault("MLFLOW_TRACKING_URI", ""));
      if (options.containsKey("uri") && address.contains("@")) {
        throw new IllegalArgumentException(
            "the tracker mlflow takes no user or password in its uri, where they would be kept with"
                + " the run: give them in MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
      }
      return new MlflowTracker(
          new MlflowServer(address, environment::get),
          Optional.ofNullable(options.get("experiment")),
          environment.getOrDefault("MLFLOW_EXPERIMENT_NAME", "twohead"),
          Patience.USUAL);
    }
  }

  /**
   * Creates a tracker; nothing is sent before a run begins.
   *
   * @param server the server
   * @param experiment the name of the experiment, in place of the recipe's project
   * @param otherwise its name where the recipe has none
   * @param patience with the server
   */
  MlflowTracker(
      MlflowServer server, Optional<String> experiment, String otherwise, Patience patience) {
    this.server = server;
    this.experiment = experiment;
    this.otherwise = otherwise;
    this.patience = patience;
  }

  @Override
  public String name() {
    return "mlflow";
  }

  @Override
  public Set<Detail> details() {
    return Set.of(Detail.PICTURES);
  }

  @Override
  public void started(TrackedRun run) {
    JsonObject wanted = new JsonObject();
    wanted.addProperty("run_name", run.name());
    wanted.addProperty("start_time", Instant.now().toEpochMilli());
    wanted.add("tags", tags(run));
    String name = experiment.orElseGet(() -> project(run.recipe()));
    outbox = new Outbox(server, patience, run::warn, () -> start(name, wanted));
    parameters(run.recipe()).forEach(some -> log("params", some));
  }

  private String project(Map<String, Object> recipe) {
    String project = recipe.getOrDefault("project", otherwise).toString();
    return project.contains("${") ? otherwise : project; // masked
  }

  private Run start(String name, JsonObject wanted) throws IOException, InterruptedException {
    wanted.addProperty("experiment_id", server.experiment(name));
    return server.start(wanted);
  }

  private static JsonArray tags(TrackedRun run) {
    JsonArray tags = new JsonArray();
    tags.add(pair("mlflow.source.name", "twohead"));
    tags.add(pair("mlflow.source.type", "LOCAL"));
    if (run.recipe().get("tags") instanceof List<?> words) {
      tags.add(pair("tags", words.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    run.group().ifPresent(group -> tags.add(pair("group", group)));
    tags.add(
        pair("heads", run.heads().stream().map(HeadSpec::name).collect(Collectors.joining(", "))));
    return tags;
  }

  private List<JsonArray> parameters(Map<String, Object> recipe) {
    List<JsonArray> requests = new ArrayList<>();
    recipe.forEach(
        (key, value) -> {
          if (requests.isEmpty() || requests.get(requests.size() - 1).size() == PARAMETERS) {
            requests.add(new JsonArray());
          }
          String text = value.toString();
          String kept = text.length() <= PARAMETER ? text : text.substring(0, PARAMETER - 1) + "…";
          requests.get(requests.size() - 1).add(pair(names.of(key), kept));
        });
    return requests;
  }

  private static JsonObject pair(String key, String value) {
    JsonObject pair = new JsonObject();
    pair.addProperty("key", key);
    pair.addProperty("value", value);
    return pair;
  }

  @Override
  public void scalars(Moment moment, Map<String, Double> values) {
    values.forEach(
        (name, value) -> {
          JsonObject metric = new JsonObject();
          metric.addProperty("key", names.of(name));
          if (Double.isFinite(value)) {
            metric.addProperty("value", value);
          } else {
            metric.addProperty(
                "value", value.toString()); // as Protocol Buffers writes them in JSON
          }
          metric.addProperty("timestamp", moment.time().toEpochMilli());
          metric.addProperty("step", moment.step());
          metrics.add(metric);
          if (metrics.size() == METRICS) {
            flush();
          }
        });
  }

  @Override
  public void pictures(Moment moment, String title, List<Picture> pictures) {
    String path = String.format(Locale.ROOT, "%s/step_%06d_", names.of(title), moment.step());
    outbox()
        .addLarge(
            run -> {
              for (int i = 0; i < pictures.size(); i++) {
                byte[] png = png(pictures.get(i).pixels());
                server.upload(run, path + (i + 1) + ".png", BodyPublishers.ofByteArray(png));
              }
            });
  }

  private static byte[] png(BufferedImage pixels) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(pixels, "png", png);
    return png.toByteArray();
  }

  @Override
  public void file(Path file) {
    String path = names.of(file.getFileName().toString());
    files.add(
        run -> {
          if (!Files.isRegularFile(file)) {
            throw new Refusal("did not get " + file + ", as there is no such file any more");
          }
          server.upload(run, path, BodyPublishers.ofFile(file));
        });
  }

  @Override
  public void flush() {
    if (!metrics.isEmpty()) {
      log("metrics", metrics);
      metrics = new JsonArray();
    }
  }

  private void log(String kind, JsonArray values) {
    outbox()
        .add(
            run -> {
              JsonObject batch = new JsonObject();
              batch.addProperty("run_id", run.id());
              batch.add(kind, values);
              server.post("runs/log-batch", batch);
            });
  }

  private Outbox outbox() {
    if (outbox == null) {
      throw new IllegalStateException("no run was started");
    }
    return outbox;
  }

  @Override
  public void ended(Ending ending) {
    status =
        switch (ending) {
          case COMPLETED, LISTENER, EARLY_STOP -> "FINISHED";
          case INTERRUPT -> "KILLED";
          case FAILURE -> "FAILED";
        };
  }

  @Override
  public void close() {
    if (outbox != null) {
      flush();
      Instant end = Instant.now();
      List<Parcel> last = new ArrayList<>();
      last.add(run -> end(run, end)); // before the files, which take longest
      last.addAll(files);
      outbox.close(last);
      outbox = null;
    }
  }

  private void end(Run run, Instant time) throws IOException, InterruptedException {
    JsonObject update = new JsonObject();
    update.addProperty("run_id", run.id());
    update.addProperty("status", status);
    update.addProperty("end_time", time.toEpochMilli());
    server.post("runs/update", update);
  }
}
