package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.FileProblem;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.Once;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a student learns from a teacher: beside the labels, the teacher's probabilities, which say
 * what a photo resembles and how sure one can be. The teacher is another model, such as a larger
 * one, or several, whose probabilities are averaged. Immutable.
 *
 * <pre>{@code
 * model.trainer()
 *     .distill(Distillation.from(Path.of("large.twohead")).temperature(4).weight(0.5))
 *     .fit(train, validation);
 * }</pre>
 *
 * <p>The loss of a head is {@code (1 − w)·hard + w·T²·soft} with the weight w and the temperature
 * T: hard is its loss against the labels, soft the cross-entropy of the student's softened
 * probabilities against the teacher's. Softened are logits that are divided by T before the sigmoid
 * or softmax; T² keeps the gradients of the second as large as they are without. The soft loss is
 * the mean over <em>all</em> images of a batch: where the label of a head is unknown, the teacher
 * still teaches it. Heads count as in the hard loss; label smoothing is for labels alone. The loss
 * on the validation table is the hard one.
 *
 * <p>A teacher's logits are taken from its probabilities as it tells them, calibrated ones if it is
 * calibrated, and are cut off at ±16. It sees each training image once, before training begins,
 * through its own preprocessing, so that its input may have another size; what it says is kept,
 * four bytes for each of a head's numbers. It sees images without augmentation, the student as they
 * are augmented: mild changes, which keep what a photo shows, go well with that. A teacher that is
 * to see just what the student sees has to run at every step, which costs as much as training it
 * does (Beyer et al. find it better for very long trainings); that is not offered.
 *
 * <p>Sources: G. Hinton, O. Vinyals and J. Dean, <i>Distilling the Knowledge in a Neural
 * Network</i>, 2015, <a href="https://arxiv.org/abs/1503.02531">arXiv:1503.02531</a>; L. Beyer et
 * al., <i>Knowledge Distillation: A Good Teacher is Patient and Consistent</i>, 2022, <a
 * href="https://arxiv.org/abs/2106.05237">arXiv:2106.05237</a>.
 */
public final class Distillation {
  private final List<Path> files;
  private final List<MultiHeadPredictor> models;
  private final Once<Double> temperature;
  private final Once<Double> weight;
  private final TeacherFile file;

  private Distillation(
      List<Path> files,
      List<MultiHeadPredictor> models,
      Once<Double> temperature,
      Once<Double> weight,
      TeacherFile file) {
    this.files = files;
    this.models = models;
    this.temperature = temperature;
    this.weight = weight;
    this.file = file;
  }

  /** A teacher of which nothing else is said yet. */
  private Distillation(List<Path> files, List<MultiHeadPredictor> models, TeacherFile file) {
    this(files, models, new Once<>("temperature"), new Once<>("weight"), file);
  }

  /**
   * Returns distillation from saved models or exported files, which training opens and closes.
   *
   * @param teacher what {@link MultiHeadPredictor#open} opens
   * @param others further ones, whose probabilities are averaged with the first one's
   * @return the distillation, with a temperature of 4 and a weight of 0.5
   */
  public static Distillation from(Path teacher, Path... others) {
    List<Path> files = new ArrayList<>(List.of(Arguments.notNull("teacher", teacher)));
    files.addAll(Arguments.copy("others", Arrays.asList(Arguments.notNull("others", others))));
    return new Distillation(List.copyOf(files), List.of(), TeacherFile.untold());
  }

  /**
   * Returns distillation from models of the program's own, which stay open. A recipe keeps that
   * there was a teacher, and cannot be replayed from its file alone.
   *
   * @param teacher the model
   * @param others further ones, whose probabilities are averaged with the first one's
   * @return the distillation, with a temperature of 4 and a weight of 0.5
   */
  public static Distillation from(MultiHeadPredictor teacher, MultiHeadPredictor... others) {
    List<MultiHeadPredictor> models =
        new ArrayList<>(List.of(Arguments.notNull("teacher", teacher)));
    models.addAll(Arguments.copy("others", Arrays.asList(Arguments.notNull("others", others))));
    return new Distillation(List.of(), List.copyOf(models), TeacherFile.untold());
  }

  /**
   * Returns the same with another temperature: the higher it is, the more the student learns of how
   * unlikely answers differ.
   *
   * @param divisor of logits, 0.1 to 100; 4 when not given
   * @return a changed copy
   */
  public Distillation temperature(double divisor) {
    double checked = Checks.inRange("temperature", divisor, 0.1, 100);
    return new Distillation(files, models, temperature.with(checked), weight, file);
  }

  /**
   * Returns the same with another weight of the teacher.
   *
   * @param share above 0, at most 1, for the teacher alone; 0.5 when not given
   * @return a changed copy
   */
  public Distillation weight(double share) {
    double checked = Checks.aboveZero("weight", share, 1);
    return new Distillation(files, models, temperature, weight.with(checked), file);
  }

