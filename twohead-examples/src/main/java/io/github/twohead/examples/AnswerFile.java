package io.github.twohead.examples;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.Prediction;
import io.github.twohead.spi.AtomicFile;
import io.github.twohead.spi.FileProblem;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes every image's answers to a file, image by image, as CSV or as lines of JSON. They go to a
 * file of the same name with {@code .part} at its end, which takes the place of the file when all
 * are there; until then an earlier file stays, and answers that were given are not lost.
 */
final class AnswerFile implements AutoCloseable {
  private static final String CSV = ".csv";
  private static final String JSON_LINES = ".jsonl";

  private final Path file;
  private final Path part;
  private final Writer writer;
  private final boolean csv;
  private @Nullable Format format;
  private long images;
  private boolean finished;

  /** A place for answers, by the end of its name. */
  static final class Output extends GivenPath.Output {
    @Override
    @Nullable String problem(Path path) {
      String problem = super.problem(path);
      return problem != null || isCsv(path) || named(path, JSON_LINES)
          ? problem
          : path + ": let its name end in " + CSV + " or " + JSON_LINES;
    }
  }

  private static boolean isCsv(Path path) {
    return named(path, CSV);
  }

  private static boolean named(Path path, String extension) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(extension);
  }

  /** What is known of an image; the error is empty if there is none. */
  record Row(
      String path,
      @Nullable Prediction prediction,
      @Nullable Function<HeadSpec, Label> labels,
      String error) {}

  /**
   * Begins a file.
   *
   * @throws IllegalArgumentException if it cannot be written
   */
  AnswerFile(Path file) {
    this.file = file;
    csv = isCsv(file);
    part = part(file);
    try {
      writer = Files.newBufferedWriter(part);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be written: " + FileProblem.why(e), e);
    }
  }

  /** Where answers stand until all are there. */
  static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  /**
   * Says what follows.
   *
   * @param labelled whether rows have labels
   */
  void begin(List<HeadSpec> heads, boolean labelled) {
    format = csv ? new CsvFormat(writer, heads, labelled) : new JsonFormat(writer);
  }

  void write(Row row) throws IOException {
    if (format == null) {
      throw new IllegalStateException("it has not begun");
    }
    format.write(row);
    images++;
  }

  /** Puts what was written into the place of the file. */
  void finish() throws IOException {
    writer.close();
    AtomicFile.move(part, file);
    finished = true;
  }

  /** Says where the answers are that were given before something failed, if there are any. */
  Optional<String> unfinished() {
    return finished || images == 0
        ? Optional.empty()
        : Optional.of(part + " holds the " + images + " answers so far");
  }

  @Override
  public void close() throws IOException {
    writer.close();
    if (!finished && images == 0) {
      Files.deleteIfExists(part);
    }
  }

  /** How rows become text. */
  private interface Format {
    void write(Row row) throws IOException;
  }

  /** A column for each probability, decision and label. */
  private static final class CsvFormat implements Format {
    private final CsvWriter writer;
    private final List<HeadSpec> heads;
    private final boolean labelled;

    /** Writes the header. */
    CsvFormat(Writer writer, List<HeadSpec> heads, boolean labelled) {
      this.writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).bufferSize(0).build(writer);
      this.heads = heads;
      this.labelled = labelled;
      List<String> names = new ArrayList<>(List.of("path"));
      for (HeadSpec head : heads) {
        String probability = head.name() + ".probability";
        if (head.isCategorical()) {
          head.categories().forEach(category -> names.add(probability + "." + category));
        } else {
          names.add(probability);
        }
        names.add(head.name() + ".decision");
        if (labelled) {
          names.add(head.name() + ".label");
        }
      }
      names.add("error");
      this.writer.writeRecord(names);
    }

    @Override
    public void write(Row row) {
      List<String> fields = new ArrayList<>(List.of(row.path()));
      for (HeadSpec head : heads) {
        addAnswer(head, row.prediction(), fields);
        if (labelled) {
          fields.add(row.labels() == null ? "" : text(row.labels().apply(head)));
        }
      }
      fields.add(row.error());
      writer.writeRecord(fields);
    }

    private static void addAnswer(
        HeadSpec head, @Nullable Prediction prediction, List<String> fields) {
      if (prediction == null) {
        int count = 1 + Math.max(1, head.categories().size());
        for (int i = 0; i < count; i++) {
          fields.add("");
        }
        return;
      }
      HeadPrediction answer = prediction.head(head);
      if (head.isCategorical()) {
        for (int i = 0; i < head.categories().size(); i++) {
          fields.add(Double.toString(answer.probability(i)));
        }
        fields.add(answer.category());
      } else {
        fields.add(Double.toString(answer.probability()));
        fields.add(answer.positive() ? "1" : "0");
      }
    }

    /** As tables of labels have it. */
    private static String text(Label label) {
      if (label.equals(Label.UNKNOWN)) {
        return "";
      }
      return label.category().orElse(label.equals(Label.POSITIVE) ? "1" : "0");
    }
  }

  /** An object for each image, with one for each head. */
  private static final class JsonFormat implements Format {
    private static final Gson GSON = new Gson();

    private final Writer writer;

    JsonFormat(Writer writer) {
      this.writer = writer;
    }

    @Override
    public void write(Row row) throws IOException {
      JsonObject line = new JsonObject();
      line.addProperty("path", row.path());
      if (row.prediction() != null) {
        JsonObject heads = new JsonObject();
        for (HeadPrediction answer : row.prediction().heads()) {
          JsonObject head = head(answer);
          if (row.labels() != null) {
            addLabel(row.labels().apply(answer.head()), head);
          }
          heads.add(answer.head().name(), head);
        }
        line.add("heads", heads);
      }
      if (!row.error().isEmpty()) {
        line.addProperty("error", row.error());
      }
      GSON.toJson(line, writer);
      writer.write('\n');
    }

    private static JsonObject head(HeadPrediction answer) {
      JsonObject head = new JsonObject();
      if (answer.head().isCategorical()) {
        JsonObject probabilities = new JsonObject();
        for (Map.Entry<String, Double> one : answer.probabilities().entrySet()) {
          probabilities.addProperty(one.getKey(), one.getValue());
        }
        head.add("probabilities", probabilities);
        head.addProperty("decision", answer.category());
      } else {
        head.addProperty("probability", answer.probability());
        head.addProperty("threshold", answer.threshold());
        head.addProperty("decision", answer.positive());
      }
      return head;
    }

    private static void addLabel(Label label, JsonObject head) {
      if (label.category().isPresent()) {
        head.addProperty("label", label.category().get());
      } else if (!label.equals(Label.UNKNOWN)) {
        head.addProperty("label", label.equals(Label.POSITIVE));
      }
    }
  }
}
