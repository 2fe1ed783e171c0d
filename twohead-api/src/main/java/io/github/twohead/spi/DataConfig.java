package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.ImageCache;

/**
 * How the tables of a training are read: by how many threads, what is kept, and what is let pass.
 * {@code Trainer} makes it, and documents and checks every setting. Immutable.
 */
public final class DataConfig {
  private final int workers;
  private final ImageCache imageCache;
  private final boolean skipUnreadable;
  private final boolean repeatedRows;

  private DataConfig(Builder builder) {
    workers = builder.workers.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    imageCache = builder.imageCache.orElseGet(ImageCache::standard);
    skipUnreadable = builder.skipUnreadable.orElse(false);
    repeatedRows = builder.repeatedRows.orElse(false);
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

  /** Builds a {@link DataConfig}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Integer> workers = new Once<>("workers");
    private final Once<ImageCache> imageCache = new Once<>("imageCache");
    private final Once<Boolean> skipUnreadable = new Once<>("skipUnreadableImages");
    private final Once<Boolean> repeatedRows = new Once<>("allowRepeatedRows");

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