  /**
   * Returns the same, whose files come from elsewhere and do not say what they answer: TFLite and
   * ONNX files, as {@link MultiHeadPredictor.Builder#heads(HeadSpec...)} takes them. It holds for
   * each of the files.
   *
   * @param specs what the outputs answer, in their order, at least all heads of the student
   * @return a changed copy
   * @throws IllegalStateException if the teachers are models of the program's own
   */
  public Distillation heads(HeadSpec... specs) {
    List<HeadSpec> given =
        Arguments.copy("heads", Arrays.asList(Arguments.notNull("heads", specs)));
    return with(file.heads(ModelConfig.checkedHeads(given)));
  }

  /**
   * Returns the same, whose files from elsewhere expect their pixels so.
   *
   * @param expected as {@link MultiHeadPredictor.Builder#normalization(Normalization)} takes it
   * @return a changed copy
   */
  public Distillation normalization(Normalization expected) {
    return with(file.normalization(expected));
  }

  /**
   * Returns the same, whose files from elsewhere expect images to be resized so.
   *
   * @param mode as {@link MultiHeadPredictor.Builder#resize(ResizeMode)} takes it
   * @return a changed copy
   */
  public Distillation resize(ResizeMode mode) {
    return with(file.resize(mode));
  }

  /**
   * Returns the same, out of whose files from elsewhere such numbers come.
   *
   * @param numbers as {@link MultiHeadPredictor.Builder#outputs(OutputType)} takes them
   * @return a changed copy
   */
  public Distillation outputs(OutputType numbers) {
    return with(file.outputs(numbers));
  }

  private Distillation with(TeacherFile told) {
    if (files.isEmpty()) {
      throw new IllegalStateException(
          "the teachers are predictors, which were told when they were opened");
    }
    return new Distillation(files, models, temperature, weight, told);
  }

  /** What is said of the files. */
  TeacherFile file() {
    return file;
  }

  /** The same teacher with neither temperature nor weight given. */
  Distillation teacherAlone() {
    return new Distillation(files, models, file);
  }

  /** {@return what logits are divided by} */
  public double temperature() {
    return temperature.orElse(4.0);
  }

  /** {@return the share of the teacher in the loss} */
  public double weight() {
    return weight.orElse(0.5);
  }

  /** {@return the files of the teachers; empty if they are models of the program's own} */
  public List<Path> files() {
    return files;
  }

  /** Those of the program's own; none if there are files. */
  List<MultiHeadPredictor> models() {
    return models;
  }

  /**
   * {@return the SHA-256 of each of the files as they are now, in hexadecimal digits; each call
   * reads them}
   *
   * @throws IllegalArgumentException if a file does not exist
   * @throws TwoheadException if a file cannot be read
   */
  public List<String> digests() {
    return files.stream().map(Distillation::digest).toList();
  }

  private static String digest(Path file) {
    try (InputStream content = Files.newInputStream(Teachers.existing(file))) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      long unused =
          new DigestInputStream(content, sha256).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(sha256.digest());
    } catch (IOException e) {
      throw new TwoheadException(
          "the teacher " + file + " cannot be read: " + FileProblem.why(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What the teachers say; an engine asks for it when it trains. */
  public interface Teaching extends AutoCloseable {
    /**
     * {@return of each image the softened probabilities of one head after the other, as many as an
     * {@link Evaluation} has}
     *
     * @param images the images
     * @throws TwoheadException if one cannot be read
     */
    List<float[]> targets(List<ImageSource> images);

    @Override
    void close();
  }

  /**
   * Opens the teachers.
   *
   * @param heads those of the student
   * @return what the teachers say about these heads, to be closed
   * @throws IllegalArgumentException if a teacher lacks one of the heads, or its categories differ
   * @throws TwoheadException as {@link MultiHeadPredictor#open} throws it
   */
  public Teaching open(List<HeadSpec> heads) {
    return new Teachers(this, Arguments.copy("heads", heads));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Distillation that
        && files.equals(that.files)
        && models.equals(that.models)
        && temperature() == that.temperature()
        && weight() == that.weight()
        && file.toString().equals(that.file.toString());
  }

  @Override
  public int hashCode() {
    return files.hashCode();
  }

  /** Returns a text such as {@code from [large.twohead], temperature 4, weight 0.5}. */
  @Override
  public String toString() {
    String teachers =
        files.isEmpty()
            ? models.size() + " of a program's own"
            : files.stream()
                .map(file -> String.valueOf(file.getFileName()))
                .collect(Collectors.joining(", "));
    return "from ["
        + teachers
        + "], temperature "
        + Checks.text(temperature())
        + ", weight "
        + Checks.text(weight())
        + file;
  }
}
