package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import io.github.twohead.spi.Once;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One question about an image, and the shape of the head that answers it: a yes/no question, or one
 * with a category as its answer.
 *
 * <p>A head is a 1×1 convolution to {@link #width} channels, batch normalisation, ReLU, global
 * average pooling, and a linear layer to one logit, or one for each category; {@link
 * MultiHeadModel.Builder#poolFirst} moves the pooling to the front. A sigmoid makes a probability
 * of one logit, a softmax those of several. Immutable.
 *
 * <pre>{@code
 * HeadSpec screen = HeadSpec.binary("screen");
 * HeadSpec small = HeadSpec.builder("glare").width(256).build();
 * HeadSpec kind = HeadSpec.categorical("kind", "document", "receipt", "other");
 * }</pre>
 */
public final class HeadSpec {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,64}");
  private static final int LONGEST_CATEGORY = 256;
  private static final int MOST_CATEGORIES = 65_536;
  private static final int DEFAULT_WIDTH = 1024;

  private final String name;
  private final int width;
  private final List<String> categories;
  private final SameNames sameNames;

  private HeadSpec(String name, int width, List<String> categories) {
    this.name = name;
    this.width = width;
    this.categories = categories;
    sameNames = SameNames.of(categories);
  }

  /**
   * Returns a head of the default width, 1024, whose answer is yes or no.
   *
   * @param name 1 to 64 letters, digits, {@code _} or {@code -}
   * @return the head
   * @throws IllegalArgumentException if the name has any other character
   */
  public static HeadSpec binary(String name) {
    return builder(name).build();
  }

  /**
   * Returns a head of the default width, 1024, whose answer is one of several categories.
   *
   * @param name 1 to 64 letters, digits, {@code _} or {@code -}
   * @param categories the possible answers, 2 to 65,536, each 1 to 256 characters that are not all
   *     spaces
   * @return the head
   * @throws IllegalArgumentException if the name has any other character, or the categories are not
   *     such
   */
  public static HeadSpec categorical(String name, String... categories) {
    return categorical(name, Arrays.asList(Arguments.notNull("categories", categories)));
  }

  /**
   * Returns a head of the default width, as {@link #categorical(String, String...)} does.
   *
   * @param name the head's name
   * @param categories the possible answers
   * @return the head
   */
  public static HeadSpec categorical(String name, List<String> categories) {
    return builder(name).categories(categories).build();
  }

  /**
   * Starts a head whose width is not the default.
   *
   * @param name 1 to 64 letters, digits, {@code _} or {@code -}
   * @return a builder
   * @throws IllegalArgumentException if the name has any other character
   */
  public static Builder builder(String name) {
    if (!NAME.matcher(Arguments.notNull("name", name)).matches()) {
      throw new IllegalArgumentException(
          "a head's name must be 1 to 64 letters, digits, _ or -, but is \"" + name + "\"");
    }
    return new Builder(name);
  }

  /**
   * Returns the name, unique within a model.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Returns the number of channels of the head's convolution.
   *
   * @return the width, 1 to 65,536
   */
  public int width() {
    return width;
  }

  /**
   * Returns the possible answers of a categorical head, in the order of its outputs.
   *
   * @return the categories; empty if the answer is yes or no
   */
  public List<String> categories() {
    return categories;
  }

  /**
   * Says whether the answer is a category, not yes or no.
   *
   * @return whether there are {@link #categories}
   */
  public boolean isCategorical() {
    return !categories.isEmpty();
  }

  /** Which categories are one. */
  SameNames sameNames() {
    return sameNames;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeadSpec that
        && name.equals(that.name)
        && width == that.width
        && categories.equals(that.categories);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, width, categories);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Builds a {@link HeadSpec}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final String name;
    private final Once<Integer> width = new Once<>("width");
    private final Once<List<String>> categories = new Once<>("categories");

    private Builder(String name) {
      this.name = name;
    }

    /**
     * Sets the number of channels of the head's convolution; 1024 when not given. A narrower head
     * costs less: the convolution is most of a head's parameters and arithmetic.
     *
     * @param channels 1 to 65,536
     * @return this
     */
    public Builder width(int channels) {
      width.set(Checks.inRange("width", channels, 1, 65_536));
      return this;
    }

    /**
     * Makes the answer one of several categories; yes or no when not given.
     *
     * <p>Label files of others may hold a name twice. Such a head can be read from a file, but not
     * trained or scored.
     *
     * @param names the possible answers in the order of the head's outputs, 2 to 65,536, each 1 to
     *     256 characters that are not all spaces
     * @return this
     * @throws IllegalArgumentException if there are fewer or more, or a name is blank or too long
     */
    public Builder categories(List<String> names) {
      List<String> given = Arguments.copy("categories", names);
      Checks.inRange("the number of categories", given.size(), 2, MOST_CATEGORIES);
      for (String category : given) {
        boolean tooLong = category.codePointCount(0, category.length()) > LONGEST_CATEGORY;
        if (category.isBlank() || tooLong || !isWellFormed(category)) {
          throw new IllegalArgumentException(
              "a category of head \""
                  + name
                  + "\" must be 1 to 256 characters of Unicode that are not all spaces, but is \""
                  + ClassNames.visible(category)
                  + "\"");
        }
      }
      categories.set(given);
      return this;
    }

    private static boolean isWellFormed(String text) {
      return text.codePoints()
          .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /**
     * Returns the head.
     *
     * @return the head
     */
    @CheckReturnValue
    public HeadSpec build() {
      return new HeadSpec(name, width.orElse(DEFAULT_WIDTH), categories.orElse(List.of()));
    }
  }
}
