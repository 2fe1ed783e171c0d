package io.github.twohead.experiments.internal.wandb;

import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.experiments.Histogram;
import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.Tracker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run of Weights & Biases that was not connected, below the run's own folder; {@code wandb
 * sync} uploads it, and {@code wandb leet} shows it without a network.
 */
public final class WandbTracker implements Tracker {
  private final Map<String, String> options;
  private final Map<String, String> environment;
  private @Nullable WandbRun run;

  /**
   * Makes it. Options: {@code entity}, {@code project}, {@code group}, {@code notes} and {@code
   * tags}, with commas between tags. What is not given comes from the recipe's {@code project} and
   * {@code tags}, and the {@code group} from the run, then from the environment by W&B's names,
   * such as {@code WANDB_PROJECT}; the project is {@code twohead} otherwise.
   */
  public static final class Factory implements Tracker.Factory {
    /** Called by the service loader. */
    public Factory() {}

    @Override
    public String name() {
      return "wandb";
    }

    @Override
    public Set<String> options() {
      return WandbSettings.OPTIONS;
    }

    @Override
    public Tracker create(Map<String, String> options) {
      try {
        Class.forName("com.google.protobuf.CodedOutputStream");
        return new WandbTracker(options, System.getenv());
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(
            "the tracker wandb needs Protocol Buffers: add the dependency"
                + " com.google.protobuf:protobuf-java to your program",
            e);
      }
    }
  }

  /**
   * Creates a tracker; nothing is written before a run begins.
   *
   * @param options where the run belongs
   * @param environment says the same where options and recipe do not
   */
  WandbTracker(Map<String, String> options, Map<String, String> environment) {
    this.options = options;
    this.environment = environment;
  }

  @Override
  public String name() {
    return "wandb";
  }

  @Override
  public void started(TrackedRun tracked) throws IOException {
    run = new WandbRun(WandbSettings.of(options, tracked, environment), tracked);
  }

  @Override
  public void scalars(Moment moment, Map<String, Double> values) throws IOException {
    run().scalars(moment, values);
  }

  @Override
  public void weights(Moment moment, Map<String, Histogram> byName) throws IOException {
    run().weights(moment, byName);
  }

  @Override
  public void pictures(Moment moment, String title, List<Picture> pictures) throws IOException {
    run().pictures(moment, title, pictures);
  }

  @Override
  public void file(Path file) throws IOException {
    run().file(file);
  }

  @Override
  public void flush() throws IOException {
    run().flush();
  }

  @Override
  public void ended(Ending ending) throws IOException {
    run().ended(ending);
  }

  private WandbRun run() {
    if (run == null) {
      throw new IllegalStateException("no run was started");
    }
    return run;
  }

  @Override
  public void close() throws IOException {
    if (run != null) {
      run.close();
    }
  }
}
