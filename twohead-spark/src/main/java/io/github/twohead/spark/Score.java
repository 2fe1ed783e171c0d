package io.github.twohead.spark;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.TwoheadException;
import io.github.twohead.Views;
import io.github.twohead.spark.ImageScorer.Settings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Answers a saved model's questions about many photos, by {@code spark-submit}. Killed at any
 * moment, the same command goes on with the photos that have no answer yet.
 *
 * <pre>{@code
 * spark-submit --class io.github.twohead.spark.Score --packages … twohead-spark.jar
 *   --model hdfs:///models/documents.twohead --folder hdfs:///photos --out hdfs:///answers
 * }</pre>
 */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes each head's answer and probability for every photo to a table in Parquet, a row for"
          + " each path. A photo that cannot be read, or has no answer, is a row with its error.",
      "Killed at any moment, the same command goes on with the photos that have no row yet, half a"
          + " minute after the kill. One command at a time may write into a folder."
    })
public final class Score implements Callable<Integer> {
  private static final int USER_ERROR = 2;
  private static final String PATH = "path";

  @Spec CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "PATH",
      description = "A saved model, or a TFLite or ONNX file.")
  String model;

  @Option(
      names = "--folder",
      paramLabel = "PATH",
      description =
          "All photos in a folder and those below it, by their names' endings; what begins with a"
              + " dot or an underscore is left out.")
  @Nullable String folder;

  @Option(
      names = "--table",
      paramLabel = "PATH",
      description =
          "The photos that the column path names: a .csv file with a header, or else Parquet.")
  @Nullable String table;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "The folder of the answers, new or of the same command before.")
  String out;

  @Option(
      names = "--threshold",
      paramLabel = "HEAD=PROBABILITY",
      description = "The probability from which on a head decides yes, if not that of the file.")
  Map<String, Double> thresholds = new LinkedHashMap<>();

  @Option(
      names = "--views",
      paramLabel = "VIEWS",
      description =
          "What is seen of each photo: flip for it and its mirror image, or the first 1 to 10 views"
              + " by their number. Their probabilities' mean counts; their highest with max(10).")
  @Nullable Views views;

  @Option(
      names = "--part",
      defaultValue = "100000",
      paramLabel = "N",
      description = "How many photos appear in the table together; ${DEFAULT-VALUE} unless given.")
  int part;

  Score() {}

  /**
   * What the options say of the model, which the table of answers is known by too.
   *
   * @param views empty for the photo alone
   */
  private record Options(TreeMap<String, Double> thresholds, String views) implements Settings {
    @Override
    public void apply(MultiHeadPredictor.Builder open) {
      thresholds.forEach(open::threshold);
      if (!views.isEmpty()) {
        open.views(Views.parse(views));
      }
    }
  }

  /**
   * Scores photos; exits with 2 after a mistake of the user's.
   *
   * @param args the options, which {@code --help} tells
   */
  public static void main(String[] args) {
    int code = line().execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine line() {
    CommandLine line = new CommandLine(new Score());
    line.registerConverter(Views.class, Score::views);
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    return line;
  }

  private static Views views(String text) {
    try {
      return Views.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /** What the user can mend, whose message says how. */
  private static final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1;

    Mistake(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    if (e instanceof Mistake) {
      command.getErr().println("error: " + e.getMessage());
      return USER_ERROR;
    }
    throw e;
  }

  @Override
  public Integer call() {
    if ((folder == null) == (table == null)) {
      throw new ParameterException(
          spec.commandLine(),
          "Give --folder or --table" + (folder == null ? "" : ", but not both"));
    }
    if (part < 1) {
      throw new ParameterException(spec.commandLine(), "--part must be at least 1, but is " + part);
    }
    SparkSession session = SparkSession.builder().appName("twohead score").getOrCreate();
    try {
      score(session);
    } finally {
      session.stop();
    }
    return 0;
  }

  private void score(SparkSession session) {
    ImageScorer scorer = begun(this::scorer);
    Dataset<Row> photos = begun(() -> photos(session).select(PATH));
    try (AnswerTable answers = begun(() -> AnswerTable.open(session, out, scorer))) {
      try (AnswerTable.Missing missing = answers.missing(photos, part)) {
        for (int i = 0; i < missing.parts(); i++) {
          answers.add(scorer, missing.part(i), missing.photosOfPart());
          say("part " + (i + 1) + " of " + missing.parts() + " is written");
        }
      }
      tell(answers);
    }
  }

  /** What fails before Spark has any work is a mistake of the user's. */
  private static <T> T begun(Supplier<T> beginning) {
    try {
      return beginning.get();
    } catch (Exception e) { // AnalysisException is a checked one, which no signature tells
      if (e instanceof TwoheadException
          || e instanceof IllegalArgumentException
          || e instanceof UncheckedIOException
          || e instanceof AnalysisException) {
        throw new Mistake(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  private ImageScorer scorer() {
    Options options = new Options(new TreeMap<>(thresholds), views == null ? "" : views.toString());
    ImageScorer scorer = ImageScorer.builder().settings(options).image(PATH).open(model);
    for (HeadSpec head : scorer.heads()) {
      if (head.name().equalsIgnoreCase(PATH) || head.name().equalsIgnoreCase(AnswerColumns.ERROR)) {
        throw new IllegalArgumentException(
            model
                + " has a head called \""
                + head.name()
                + "\", as another column of the answers is: train it with another name");
      }
    }
    return scorer;
  }

  private Dataset<Row> photos(SparkSession session) {
    if (table != null) {
      return table.toLowerCase(Locale.ROOT).endsWith(".csv")
          ? session.read().option("header", true).csv(table)
          : session.read().parquet(table);
    }
    // only names are read: as many tasks as there are cores list what lies there
    session.conf().set("spark.sql.files.openCostInBytes", "0");
    session.conf().set("spark.sql.files.maxPartitionBytes", "1t");
    FilterFunction<Row> named = row -> isPhoto(row.getString(0));
    return session
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", true)
        .load(folder)
        .select(PATH)
        .filter(named);
  }

  private static boolean isPhoto(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/')
        && ImageSource.isNamedAsImage(Path.of("a" + path.substring(dot)));
  }

  private void tell(AnswerTable answers) {
    if (answers.isEmpty()) {
      throw new Mistake(
          folder == null ? table + " has no rows" : folder + ": there is no photo in it", null);
    }
    Dataset<Row> all = answers.answers();
    long failures = all.filter(functions.col(AnswerColumns.ERROR).isNotNull()).count();
    say(out + " holds the answers about " + all.count() + " photos");
    if (failures > 0) {
      say(failures + " of them have no answer: their column error says why");
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
