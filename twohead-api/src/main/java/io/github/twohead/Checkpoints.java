package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.nio.file.Path;
import java.util.List;

/**
 * Where and how often training writes down all that it needs to go on after its process ended, at
 * whatever moment: weights and their average, the optimizer's state, how far it is, the epochs so
 * far, and the best weights. The same program started again goes on from the newest checkpoint, as
 * if nothing had happened: on the same machine, with as many threads, to the bit.
 *
 * <p>A folder is that of one training. Its checkpoints stay when training has ended, so that the
 * program may also be killed before it saves the model; delete the folder then. Each setting can be
 * given once. Immutable.
 *
 * <pre>{@code
 * model.trainer()
 *     .checkpoint(Checkpoints.in(Path.of("checkpoints")).everyBatches(500))
 *     .fit(train, validation);
 * model.save(Path.of("documents.twohead"));
 * }</pre>
 */
public final class Checkpoints {
  private final Path folder;
  private final Once<Integer> epochs;
  private final Once<Integer> batches;
  private final Once<Integer> kept;

  private Checkpoints(
      Path folder, Once<Integer> epochs, Once<Integer> batches, Once<Integer> kept) {
    this.folder = folder;
    this.epochs = epochs;
    this.batches = batches;
    this.kept = kept;
  }

  /**
   * Returns checkpoints after every epoch, of which the newest two are kept.
   *
   * @param folder the folder, which is made if it is not there; of this training alone
   * @return the checkpoints
   */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(
        Arguments.notNull("folder", folder),
        new Once<>("everyEpochs"),
        new Once<>("everyBatches"),
        new Once<>("keep"));
  }

  /**
   * Returns the same with a checkpoint after every so many epochs; 1 when not given. The last epoch
   * always gets one.
   *
   * @param count at least 1
   * @return a changed copy
   */
  public Checkpoints everyEpochs(int count) {
    return new Checkpoints(
        folder, epochs.with(Checks.positive("everyEpochs", count)), batches, kept);
  }

  /**
   * Returns the same with a checkpoint after every so many batches too, counted through all epochs;
   * none within an epoch when not given.
   *
   * @param count at least 1
   * @return a changed copy
   */
  public Checkpoints everyBatches(int count) {
    return new Checkpoints(
        folder, epochs, batches.with(Checks.positive("everyBatches", count)), kept);
  }

  /**
   * Returns the same with another number of checkpoints that stay; 2 when not given, so that there
   * is one where the newest is damaged, as by a failing disk.
   *
   * @param count at least 1
   * @return a changed copy
   */
  public Checkpoints keep(int count) {
    return new Checkpoints(folder, epochs, batches, kept.with(Checks.positive("keep", count)));
  }

  /** {@return the folder} */
  public Path folder() {
    return folder;
  }

  /** {@return how many checkpoints stay} */
  public int kept() {
    return kept.orElse(2);
  }

  /**
   * {@return whether there is a checkpoint after an epoch}
   *
   * @param epoch its number, from 1
   */
  public boolean isDueAfterEpoch(int epoch) {
    return epoch % epochs.orElse(1) == 0;
  }

  /**
   * {@return whether there is a checkpoint after a batch}
   *
   * @param batch its number through all epochs, from 1
   */
  public boolean isDueAfterBatch(long batch) {
    return batches.optional().filter(every -> batch % every == 0).isPresent();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoints that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(folder, epochs.orElse(1), batches.orElse(0), kept());
  }

  /** Returns a text such as {@code checkpoints, every 1 epochs, the newest 2 kept}. */
  @Override
  public String toString() {
    return folder
        + ", every "
        + epochs.orElse(1)
        + " epochs"
        + batches.optional().map(every -> " and " + every + " batches").orElse("")
        + ", the newest "
        + kept()
        + " kept";
  }
}
