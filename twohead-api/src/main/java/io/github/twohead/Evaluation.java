package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.Once;
import io.github.twohead.spi.OperatingPoint;
import java.util.AbstractList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model's answers to a table of images: every probability, beside what the images are and what
 * their labels say. Scores are asked of its heads, of all images or of {@link #slices}. Immutable.
 *
 * <p>It holds 8 bytes for every probability of an image, 12 for every head and a reference to its
 * row of the table: 48 bytes with two yes/no heads.
 *
 * <pre>{@code
 * Evaluation evaluation = predictor.evaluate(test);
 * evaluation.head("screen").counts().f1();
 * evaluation.slices("source").forEach((source, part) ->
 *     System.out.println(source + ": " + part.head("screen").interval(Metric.F1)));
 * for (Evaluation.Row row : evaluation.rows()) {
 *   System.out.println(row.image().origin() + ": " + row.prediction());
 * }
 * }</pre>
 */
public final class Evaluation extends EvaluatedHeads {
  private final List<LabelledImage> images;
  private final int skipped;

  private Evaluation(List<LabelledImage> images, int skipped, Map<String, HeadEvaluation> heads) {
    super(heads);
    this.images = images;
    this.skipped = skipped;
  }

  /** {@return a builder of an evaluation of given answers} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the number of images that were scored: those of which some head knows the label} */
  public int images() {
    return images.size();
  }

  /** {@return the number of images that could not be read and were left out} */
  public int skipped() {
    return skipped;
  }

  /**
   * {@return the images that were scored, in the table's order; each row is made when it is asked
   * for}
   */
  public List<Row> rows() {
    return new AbstractList<>() {
      @Override
      public Row get(int index) {
        return new Row(index);
      }

      @Override
      public int size() {
        return images.size();
      }
    };
  }

  /** An image that was scored. */
  public final class Row {
    private final LabelledImage image;
    private final int row;

    private Row(int row) {
      this.row = row;
      image = images.get(row);
    }

    /** {@return the row of the table} */
    public LabelledImage image() {
      return image;
    }

    /** {@return what the model says} */
    public Prediction prediction() {
      return Prediction.of(heads().values().stream().map(head -> head.prediction(row)).toList());
    }

    /**
     * {@return what is known of the image}
     *
     * @param name the name of a head
     * @throws IllegalArgumentException if the model has no such head
     */
    public Label label(String name) {
      return head(name).answers().labelOf(row);
    }
  }

  /**
   * {@return the parts of the table that share the value of a column, such as where photos are
   * from: an evaluation by value, in alphabetical order, none with {@link #skipped} images; rows
   * without the column are left out}
   *
   * @param column the column's name
   * @throws IllegalArgumentException if no row has such a column
   */
  public Map<String, Evaluation> slices(String column) {
    Arguments.notNull("column", column);
    Map<String, Evaluation> slices = slices(image -> image.column(column));
    if (slices.isEmpty()) {
      throw new IllegalArgumentException("no row of the table has a column \"" + column + "\"");
    }
    return slices;
  }

  /**
   * {@return the parts of the table that share what a function says of their rows, such as {@code
   * LabelledImage::imageClass}: an evaluation by key, in alphabetical order, none with {@link
   * #skipped} images}
   *
   * @param key gives the part of a row; empty for rows to leave out
   */
  public Map<String, Evaluation> slices(Function<LabelledImage, Optional<String>> key) {
    Arguments.notNull("key", key);
    Map<String, Evaluation> slices = new LinkedHashMap<>();
    Groups.by(key, images).forEach((part, rows) -> slices.put(part, slice(rows)));
    return Collections.unmodifiableMap(slices);
  }

  private Evaluation slice(int[] rows) {
    List<LabelledImage> part = IntStream.of(rows).mapToObj(images::get).toList();
    Map<String, HeadEvaluation> ofPart = new LinkedHashMap<>();
    heads().forEach((name, head) -> ofPart.put(name, head.slice(rows)));
    return new Evaluation(part, 0, ofPart);
  }

  /** Two are equal whose heads and numbers of images are; wherever the images come from. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Evaluation that
        && images.size() == that.images.size()
        && skipped == that.skipped
        && heads().equals(that.heads());
  }

  @Override
  public int hashCode() {
    return Objects.hash(images.size(), skipped, heads());
  }

  /** Returns a line such as {@code screen F1 0.981, kind accuracy 0.953}. */
  @Override
  public String toString() {
    return heads().values().stream()
        .map(HeadEvaluation::toString)
        .collect(Collectors.joining(", "));
  }

  /** Builds an {@link Evaluation}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<List<HeadSpec>> heads = new Once<>("heads");
    private final Once<List<LabelledImage>> images = new Once<>("images");
    private final Once<double[]> probabilities = new Once<>("probabilities");
    private final Once<Integer> skipped = new Once<>("skipped");
    private final Once<Optional<Views>> views = new Once<>("views");
    private final Map<String, Double> thresholds = new LinkedHashMap<>();
    private final Map<String, Calibration> calibrations = new LinkedHashMap<>();

    private Builder() {}

    /**
     * {@return this}
     *
     * @param inOrder the heads, the main one first, with distinct names; none when not given
     * @throws IllegalArgumentException if two share a name
     */
    public Builder heads(List<HeadSpec> inOrder) {
      List<HeadSpec> given = Arguments.copy("heads", inOrder);
      heads.set(given.isEmpty() ? given : ModelConfig.checkedHeads(given));
      return this;
    }

    /**
     * {@return this}
     *
     * @param rows the images, each with a label for every head; none when not given
     */
    public Builder images(List<LabelledImage> rows) {
      images.set(Arguments.copy("images", rows));
      return this;
    }

    /**
     * {@return this}
     *
     * @param inOrder the probabilities, of each image those of one head after the other: of yes, or
     *     one for each category; 0 to 1; none when not given
     */
    public Builder probabilities(double... inOrder) {
      probabilities.set(Arguments.notNull("probabilities", inOrder).clone());
      return this;
    }

    /**
     * {@return this}
     *
     * @param head the name of a head without categories
     * @param probability from which on it decides yes, 0 to 1; 0.5 when not given
     */
    public Builder threshold(String head, double probability) {
      Once.put(thresholds, "threshold of", head, Checks.inRange("threshold", probability, 0, 1));
      return this;
    }

    /**
     * {@return this}
     *
     * @param head the name of a head
     * @param given the calibration that made its probabilities; none when not given
     */
    public Builder calibration(String head, Calibration given) {
      Once.put(calibrations, "calibration of", head, Arguments.notNull("given", given));
      return this;
    }

    /**
     * {@return this}
     *
     * @param count how many images could not be read and were left out; 0 when not given
     */
    public Builder skipped(int count) {
      skipped.set(Checks.notNegative("skipped", count));
      return this;
    }

    /**
     * {@return this}
     *
     * @param seen what was seen of each image for its probabilities; empty if different things
     *     were; the image alone when not given
     */
    public Builder views(Optional<Views> seen) {
      views.set(Arguments.notNull("views", seen));
      return this;
    }

    /**
     * {@return the evaluation}
     *
     * @throws IllegalArgumentException if there are not as many probabilities as heads and images
     *     need, one is not from 0 to 1, an image has no label of a head, or a threshold or
     *     calibration is for no head here or one of the other kind
     */
    @CheckReturnValue
    public Evaluation build() {
      List<HeadSpec> specs = heads.orElse(List.of());
      thresholds.keySet().forEach(name -> ModelConfig.headWithThreshold(specs, name));
      calibrations.forEach((name, given) -> given.requireFit(ModelConfig.head(specs, name)));
      List<LabelledImage> rows = images.orElse(List.of());
      double[] flat = probabilities.orElse(new double[0]);
      Map<String, HeadEvaluation> all = new LinkedHashMap<>();
      HeadAnswers.of(
              specs,
              flat,
              rows.size(),
              (head, image) -> rows.get(image).label(head),
              rows,
              views.orElse(Optional.of(Views.one())))
          .forEach(answers -> all.put(answers.head().name(), evaluation(answers)));
      thresholds.forEach((name, at) -> all.computeIfPresent(name, (n, head) -> head.threshold(at)));
      return new Evaluation(rows, skipped.orElse(0), all);
    }

    private HeadEvaluation evaluation(HeadAnswers answers) {
      Calibration own = calibrations.getOrDefault(answers.head().name(), Calibration.none());
      return HeadEvaluation.of(answers, OperatingPoint.standard().calibration(own));
    }
  }
}
