package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.Once;
import io.github.twohead.spi.OperatingPoint;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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
public final class Evaluation {
  private final List<LabelledImage> images;
  private final int skipped;
  private final Map<String, HeadEvaluation> heads;

  private Evaluation(List<LabelledImage> images, int skipped, Map<String, HeadEvaluation> heads) {
    this.images = images;
    this.skipped = skipped;
    this.heads = heads;
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

  /** {@return the heads by name, in the order of the model's} */
  public Map<String, HeadEvaluation> heads() {
    return heads;
  }

  /**
   * {@return the evaluation of a head}
   *
   * @param head the head
   * @throws IllegalArgumentException if the model has no such head
   */
  public HeadEvaluation head(HeadSpec head) {
    return head(Arguments.notNull("head", head).name());
  }

  /**
   * {@return the evaluation of a head}
   *
   * @param name the head's name
   * @throws IllegalArgumentException if the model has no such head
   */
  public HeadEvaluation head(String name) {
    HeadEvaluation head = heads.get(Arguments.notNull("name", name));
    if (head == null) {
      throw new IllegalArgumentException(
          "no head \"" + name + "\": the heads are " + heads.keySet());
    }
    return head;
  }

  /** {@return the images that were scored, in the table's order; a view that makes each row} */
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
      return Prediction.of(heads.values().stream().map(head -> head.prediction(row)).toList());
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
   * Returns the parts of the table that share the value of a column, such as where photos are from.
   *
   * @param column the column's name
   * @return an evaluation by value, in alphabetical order, none with {@link #skipped} images; rows
   *     without the column are left out
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
   * Returns the parts of the table that share what a function says of their rows, such as {@code
   * LabelledImage::imageClass}.
   *
   * @param key gives the part of a row; empty for rows to leave out
   * @return an evaluation by key, in alphabetical order, none with {@link #skipped} images
   */
  public Map<String, Evaluation> slices(Function<LabelledImage, Optional<String>> key) {
    Arguments.notNull("key", key);
    Map<String, List<Integer>> parts = new TreeMap<>();
    for (int row = 0; row < images.size(); row++) {
      int place = row;
      key.apply(images.get(row))
          .ifPresent(part -> parts.computeIfAbsent(part, p -> new ArrayList<>()).add(place));
    }
    Map<String, Evaluation> slices = new LinkedHashMap<>();
    parts.forEach(
        (part, rows) ->
            slices.put(part, slice(rows.stream().mapToInt(Integer::intValue).toArray())));
    return Collections.unmodifiableMap(slices);
  }

  private Evaluation slice(int[] rows) {
    List<LabelledImage> part = IntStream.of(rows).mapToObj(images::get).toList();
    Map<String, HeadEvaluation> ofPart = new LinkedHashMap<>();
    heads.forEach((name, head) -> ofPart.put(name, head.slice(rows)));
    return new Evaluation(part, 0, Collections.unmodifiableMap(ofPart));
  }

  /** Two are equal whose heads and numbers of images are; wherever the images come from. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Evaluation that
        && images.size() == that.images.size()
        && skipped == that.skipped
        && heads.equals(that.heads);
  }

  @Override
  public int hashCode() {
    return Objects.hash(images.size(), skipped, heads);
  }

  /** Returns a line such as {@code screen F1 0.981, kind accuracy 0.953}. */
  @Override
  public String toString() {
    return heads.values().stream().map(HeadEvaluation::toString).collect(Collectors.joining(", "));
  }

  /** Builds an {@link Evaluation}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<List<HeadSpec>> heads = new Once<>("heads");
    private final Once<List<LabelledImage>> images = new Once<>("images");
    private final Once<double[]> probabilities = new Once<>("probabilities");
    private final Once<Integer> skipped = new Once<>("skipped");
    private final Map<String, Double> thresholds = new LinkedHashMap<>();
    private final Map<String, Calibration> calibrations = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Sets the heads; none when not given.
     *
     * @param inOrder the heads, the main one first, with distinct names
     * @return this
     * @throws IllegalArgumentException if two share a name
     */
    public Builder heads(List<HeadSpec> inOrder) {
      List<HeadSpec> given = Arguments.copy("heads", inOrder);
      heads.set(given.isEmpty() ? given : ModelConfig.checkedHeads(given));
      return this;
    }

    /**
     * Sets the images, which say their labels; none when not given.
     *
     * @param rows rows of a table, each with a label for every head
     * @return this
     */
    public Builder images(List<LabelledImage> rows) {
      images.set(Arguments.copy("images", rows));
      return this;
    }

    /**
     * Sets the probabilities; none when not given.
     *
     * @param inOrder of each image those of one head after the other: of yes, or one for each
     *     category; 0 to 1
     * @return this
     */
    public Builder probabilities(double... inOrder) {
      probabilities.set(Arguments.notNull("probabilities", inOrder).clone());
      return this;
    }

    /**
     * Sets the probability from which on a head decides yes; 0.5 when not given.
     *
     * @param head the name of a head without categories
     * @param probability 0 to 1
     * @return this
     */
    public Builder threshold(String head, double probability) {
      Once.put(thresholds, "threshold of", head, Checks.inRange("threshold", probability, 0, 1));
      return this;
    }

    /**
     * Sets the calibration that made a head's probabilities; none when not given.
     *
     * @param head the name of a head
     * @param given what was done to its logits
     * @return this
     */
    public Builder calibration(String head, Calibration given) {
      Once.put(calibrations, "calibration of", head, Arguments.notNull("given", given));
      return this;
    }

    /**
     * Sets the number of images that could not be read and were left out; 0 when not given.
     *
     * @param count the number of images, at least 0
     * @return this
     */
    public Builder skipped(int count) {
      skipped.set(Checks.notNegative("skipped", count));
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
      HeadAnswers.check(specs, flat, rows.size());
      int stride = specs.stream().mapToInt(HeadAnswers::outputs).sum();
      int first = 0;
      Map<String, HeadEvaluation> byName = new LinkedHashMap<>();
      for (HeadSpec head : specs) {
        int[] labels = HeadAnswers.numbers(head, rows.size(), i -> rows.get(i).label(head));
        HeadAnswers answers = new HeadAnswers(head, flat, first, stride, labels);
        byName.put(head.name(), HeadEvaluation.of(answers, point(head)));
        first += HeadAnswers.outputs(head);
      }
      return new Evaluation(rows, skipped.orElse(0), Collections.unmodifiableMap(byName));
    }

    private OperatingPoint point(HeadSpec head) {
      OperatingPoint standard = OperatingPoint.standard();
      return standard
          .threshold(thresholds.getOrDefault(head.name(), standard.threshold()))
          .calibration(calibrations.getOrDefault(head.name(), standard.calibration()));
    }
  }
}
