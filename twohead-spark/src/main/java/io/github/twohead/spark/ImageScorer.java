package io.github.twohead.spark;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Answers the questions of a saved model about a table of photos, on all machines of a Spark
 * cluster. Immutable, and belongs to the session in which it was opened.
 *
 * <pre>{@code
 * ImageScorer scorer = ImageScorer.open("hdfs:///models/documents.twohead");
 * Dataset<Row> photos = spark.read().format("binaryFile").load("hdfs:///photos");
 * Dataset<Row> answers = scorer.score(photos);
 * answers.filter("screen.decision").write().parquet("hdfs:///screens");
 * }</pre>
 *
 * <p>Photos are bytes in a column, as the source {@code binaryFile} gives them, or paths of any
 * Hadoop file system, which executors read. A table of answers has
 *
 * <ul>
 *   <li>the columns of the photos that are {@linkplain Builder#keep kept}, never their bytes;
 *   <li>for each head a column of its name: of one that says yes or no a struct of {@code
 *       probability}, a double from 0 to 1, and {@code decision}, a boolean; of a categorical one a
 *       struct of {@code probabilities}, a map from each category to a double, and {@code
 *       decision}, the most probable category. Null where there is an error;
 *   <li>{@code error}, a text: why the photo has no answer; null if it has one.
 * </ul>
 *
 * <p>The same photo gets the same answer whenever a task runs, so Spark may run tasks again. A
 * stream of photos becomes a stream of answers.
 *
 * <p>All tasks of an executor share one predictor, which is opened by the first of them. Each task
 * decodes and predicts on its own thread, so that an executor with as many cores as it runs tasks
 * uses them all; with {@code spark.task.cpus} above 1, PyTorch uses so many threads a task. A task
 * holds 16 encoded photos at a time, fewer once they have 256 MiB, and where they are paths as many
 * that it reads ahead, of at most 8 MiB each.
 *
 * <p>A photo that is damaged, missing or forbidden is a row with its error. Where a file system
 * fails for the moment, or memory does not suffice, the task fails, and Spark tries it again.
 */
public final class ImageScorer {
  private final SharedModel model;
  private final List<HeadSpec> heads;
  private final Broadcast<SerializableConfiguration> files;
  private final Optional<String> image;
  private final Optional<List<String>> keep;

  private ImageScorer(
      SharedModel model,
      List<HeadSpec> heads,
      Broadcast<SerializableConfiguration> files,
      Builder builder) {
    this.model = model;
    this.heads = heads;
    this.files = files;
    image = builder.image.optional();
    keep = builder.keep.optional();
  }

  /**
   * What a predictor is told beside its file, such as {@code open -> open.threshold("screen",
   * 0.3)}. It is sent to the executors: what it refers to must be serializable. Executors share a
   * predictor between scorers whose settings are written alike: a lambda by its class, its method
   * and what it refers to. In a notebook, where a cell that is run again may give another lambda
   * the same names, a serializable record is safer.
   */
  @FunctionalInterface
  public interface Settings extends Serializable {

    /**
     * Sets what is wanted.
     *
     * @param open about to open the model; its {@code executor} and {@code threads} are set
     */
    void apply(MultiHeadPredictor.Builder open);
  }

  /**
   * {@return a scorer with the model's own settings, for the active session; exceptions as of
   * {@link Builder#open}}
   *
   * @param model where the model's file lies
   */
  public static ImageScorer open(String model) {
    return builder().open(model);
  }

  /** {@return an opener that is told more than where the model lies} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the model's heads, in the order of their columns} */
  public List<HeadSpec> heads() {
    return heads;
  }

  /**
   * {@return the answers about photos, a row for each; Spark works when they are asked for}
   *
   * @param photos a table or a stream
   * @throws IllegalArgumentException if there is no column of photos, one to keep is missing, or
   *     two columns of the answers would share a name
   */
  public Dataset<Row> score(Dataset<Row> photos) {
    PhotoColumns columns =
        PhotoColumns.of(Arguments.notNull("photos", photos).schema(), image, keep);
    StructType answers = AnswerColumns.schema(columns.kept(), heads);
    return photos
        .select(columns.select(photos))
        .mapPartitions(
            new ScoringPartition(model, files, columns.areBytes()), Encoders.row(answers));
  }

  /** What a model and its settings are known by, the same in every session. */
  String key() {
    return model.key();
  }

  /** Opens an {@link ImageScorer}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Settings> settings = new Once<>("settings");
    private final Once<String> image = new Once<>("image");
    private final Once<List<String>> keep = new Once<>("keep");

    private Builder() {}

    /**
     * Sets what predictors are told beside the model's file; nothing when not given.
     *
     * @param told sets thresholds, views, a device, or what a file from elsewhere does not say
     * @return this
     */
    public Builder settings(Settings told) {
      settings.set(told);
      return this;
    }

    /**
     * Sets the column of the photos; {@code content} if there is one, else {@code path}, when not
     * given.
     *
     * @param column a column of bytes, or of paths
     * @return this
     */
    public Builder image(String column) {
      image.set(column);
      return this;
    }

    /**
     * Sets which columns of the photos stand in the answers too; {@code path} if there is one, else
     * all but the photos themselves, when not given.
     *
     * @param columns their names; none to keep nothing
     * @return this
     */
    public Builder keep(String... columns) {
      keep.set(Arguments.copy("columns", Arrays.asList(Arguments.notNull("columns", columns))));
      return this;
    }

    /**
     * Reads the model's file and opens it once on the driver, so that mistakes show before any task
     * starts; executors get its content from Spark.
     *
     * @param model a path of any Hadoop file system: a saved model, or a {@code .tflite} or {@code
     *     .onnx} file
     * @return the scorer, for the active session
     * @throws ModelFileException if the file is missing, damaged, or not such a file, or what was
     *     set does not fit it
     * @throws IllegalArgumentException if a setting was given that such a file must be opened
     *     without, or refers to what cannot be serialized
     * @throws IllegalStateException if no session is active, or no engine for such a file is on the
     *     class path
     * @throws io.github.twohead.TwoheadException if what runs such a file is not there
     */
    @CheckReturnValue
    public ImageScorer open(String model) {
      Arguments.notNull("model", model);
      JavaSparkContext spark = new JavaSparkContext(SparkSession.active().sparkContext());
      SharedPredictors.closeWith(spark.sc());
      byte[] content = read(model, spark);
      Settings told = settings.orElse(nothing -> {});
      List<HeadSpec> heads;
      try (MultiHeadPredictor predictor = SharedModel.open(content, told, 1)) {
        heads = predictor.heads();
      }
      return new ImageScorer(
          SharedModel.of(content, told, spark),
          heads,
          spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
          this);
    }

    private static byte[] read(String model, JavaSparkContext spark) {
      Path path = new Path(model);
      try (InputStream file = path.getFileSystem(spark.hadoopConfiguration()).open(path)) {
        return file.readAllBytes();
      } catch (IOException | RuntimeException e) {
        throw new ModelFileException(model + " cannot be read: " + e, e);
      }
    }
  }
}
