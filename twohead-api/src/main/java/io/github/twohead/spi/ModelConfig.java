package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.Backbone;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a network is. Immutable. */
public final class ModelConfig {
  private static final long DEFAULT_SEED = 42;

  private final Backbone backbone;
  private final List<HeadSpec> heads;
  private final boolean poolFirst;
  private final Preprocessing preprocessing;
  private final long seed;

  private ModelConfig(Builder builder) {
    backbone = builder.backbone.orElseGet(Backbone::shuffleNetV2x05);
    heads = builder.heads.required("call heads(HeadSpec.binary(\"name\"), …)");
    heads.forEach(ModelConfig::requireDistinctCategories);
    poolFirst = builder.poolFirst.orElse(false);
    preprocessing = builder.preprocessing.orElseGet(Preprocessing::standard);
    seed = builder.seed.orElse(DEFAULT_SEED);
  }

  /**
   * Starts a network, each setting with the default of {@code MultiHeadModel.Builder}.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Checks heads.
   *
   * @param heads the heads of one network
   * @return a copy
   * @throws IllegalArgumentException if there is none, or two share a name
   */
  @CanIgnoreReturnValue
  public static List<HeadSpec> checkedHeads(List<HeadSpec> heads) {
    List<HeadSpec> copy = Arguments.copy("heads", heads);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("a model needs at least one head");
    }
    Set<String> names = new HashSet<>();
    for (HeadSpec head : copy) {
      if (!names.add(head.name())) {
        throw new IllegalArgumentException("two heads are named \"" + head + "\"");
      }
    }
    return copy;
  }

  private static void requireDistinctCategories(HeadSpec head) {
    Set<String> names = new HashSet<>();
    for (String category : head.categories()) {
      if (!names.add(category)) {
        throw new IllegalArgumentException(
            "two categories of head \""
                + head
                + "\" are named \""
                + ClassNames.visible(category)
                + "\"");
      }
    }
  }

  /**
   * Returns a head out of several.
   *
   * @param heads the heads of one network
   * @param name the name of one
   * @return the head
   * @throws IllegalArgumentException if there is no such head
   */
  public static HeadSpec head(List<HeadSpec> heads, String name) {
    Arguments.notNull("name", name);
    return Arguments.copy("heads", heads).stream()
        .filter(head -> head.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no head \"" + name + "\": the heads are " + heads));
  }

  /**
   * Returns a head whose threshold may be set.
   *
   * @param heads the heads of one network
   * @param name the name of one
   * @return the head
   * @throws IllegalArgumentException if there is no such head, or it has no threshold
   */
  @CanIgnoreReturnValue
  public static HeadSpec headWithThreshold(List<HeadSpec> heads, String name) {
    HeadSpec head = head(heads, name);
    if (head.isCategorical()) {
      throw new IllegalArgumentException(
          "head \"" + name + "\" has no threshold: its answer is the most probable category");
    }
    return head;
  }

  /**
   * Returns a head.
   *
   * @param name its name
   * @return the head
   * @throws IllegalArgumentException if there is no such head
   */
  public HeadSpec head(String name) {
    return head(heads, name);
  }

  /**
   * Returns the shared part.
   *
   * @return the backbone
   */
  public Backbone backbone() {
    return backbone;
  }

  /**
   * Returns the heads.
   *
   * @return at least one head, the main one first, with distinct names
   */
  public List<HeadSpec> heads() {
    return heads;
  }

  /**
   * Says whether heads average the feature map before their convolutions, not after.
   *
   * @return whether they pool first
   */
  public boolean poolFirst() {
    return poolFirst;
  }

  /**
   * Returns how images become input.
   *
   * @return the preprocessing
   */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * Returns the seed of the random weights and of training.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelConfig that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(backbone, heads, poolFirst, preprocessing, seed);
  }

  /**
   * Builds a {@link ModelConfig}; each setting can be given once. What a setting means is said at
   * {@code MultiHeadModel.Builder}.
   */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Backbone> backbone = new Once<>("backbone");
    private final Once<List<HeadSpec>> heads = new Once<>("heads");
    private final Once<Boolean> poolFirst = new Once<>("poolFirst");
    private final Once<Preprocessing> preprocessing = new Once<>("preprocessing");
    private final Once<Long> seed = new Once<>("seed");

    private Builder() {}

    /**
     * Sets the shared part; ShuffleNetV2 x0.5 when not given.
     *
     * @param shared the backbone
     * @return this
     */
    public Builder backbone(Backbone shared) {
      backbone.set(shared);
      return this;
    }

    /**
     * Sets the heads.
     *
     * @param specs at least one head, the main one first, with distinct names
     * @return this
     * @throws IllegalArgumentException if there is no head, or two share a name
     */
    public Builder heads(List<HeadSpec> specs) {
      heads.set(checkedHeads(specs));
      return this;
    }

    /**
     * Sets whether heads average the feature map before their convolutions; they do so after them
     * when not given.
     *
     * @param before whether they pool first
     * @return this
     */
    public Builder poolFirst(boolean before) {
      poolFirst.set(before);
      return this;
    }

    /**
     * Sets how images become input; {@link Preprocessing#standard} when not given.
     *
     * @param steps the preprocessing
     * @return this
     */
    public Builder preprocessing(Preprocessing steps) {
      preprocessing.set(steps);
      return this;
    }

    /**
     * Sets the seed of the random weights and of training; 42 when not given.
     *
     * @param number any number
     * @return this
     */
    public Builder seed(long number) {
      seed.set(number);
      return this;
    }

    /**
     * Returns the configuration.
     *
     * @return the configuration
     * @throws IllegalStateException if the heads are missing
     */
    @CheckReturnValue
    public ModelConfig build() {
      return new ModelConfig(this);
    }
  }
}
