package io.github.twohead.examples;

import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.TableSplit;
import io.github.twohead.TableSplit.Fold;
import io.github.twohead.spi.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Splits photos into the CSV files that {@code train} reads. */
@Command(
    name = "split",
    sortOptions = false,
    description = {
      "Splits photos into train.csv, val.csv and test.csv, which train reads.",
      "Photos of one sender or source resemble each other: keep them together with --group, or"
          + " scores will be better than they are on photos from elsewhere."
    })
final class SplitCommand implements Callable<Integer> {
  private static final String USUAL = "train=0.7,val=0.15,test=0.15";

  /** What train reads of a folder. */
  private static final List<String> TRAINED_ON = List.of("train", "val", "test");

  /** Of how many texts of a column the rows are counted. */
  private static final int SHOWN = 10;

  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  LabelledPhotos.Given photos = new LabelledPhotos.Given();

  @Option(
      names = "--parts",
      converter = Parts.Converter.class,
      paramLabel = "NAME=SHARE,...",
      description =
          "The files to write, and how much of the photos each gets (default: "
              + USUAL
              + ", unless --folds is given).")
  @Nullable Parts parts;

  @Option(
      names = "--folds",
      paramLabel = "N",
      description =
          "Instead of parts, N folds for cross-validation: fold1/train.csv, fold1/val.csv and so on.")
  @Nullable Integer folds;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "Keep photos together that have the same text in this column, such as sender.")
  @Nullable String group;

  @Option(
      names = "--stratify",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Give every part its share of each text in these columns, such as class: for files without"
              + " a header and for folders the class is in the column class.")
  List<String> stratify = List.of();

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "N",
      description = "Another seed splits otherwise (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--out",
      required = true,
      converter = GivenPath.OutputFolder.class,
      paramLabel = "DIR",
      description = "The folder to write to.")
  Path out;

  /**
   * {@code train=0.8,val=0.2}.
   *
   * @param shares of all photos, by the name of the part
   */
  record Parts(Map<String, Double> shares) {

    /** Reads the option. */
    static final class Converter implements ITypeConverter<Parts> {
      @Override
      public Parts convert(String text) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
          String[] pair = part.strip().split("=", -1);
          if (pair.length != 2 || !pair[0].matches("[\\p{L}\\p{N}_-]+")) {
            throw new TypeConversionException(
                "\"" + text + "\" is not NAME=SHARE,..., such as train=0.8,val=0.2");
          }
          if (shares.put(pair[0], number(pair[1])) != null) {
            throw new TypeConversionException("two parts are named \"" + pair[0] + "\"");
          }
        }
        return new Parts(shares);
      }

      private static double number(String text) {
        try {
          return Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw new TypeConversionException("\"" + text + "\" is not a share, such as 0.8");
        }
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    if (parts != null && folds != null) {
      throw Examples.mistake(spec, "--parts and --folds exclude each other");
    }
    ImageTable table = LabelledPhotos.read(photos.path());
    table.notes().forEach(note -> spec.commandLine().getErr().println(note));
    Map<String, ImageTable> tables = tables(table);
    for (String name : tables.keySet()) {
      Path csv = csv(name);
      if (Files.exists(csv) && Files.isSameFile(csv, photos.path())) {
        throw Examples.mistake(spec, csv + " is what is to be split: give another --out");
      }
    }
    requireNoOthers(tables.keySet());
    write(tables);
    spec.commandLine().getOut().println(counts(table, tables));
    return 0;
  }

  /** Puts the tables into place when all are written: half of them would mix two splits. */
  private void write(Map<String, ImageTable> tables) throws IOException {
    try {
      for (Map.Entry<String, ImageTable> part : tables.entrySet()) {
        Path csv = csv(part.getKey());
        Files.createDirectories(csv.toAbsolutePath().getParent());
        part.getValue().writeCsv(AnswerFile.part(csv));
      }
      for (String part : tables.keySet()) {
        AtomicFile.move(AnswerFile.part(csv(part)), csv(part));
      }
    } finally {
      for (String part : tables.keySet()) {
        Files.deleteIfExists(AnswerFile.part(csv(part)));
      }
    }
  }

  /** Refuses tables of another split, which train would take for parts of this one. */
  private void requireNoOthers(Set<String> names) throws IOException {
    Set<Path> written = names.stream().map(this::csv).collect(Collectors.toSet());
    Set<Path> folders = written.stream().map(Path::getParent).collect(Collectors.toSet());
    folders.add(out);
    List<Path> others = new ArrayList<>(otherFolds(folders));
    for (Path folder : folders) {
      for (String part : TRAINED_ON) {
        Path csv = folder.resolve(part + ".csv");
        Path classes = folder.resolve(part);
        if (!written.contains(csv) && (Files.exists(csv) || Files.isDirectory(classes))) {
          others.add(Files.exists(csv) ? csv : classes);
        }
      }
    }
    if (!others.isEmpty()) {
      throw Examples.mistake(
          spec,
          Collections.min(others)
              + " is of another split, and train would mix them: remove it, or give another --out");
    }
  }

  private List<Path> otherFolds(Set<Path> written) throws IOException {
    if (!Files.isDirectory(out)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(out)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("fold\\d+"))
          .filter(entry -> !written.contains(entry))
          .toList();
    }
  }

  private Path csv(String name) {
    return out.resolve(name + ".csv");
  }

  private Map<String, ImageTable> tables(ImageTable table) {
    TableSplit how = table.split().seed(seed);
    if (group != null) {
      how.groupBy(group);
    }
    if (!stratify.isEmpty()) {
      how.stratifyBy(stratify.toArray(String[]::new));
    }
    Map<String, ImageTable> tables = new LinkedHashMap<>();
    if (folds != null) {
      for (Fold fold : how.folds(folds)) {
        String name = "fold" + (tables.size() / 2 + 1);
        tables.put(name + "/train", fold.train());
        tables.put(name + "/val", fold.validation());
      }
      return tables;
    }
    Map<String, Double> shares =
        (parts == null ? new Parts.Converter().convert(USUAL) : parts).shares();
    List<ImageTable> split =
        how.parts(shares.values().stream().mapToDouble(Double::doubleValue).toArray());
    shares.keySet().forEach(name -> tables.put(name, split.get(tables.size())));
    return tables;
  }

  /** A line for each part: its rows, its groups, and what is shared out. */
  private String counts(ImageTable all, Map<String, ImageTable> tables) {
    Map<String, ToLongFunction<ImageTable>> columns = new LinkedHashMap<>();
    columns.put("rows", table -> table.images().size());
    String groups = group;
    if (groups != null) {
      columns.put("groups", table -> texts(table, groups).size());
    }
    for (String column : stratify) {
      texts(all, column).stream()
          .limit(SHOWN)
          .forEach(text -> columns.put(column + "=" + text, table -> count(table, column, text)));
    }
    int width = tables.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder(" ".repeat(width));
    columns.keySet().forEach(name -> text.append("  ").append(name));
    tables.forEach(
        (name, table) -> {
          text.append(System.lineSeparator()).append(padded(name, -width));
          columns.forEach(
              (column, of) ->
                  text.append("  ").append(padded(of.applyAsLong(table), column.length())));
        });
    return text.toString();
  }

  private static String padded(Object value, int width) {
    return String.format("%" + width + "s", value);
  }

  private static List<String> texts(ImageTable table, String column) {
    return table.images().stream().map(row -> text(row, column)).distinct().sorted().toList();
  }

  private static long count(ImageTable table, String column, String text) {
    return table.images().stream().filter(row -> text(row, column).equals(text)).count();
  }

  private static String text(LabelledImage row, String column) {
    return row.column(column).orElse("");
  }
}
