package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.TrainingConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a {@link MultiHeadModel}. Every setting but {@link #listener} can be given once, and has
 * the article's value unless it is given; only the batch is smaller, 64 instead of 256, so that it
 * fits into a small machine. Not safe for use by several threads.
 */
@CanIgnoreReturnValue
public final class Trainer extends TrainerSettings {
  private final Optional<EngineModel> model;
  private final Optional<TrainerRecipe> recipe;

  Trainer(EngineModel model, Map<String, Object> machine) {
    this(
        model.config().heads(), Optional.of(model), Optional.of(new TrainerRecipe(model, machine)));
  }

  /** Of no model yet; only checks settings. */
  Trainer(List<HeadSpec> heads) {
    this(heads, Optional.empty(), Optional.empty());
  }

  private Trainer(
      List<HeadSpec> heads, Optional<EngineModel> model, Optional<TrainerRecipe> recipe) {
    super(heads);
    this.model = model;
    this.recipe = recipe;
  }

  @Override
  Trainer self() {
    return this;
  }

  TrainingConfig config() {
    return settings.build();
  }

  Trainer following(RecipeEntries entries) {
    recipe.orElseThrow().follow(entries);
    return this;
  }

  /**
   * {@return what this trainer does as a recipe: every setting that decides about the weights,
   * given or not} That of a trained model, {@link Provenance#recipe}, tells its tables too.
   */
  @CheckReturnValue
  public Recipe recipe() {
    return recipe.orElseThrow().of(settings.build());
  }

  /**
   * Calibrates the probabilities of all heads once training has ended, on the validation table with
   * the weights of the best epoch, as {@link HeadEvaluation#fit} does; when not given, they are not
   * calibrated. A head whose images are too few stays as it is, and a warning is logged.
   *
   * @param method a temperature, or Platt scaling; a categorical head gets a temperature either way
   * @return this
   */
  public Trainer calibrate(Calibration.Method method) {
    settings.calibrate(method);
    return this;
  }

  /**
   * Chooses the threshold of a head once training has ended, on the validation table with the
   * weights of the best epoch, as {@link HeadEvaluation#choose(ThresholdRule)} does; after {@link
   * #calibrate}, so for calibrated probabilities. It may be given once for each head. If no
   * threshold keeps the rule, a warning is logged and the threshold stays. {@link
   * TrainingReport#thresholds} says what was chosen.
   *
   * @param head the name of a head whose answer is yes or no
   * @param rule what the threshold is chosen by
   * @return this
   * @throws IllegalArgumentException if the model does not have the head, or it is categorical
   */
  public Trainer chooseThreshold(String head, ThresholdRule rule) {
    Arguments.notNull("head", head);
    Arguments.notNull("rule", rule);
    settings.chooseThreshold(ModelConfig.headWithThreshold(heads, head).name(), rule);
    return this;
  }

  /**
   * Sets what is seen of each image of the validation table when {@linkplain #chooseThreshold
   * thresholds are chosen}: the views that will be predicted with, as an average of several lies
   * nearer to 0.5. The image alone when not given. Scores of epochs and {@link #calibrate} are of
   * one view either way. The model keeps the thresholds but predicts from one view unless told:
   * give the same views wherever it is opened; exports of it warn.
   *
   * @param seen the views
   * @return this
   */
  public Trainer views(Views seen) {
    settings.views(seen);
    return this;
  }

  /**
   * Writes checkpoints, and goes on from the newest one where there is one: what was done is not
   * done again, and the report tells of all epochs. Without them, training that is killed begins
   * anew.
   *
   * @param where where, how often, and how many are kept
   * @return this
   */
  public Trainer checkpoint(Checkpoints where) {
    settings.epochs().checkpoint(where);
    return this;
  }

  /**
   * Adds who sees training go on and may end it. Unlike the other settings it may be given several
   * times: listeners are called in the order in which they were added. When none is given, a line
   * per epoch is logged through SLF4J, by the logger of this class at the level INFO.
   *
   * @param observer the listener
   * @return this
   */
  public Trainer listener(TrainingListener observer) {
    settings.listener(observer);
    return this;
  }

  /**
   * Tries learning rates, from 1e-7 to 10, one for each of 100 batches: the range test. The
   * optimizer and all other settings are those given here; the model's weights are afterwards as
   * they were. It ends early where the loss explodes.
   *
   * @param train the images to learn from, repeated where they make fewer batches
   * @return the loss at each rate, and a suggestion
   * @throws DataException if the table has problems
   * @throws IllegalStateException if the model is closed, or another call uses it now
   */
  @CheckReturnValue
  public LearningRateTest learningRateTest(ImageTable train) {
    return learningRateTest(train, 100);
  }

  /**
   * Tries learning rates, as {@link #learningRateTest(ImageTable)} does.
   *
   * @param train the images to learn from
   * @param batches how many rates are tried, 10 to 100,000
   * @return the loss at each rate, and a suggestion
   */
  @CheckReturnValue
  public LearningRateTest learningRateTest(ImageTable train, int batches) {
    Arguments.notNull("train", train);
    Checks.inRange("batches", batches, 10, 100_000);
    return model.orElseThrow().testLearningRate(settings.build(), train, batches);
  }

  /**
   * Trains. When this returns or throws, the model holds the weights of the best epoch so far, or
   * those from before if no epoch has ended. An interrupt of the calling thread ends training after
   * the current batch: this then returns as usual, and the thread's interrupt status stays set. A
   * {@linkplain #listener listener} can end it too, by its own rule or by an exception, which this
   * throws. {@link #calibrate} and {@link #chooseThreshold} are done when this returns; where it
   * throws after an epoch, they are left out, and a warning is logged. Calibrations that the model
   * has are dropped, as they fit the weights from before, and the thresholds of their heads with
   * them, which are 0.5 again; other thresholds stay.
   *
   * @param train the images to learn from
   * @param validation the images that decide which epoch is best, positive and negative ones, or
   *     two categories, for the head that decides and those whose threshold is chosen; none of them
   *     in {@code train}
   * @return what was done
   * @throws DataException if the tables have problems; all are listed, and nothing was trained
   * @throws IllegalArgumentException if more stages are to be frozen than the backbone has, the
   *     optimizer has factors for another number of stages, or a teacher lacks a head
   * @throws TrainingException if the loss stops being finite, the schedule gives a factor that is
   *     negative or not finite, the metric that decides fails or gives NaN, or an image that the
   *     image cache does not hold cannot be read any more
   * @throws ModelFileException if the checkpoints are of another training, with what differs, or
   *     cannot be read or written
   * @throws IllegalStateException if the model is closed, or another call uses it now
   */
  public TrainingReport fit(ImageTable train, ImageTable validation) {
    Groups.requireOthers(train, validation);
    TrainingConfig given = settings.build();
    settings.recipe(() -> recipe.orElseThrow().begin(given, train, validation));
    return model.orElseThrow().fit(settings.build(), train, validation);
  }
}
