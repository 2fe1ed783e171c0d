package io.github.twohead;

/** How the learning rate changes while training goes on. */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * Returns what the learning rate is multiplied by.
   *
   * @param progress the epochs done so far with their fraction, from 0 to below {@code epochs}
   * @param epochs the number of epochs in all
   * @return a factor, finite and at least 0; training ends at any other, with a {@link
   *     TrainingException} that names the epoch
   */
  double factor(double progress, int epochs);

  /**
   * Returns the article's schedule: a tenth after every 4/9 of the epochs, in whole epochs.
   *
   * @return the default schedule
   */
  static LearningRateSchedule step() {
    return (progress, epochs) -> step(Math.max(1, epochs * 4 / 9), 0.1).factor(progress, epochs);
  }

  /**
   * Returns a schedule that multiplies the rate every few epochs.
   *
   * @param every a number of epochs, at least 1
   * @param factor above 0, at most 1
   * @return the schedule
   */
  static LearningRateSchedule step(int every, double factor) {
    Checks.positive("every", every);
    Checks.aboveZero("factor", factor, 1);
    return (progress, epochs) -> Math.pow(factor, Math.floor(progress / every));
  }

  /**
   * Returns half a cosine from 1 down to 0.
   *
   * @return the schedule
   */
  static LearningRateSchedule cosine() {
    return (progress, epochs) -> (1 + Math.cos(Math.PI * progress / epochs)) / 2;
  }

  /**
   * Returns a rate that never changes.
   *
   * @return the schedule
   */
  static LearningRateSchedule constant() {
    return (progress, epochs) -> 1;
  }

  /**
   * Returns this schedule after a rise in a straight line from 0 to it.
   *
   * @param warmupEpochs the length of the rise in epochs, above 0, at most 1,000,000; may be a
   *     fraction
   * @return the schedule with warm-up
   */
  default LearningRateSchedule warmup(double warmupEpochs) {
    Checks.aboveZero("warmup", warmupEpochs, 1e6);
    return (progress, epochs) -> factor(progress, epochs) * Math.min(1, progress / warmupEpochs);
  }
}
