package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.Augmentation;
import io.github.twohead.ImageCache;
import io.github.twohead.Sampling;

/**
 * How the tables of a training become batches: what is drawn, changed and let pass, how many images
 * a step sees, by how many threads, and what is kept. {@code Trainer} makes it, and documents and
 * checks every setting. Immutable.
 */
public final class DataConfig {
  private final int workers;
  private final ImageCache imageCache;
  private final boolean skipUnreadable;
  private final boolean repeatedRows;
  private final Sampling sampling;
  private final Augmentation augmentation;
  private final int batchSize;
  private final int accumulate;

  private DataConfig(Builder builder) {
    workers = builder.workers.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    imageCache = builder.imageCache.orElseGet(ImageCache::standard);
    skipUnreadable = builder.skipUnreadable.orElse(false);
    repeatedRows = builder.repeatedRows.orElse(false);
    sampling = builder.sampling.orElseGet(Sampling::shuffled);
    augmentation = builder.augmentation.orElseGet(Augmentation::standard);
    batchSize = builder.batchSize.orElse(64);
    accumulate = builder.accumulate.orElse(1);
  }

  /** {@return a builder of settings, each with the default of {@code Trainer}} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the threads that decode and augment} */
  public int workers() {
    return workers;
  }

  /** {@return what may be taken to keep decoded images} */
  public ImageCache imageCache() {
    return imageCache;
  }

  /** {@return whether images that cannot be decoded are left out} */
  public boolean skipUnreadable() {
    return skipUnreadable;
  }

  /** {@return whether rows are repeated on purpose} */
  public boolean repeatedRows() {
    return repeatedRows;
  }

  /** {@return which rows of the training table an epoch shows} */
  public Sampling sampling() {
    return sampling;
  }

  /** {@return the random changes of training images} */
  public Augmentation augmentation() {
    return augmentation;
  }

  /** {@return the largest number of images in a batch} */
  public int batchSize() {
    return batchSize;
  }

  /** {@return how many batches make a step} */
  public int accumulate() {
    return accumulate;
  }

  /** {@return the largest number of images of a step} */
  public int stepSize() {
    return batchSize * accumulate;
  }

  /** Builds a {@link DataConfig}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Integer> workers = new Once<>("workers");
    private final Once<ImageCache> imageCache = new Once<>("imageCache");
    private final Once<Boolean> skipUnreadable = new Once<>("skipUnreadableImages");
    private final Once<Boolean> repeatedRows = new Once<>("allowRepeatedRows");
    private final Once<Sampling> sampling = new Once<>("sampling");
    private final Once<Augmentation> augmentation = new Once<>("augmentation");
    private final Once<Integer> batchSize = new Once<>("batchSize");
    private final Once<Integer> accumulate = new Once<>("accumulate");

    private Builder() {}

    /**
     * {@return this}
     *
     * @param threads the threads that decode and augment; the number of processors when not given
     */
    public Builder workers(int threads) {
      return set(workers, threads);
    }

    /**
     * {@return this}
     *
     * @param room what decoded images may take; {@code ImageCache.standard()} when not given
     */
    public Builder imageCache(ImageCache room) {
      return set(imageCache, room);
    }

    /** {@return this, which leaves out images that cannot be decoded} */
    public Builder skipUnreadableImages() {
      return set(skipUnreadable, true);
    }

    /** {@return this, which takes rows to be repeated on purpose} */
    public Builder allowRepeatedRows() {
      return set(repeatedRows, true);
    }

    /**
     * {@return this}
     *
     * @param rows which rows an epoch shows; {@code Sampling.shuffled()} when not given
     */
    public Builder sampling(Sampling rows) {
      return set(sampling, rows);
    }

    /**
     * {@return this}
     *
     * @param changes the random changes of training images; rotation by ±10° when not given
     */
    public Builder augmentation(Augmentation changes) {
      return set(augmentation, changes);
    }

    /**
     * {@return this}
     *
     * @param images the largest number of images in a batch; 64 when not given
     */
    public Builder batchSize(int images) {
      return set(batchSize, images);
    }

    /**
     * {@return this}
     *
     * @param batches how many batches make a step; 1 when not given
     */
    public Builder accumulate(int batches) {
      return set(accumulate, batches);
    }

    private <T> Builder set(Once<T> setting, T value) {
      setting.set(value);
      return this;
    }

    /** {@return the settings} */
    @CheckReturnValue
    public DataConfig build() {
      return new DataConfig(this);
    }
  }
}
