package io.github.twohead.experiments;

import io.github.twohead.Recipe;
import io.github.twohead.spi.Arguments;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Chooses which settings a {@link Sweep} tries, round by round.
 *
 * <p>Of one's own, it must be deterministic: a sweep that was killed asks again, with the scores of
 * the runs that it kept, and goes on where it was only if it gets the same answers.
 */
public interface SweepSampler {

  /**
   * Returns the settings to try next. Seeds of training are none of them: the sweep runs each
   * answer with every seed.
   *
   * @param recipe what all runs share
   * @param space the values of each setting, by its key, in the order in which they were given
   * @param tried what was tried so far, in order; empty at first
   * @return settings by key, for each run; empty to end the sweep
   * @throws IllegalArgumentException if the sampler cannot choose from such values
   */
  List<Map<String, String>> next(Recipe recipe, Map<String, SweepValues> space, List<Tried> tried);

  /** What was tried. Immutable. */
  final class Tried {
    private final Map<String, String> settings;
    private final double score;

    private Tried(Map<String, String> settings, double score) {
      this.settings = Arguments.copy("settings", settings);
      this.score = score;
    }

    /**
     * Returns what was tried, as for the test of a sampler.
     *
     * @param settings by key
     * @param score of which higher is better
     * @return the same
     */
    public static Tried of(Map<String, String> settings, double score) {
      return new Tried(settings, score);
    }

    /** {@return the settings by key, as {@link #next} returned them} */
    public Map<String, String> settings() {
      return settings;
    }

    /**
     * {@return the mean over the seeds, of which higher is better: a loss is negated; NaN where a
     * run failed}
     */
    public double score() {
      return score;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Tried that
          && settings.equals(that.settings)
          && Double.compare(score, that.score) == 0;
    }

    @Override
    public int hashCode() {
      return Objects.hash(settings, score);
    }

    /** Returns the settings and the score. */
    @Override
    public String toString() {
      return settings + ": " + score;
    }
  }

  /** {@return every combination of the listed values, the last setting's changing fastest} */
  static SweepSampler grid() {
    return Samplers.GRID;
  }

  /**
   * Returns settings that are drawn at random, independently of each other, none twice.
   *
   * @param count how many, 1 to 100,000; fewer are drawn where lists do not give as many
   * @param seed what the draws begin with: the same seed draws the same everywhere
   * @return the sampler
   */
  static SweepSampler random(int count, long seed) {
    if (count < 1 || count > Samplers.MOST) {
      throw new IllegalArgumentException("count must be 1 to 100,000, but is " + count);
    }
    return new Samplers.AtRandom(count, seed);
  }

  /**
   * Returns successive halving, which ends bad runs early: all settings get a few epochs, the best
   * third of them three times as many, and so on until the best ones get as many as the recipe
   * says. Every run is a whole one with its schedule, and starts anew.
   *
   * <p>Source: K. Jamieson and A. Talwalkar, <i>Non-stochastic Best Arm Identification and
   * Hyperparameter Optimization</i>, 2016, <a
   * href="https://arxiv.org/abs/1502.07943">arXiv:1502.07943</a>, with the third that L. Li et al.,
   * <i>Hyperband</i>, 2018, recommend.
   *
   * @param first chooses the settings of the first round: {@link #grid} or {@link #random}
   * @return the sampler
   */
  static SweepSampler halving(SweepSampler first) {
    return new Samplers.Halving(Arguments.notNull("first", first));
  }

  /**
   * {@return what the plan of a sweep says of this sampler, its settings and seed too: where it is
   * another, the sweep does not go on}
   */
  String name();

  /**
   * {@return whether scores decide what is tried next; yes when not overridden. Where they do not,
   * the runs of a sweep can be compared by another score later}
   */
  default boolean usesScores() {
    return true;
  }
}
