package io.github.twohead.experiments;

import io.github.twohead.Evaluation;
import io.github.twohead.TrainingReport;
import io.github.twohead.spi.Arguments;
import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps what a run of training tells, for people to look at: files, curves, a service. {@link
 * Trackers} tells several at once.
 *
 * <p>One that throws after {@link #started} is named in the log once, closed, and told no more;
 * training goes on. All calls for a run come from one thread at a time, and a tracker keeps one
 * run.
 *
 * <pre>{@code
 * Tracker bell = new Tracker() {
 *   public String name() {
 *     return "bell";
 *   }
 *
 *   public void ended(TrainingReport.Ending ending) {
 *     System.out.println("\u0007training ended: " + ending);
 *   }
 * };
 * }</pre>
 */
public interface Tracker extends Closeable {

  /**
   * Returns what the log and recipes call it.
   *
   * @return a name such as {@code tensorboard}
   */
  String name();

  /** What takes time to make, and is made only where a tracker takes it. */
  enum Detail {
    /** {@link Tracker#weights}: reads all weights of the model. */
    WEIGHTS,
    /** {@link Tracker#pictures}: reads the images that a head got most wrong. */
    PICTURES
  }

  /**
   * Returns what this tracker is told beside numbers.
   *
   * @return the details, always the same ones; all when not overridden
   */
  default Set<Detail> details() {
    return EnumSet.allOf(Detail.class);
  }

  /**
   * A run begins; nothing was trained yet. What is thrown here stops it.
   *
   * @param run the run
   * @throws IOException if nothing can be kept, as in a folder that cannot be written; its message
   *     says where and why
   */
  default void started(TrackedRun run) throws IOException {}

  /**
   * Numbers are known: after a batch the {@code train/batch_loss}, {@code train/learning_rate} and
   * {@code train/images_per_second}, after an epoch the {@code train/loss}, {@code validation/loss}
   * and every metric by table and head, such as {@code validation/screen/f1}.
   *
   * @param moment when
   * @param values by name; NaN where a metric is undefined, as one may be on a table without a
   *     positive image
   * @throws IOException if they cannot be kept
   */
  default void scalars(Moment moment, Map<String, Double> values) throws IOException {}

  /**
   * The weights of the model are known, after an epoch.
   *
   * @param moment when
   * @param byName by the name of the tensor, such as {@code stage2.0.branch1.0.weight}
   * @throws IOException if they cannot be kept
   */
  default void weights(Moment moment, Map<String, Histogram> byName) throws IOException {}

  /**
   * A table was evaluated; its scores are {@linkplain #scalars told} before. It is not to be kept,
   * as it holds every probability.
   *
   * @param moment when
   * @param table its name, such as {@code validation} or {@code test}
   * @param evaluation what the model says of it
   * @throws IOException if it cannot be kept
   */
  default void evaluated(Moment moment, String table, Evaluation evaluation) throws IOException {}

  /**
   * There is something to look at, such as the images that a head got most wrong.
   *
   * @param moment when
   * @param title such as {@code validation/screen/errors}
   * @param pictures the worst one first
   * @throws IOException if they cannot be kept
   */
  default void pictures(Moment moment, String title, List<Picture> pictures) throws IOException {}

  /**
   * A file was written that belongs to the run, such as the best model or an export.
   *
   * @param file the file
   * @throws IOException if it cannot be kept
   */
  default void file(Path file) throws IOException {}

  /**
   * What was told so far should reach whoever looks; called after every epoch, and twice a minute
   * within long ones. What was told after it may be lost where the process is killed.
   *
   * @throws IOException if it cannot be kept
   */
  default void flush() throws IOException {}

  /**
   * The run ended; nothing more is told.
   *
   * @param ending why
   * @throws IOException if it cannot be kept
   */
  default void ended(TrainingReport.Ending ending) throws IOException {}

  /** Lets go of files and connections. Closing twice is harmless. */
  @Override
  default void close() throws IOException {}

  /**
   * Returns a tracker by its name: {@code json_lines}, {@code csv}, {@code tensorboard}, or one
   * whose {@link Factory} is on the class path.
   *
   * @param name the name
   * @return a tracker for one run
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if a library that it needs is not on the class path
   */
  static Tracker named(String name) {
    return named(name, Map.of());
  }

  /**
   * Returns a tracker by its name, as {@link #named(String)} does.
   *
   * @param name the name
   * @param options what its factory takes, such as the address of a server
   * @return a tracker for one run
   * @throws IllegalArgumentException if there is none of that name, or it does not take an option
   * @throws IllegalStateException if a library that it needs is not on the class path
   */
  static Tracker named(String name, Map<String, String> options) {
    return TrackerFactories.create(
        Arguments.notNull("name", name), Arguments.copy("options", options));
  }

  /**
   * Makes trackers of one name: a service, named in {@code
   * META-INF/services/io.github.twohead.experiments.Tracker$Factory}. It needs a constructor
   * without parameters.
   */
  interface Factory {

    /**
     * Returns what {@link Tracker#named(String)} finds it by.
     *
     * @return a name such as {@code tensorboard}
     */
    String name();

    /**
     * Returns the names of what {@link #create} takes.
     *
     * @return the names; none when not overridden
     */
    default Set<String> options() {
      return Set.of();
    }

    /**
     * Returns a tracker for one run. It opens nothing before {@link Tracker#started}.
     *
     * @param options only those of {@link #options}, by name
     * @return the tracker
     * @throws IllegalArgumentException if an option has no such value
     * @throws IllegalStateException if a library is not on the class path; it says which to add
     */
    Tracker create(Map<String, String> options);
  }

  /** When something was so. Immutable. */
  final class Moment {
    private final Instant time;
    private final int epoch;
    private final long step;
    private final boolean epochEnded;

    private Moment(Instant time, int epoch, long step, boolean epochEnded) {
      this.time = Arguments.notNull("time", time);
      this.epoch = epoch;
      this.step = step;
      this.epochEnded = epochEnded;
    }

    /**
     * Returns the end of a batch.
     *
     * @param time the wall clock's time
     * @param epoch the number of the epoch, from 1
     * @param step the batches trained on so far, in all epochs
     * @return the moment
     */
    public static Moment ofBatch(Instant time, int epoch, long step) {
      return new Moment(time, epoch, step, false);
    }

    /**
     * Returns the end of an epoch, or a moment after it.
     *
     * @param time the wall clock's time
     * @param epoch the number of the epoch, from 1; 0 before the first one
     * @param step the batches trained on so far, in all epochs
     * @return the moment
     */
    public static Moment ofEpoch(Instant time, int epoch, long step) {
      return new Moment(time, epoch, step, true);
    }

    /** {@return the wall clock's time} */
    public Instant time() {
      return time;
    }

    /** {@return the number of the epoch, from 1; 0 before the first one} */
    public int epoch() {
      return epoch;
    }

    /** {@return the batches trained on so far, in all epochs} */
    public long step() {
      return step;
    }

    /** {@return whether the epoch is over; otherwise its last batch so far is meant} */
    public boolean epochEnded() {
      return epochEnded;
    }

    /** Returns a text such as {@code epoch 2, step 80}. */
    @Override
    public String toString() {
      return (epochEnded ? "end of epoch " : "epoch ") + epoch + ", step " + step;
    }
  }

  /** Something to look at. */
  final class Picture {
    private final String caption;
    private final BufferedImage pixels;

    private Picture(String caption, BufferedImage pixels) {
      this.caption = Arguments.notNull("caption", caption);
      this.pixels = Arguments.notNull("pixels", pixels);
    }

    /**
     * Returns a picture.
     *
     * @param caption one line of text
     * @param pixels what it shows, upright; not copied
     * @return the picture
     */
    public static Picture of(String caption, BufferedImage pixels) {
      return new Picture(caption, pixels);
    }

    /** {@return one line of text} */
    public String caption() {
      return caption;
    }

    /** {@return what it shows, upright; several trackers get the same, and change nothing} */
    public BufferedImage pixels() {
      return pixels;
    }
  }
}
