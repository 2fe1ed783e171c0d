package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.Checkpoints;
import io.github.twohead.EarlyStopping;
import io.github.twohead.EpochSelection;
import io.github.twohead.HeadSpec;
import java.util.List;
import java.util.Optional;

/**
 * How many epochs a training has, which one is kept, and what is written on the way. {@code
 * Trainer} makes it, and documents and checks every setting. Immutable.
 */
public final class EpochConfig {
  private final int count;
  private final EpochSelection best;
  private final Optional<EarlyStopping> stopping;
  private final Optional<Checkpoints> checkpoints;

  private EpochConfig(Builder builder) {
    count = builder.count.orElse(9);
    best = builder.best.orElseGet(() -> EpochSelection.usual(builder.heads.get(0)));
    stopping = builder.stopping.optional();
    checkpoints = builder.checkpoint.optional();
  }

  /**
   * {@return a builder of settings, each with the default of {@code Trainer}}
   *
   * @param heads the heads of the model, at least one, the main one first
   * @throws IllegalArgumentException if there is no head, or two share a name
   */
  public static Builder builder(List<HeadSpec> heads) {
    return new Builder(ModelConfig.checkedHeads(heads));
  }

  /** {@return the number of passes over the training table} */
  public int count() {
    return count;
  }

  /** {@return what decides which epoch is best} */
  public EpochSelection best() {
    return best;
  }

  /** {@return when training ends early, if at all} */
  public Optional<EarlyStopping> stopping() {
    return stopping;
  }

  /** {@return the checkpoints that are written and gone on from, if any} */
  public Optional<Checkpoints> checkpoints() {
    return checkpoints;
  }

  /** Builds an {@link EpochConfig}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final List<HeadSpec> heads;
    private final Once<Integer> count = new Once<>("epochs");
    private final Once<EpochSelection> best = new Once<>("keepBestBy");
    private final Once<EarlyStopping> stopping = new Once<>("stopEarly");
    private final Once<Checkpoints> checkpoint = new Once<>("checkpoint");

    private Builder(List<HeadSpec> heads) {
      this.heads = heads;
    }

    /**
     * {@return this}
     *
     * @param epochs the number of passes over the training table; 9 when not given
     */
    public Builder count(int epochs) {
      return set(count, epochs);
    }

    /**
     * {@return this}
     *
     * @param what what decides which epoch is best; the first head's F1 or accuracy when not given
     */
    public Builder keepBestBy(EpochSelection what) {
      return set(best, what);
    }

    /**
     * {@return this}
     *
     * @param rule when training ends early; never when not given
     */
    public Builder stopEarly(EarlyStopping rule) {
      return set(stopping, rule);
    }

    /**
     * {@return this}
     *
     * @param where the checkpoints that are written and gone on from; none when not given
     */
    public Builder checkpoint(Checkpoints where) {
      return set(checkpoint, where);
    }

    private <T> Builder set(Once<T> setting, T value) {
      setting.set(value);
      return this;
    }

    /** {@return the settings} */
    @CheckReturnValue
    public EpochConfig build() {
      return new EpochConfig(this);
    }
  }
}
