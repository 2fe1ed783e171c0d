package io.github.twohead.experiments;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import com.google.gson.JsonObject;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How a run ended. An {@link Experiment} makes it; a builder makes one for the test of a {@link
 * Sweep.Listener}. Immutable.
 */
public final class RunResult {
  private static final Set<State> ENDS =
      EnumSet.of(State.COMPLETED, State.INTERRUPTED, State.FAILED);

  private final State state;
  private final String error;
  private final int epochs;
  private final int bestEpoch;
  private final double seconds;
  private final String bestBy;
  private final Map<String, Double> validation;
  private final Map<String, Double> test;

  private RunResult(Builder builder) {
    state = builder.state;
    error = builder.error.orElse("");
    epochs = builder.epochs.orElse(0);
    bestEpoch = builder.bestEpoch.orElse(0);
    seconds = builder.seconds.orElse(0.0);
    bestBy = builder.bestBy.orElse("");
    validation = builder.validation.orElse(Map.of());
    test = builder.test.orElse(Map.of());
  }

  /**
   * Starts a result.
   *
   * @param state {@code COMPLETED}, {@code INTERRUPTED} or {@code FAILED}
   * @return a builder
   * @throws IllegalArgumentException if it is another, in which no run ends
   */
  public static Builder builder(State state) {
    if (!ENDS.contains(Arguments.notNull("state", state))) {
      throw new IllegalArgumentException("a run ends in one of " + ENDS + ", not as " + state);
    }
    return new Builder(state);
  }

  /** {@return {@code COMPLETED}, {@code INTERRUPTED} or {@code FAILED}} */
  public State state() {
    return state;
  }

  /** {@return what went wrong; empty if nothing did} */
  public String error() {
    return error;
  }

  /** {@return the epochs that were finished} */
  public int epochs() {
    return epochs;
  }

  /** {@return the epoch that the model is of, from 1; 0 without a model} */
  public int bestEpoch() {
    return bestEpoch;
  }

  /** {@return how long it took, from its tables to its exports} */
  public double seconds() {
    return seconds;
  }

  /** {@return what decided which epoch is best, such as {@code screen F1}} */
  public String bestBy() {
    return bestBy;
  }

  /**
   * {@return the best epoch's {@code loss} and scores on the validation table by name, such as
   * {@code screen/f1}; those that are undefined are left out}
   */
  public Map<String, Double> validation() {
    return validation;
  }

  /** {@return the scores on the test table; empty without one} */
  public Map<String, Double> test() {
    return test;
  }

  /**
   * {@return the score of the validation table that decided which epoch is best; empty if there is
   * none, or a program's own metric decided}
   */
  public OptionalDouble bestScore() {
    return RunScore.find(bestBy).map(by -> by.validation(this)).orElse(OptionalDouble.empty());
  }

  /** {@return the same score of the test table; empty if there is none} */
  public OptionalDouble testScore() {
    return RunScore.find(bestBy).map(by -> by.test(this)).orElse(OptionalDouble.empty());
  }

  /** The content of its file. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("state", state.name().toLowerCase(Locale.ROOT));
    json.addProperty("error", error);
    json.addProperty("epochs", epochs);
    json.addProperty("best_epoch", bestEpoch);
    json.addProperty("seconds", seconds);
    json.addProperty("best_by", bestBy);
    json.add("validation", json(validation));
    json.add("test", json(test));
    return json;
  }

  private static JsonObject json(Map<String, Double> scores) {
    JsonObject json = new JsonObject();
    scores.forEach(
        (name, score) -> {
          if (Double.isFinite(score)) {
            json.addProperty(name, score);
          }
        });
    return json;
  }

  /** Reads the content of its file. */
  static RunResult of(JsonObject json) {
    return builder(State.valueOf(json.get("state").getAsString().toUpperCase(Locale.ROOT)))
        .error(json.get("error").getAsString())
        .epochs(json.get("epochs").getAsInt())
        .bestEpoch(json.get("best_epoch").getAsInt())
        .seconds(json.get("seconds").getAsDouble())
        .bestBy(json.get("best_by").getAsString())
        .validation(scores(json.getAsJsonObject("validation")))
        .test(scores(json.getAsJsonObject("test")))
        .build();
  }

  private static Map<String, Double> scores(JsonObject json) {
    Map<String, Double> scores = new LinkedHashMap<>();
    json.entrySet().forEach(one -> scores.put(one.getKey(), one.getValue().getAsDouble()));
    return scores;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunResult that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(state, error, epochs, bestEpoch, seconds, bestBy, validation, test);
  }

  /** Returns a text such as {@code completed, best epoch 3 of 9}. */
  @Override
  public String toString() {
    String end = state.name().toLowerCase(Locale.ROOT);
    if (!error.isEmpty()) {
      end += ": " + error;
    }
    return bestEpoch == 0 ? end : end + ", best epoch " + bestEpoch + " of " + epochs;
  }

  /** Builds a {@link RunResult}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final State state;
    private final Once<String> error = new Once<>("error");
    private final Once<Integer> epochs = new Once<>("epochs");
    private final Once<Integer> bestEpoch = new Once<>("bestEpoch");
    private final Once<Double> seconds = new Once<>("seconds");
    private final Once<String> bestBy = new Once<>("bestBy");
    private final Once<Map<String, Double>> validation = new Once<>("validation");
    private final Once<Map<String, Double>> test = new Once<>("test");

    private Builder(State state) {
      this.state = state;
    }

    /**
     * Sets what went wrong; nothing when not given.
     *
     * @param text a line
     * @return this
     */
    public Builder error(String text) {
      error.set(text);
      return this;
    }

    /**
     * Sets the epochs that were finished; 0 when not given.
     *
     * @param count the epochs
     * @return this
     */
    public Builder epochs(int count) {
      epochs.set(count);
      return this;
    }

    /**
     * Sets the epoch that the model is of; 0, for no model, when not given.
     *
     * @param number from 1
     * @return this
     */
    public Builder bestEpoch(int number) {
      bestEpoch.set(number);
      return this;
    }

    /**
     * Sets how long it took; 0 when not given.
     *
     * @param count the seconds
     * @return this
     */
    public Builder seconds(double count) {
      seconds.set(count);
      return this;
    }

    /**
     * Sets what decided which epoch is best; nothing when not given.
     *
     * @param score such as {@code screen F1}
     * @return this
     */
    public Builder bestBy(String score) {
      bestBy.set(score);
      return this;
    }

    /**
     * Sets the scores on the validation table; none when not given.
     *
     * @param scores by name, such as {@code loss} and {@code screen/f1}
     * @return this
     */
    public Builder validation(Map<String, Double> scores) {
      validation.set(Arguments.copy("validation", scores));
      return this;
    }

    /**
     * Sets the scores on the test table; none when not given.
     *
     * @param scores by name, such as {@code screen/f1}
     * @return this
     */
    public Builder test(Map<String, Double> scores) {
      test.set(Arguments.copy("test", scores));
      return this;
    }

    /** {@return the result} */
    @CheckReturnValue
    public RunResult build() {
      return new RunResult(this);
    }
  }
}
