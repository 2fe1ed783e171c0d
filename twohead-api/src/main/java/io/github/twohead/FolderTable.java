package io.github.twohead;

import io.github.twohead.spi.ClassNames;
import io.github.twohead.spi.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a table from folders that are named as classes. */
final class FolderTable {
  private final Path root;
  private final LabelSplitter labels;
  private final List<LabelledImage> images = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /** How many files were left out, by the endings of their names. */
  private final Map<String, Integer> others = new TreeMap<>();

  private FolderTable(Path root, LabelSplitter labels) {
    this.root = root;
    this.labels = labels;
  }

  static ImageTable read(Path root, LabelSplitter labels) {
    if (!Files.isDirectory(root)) {
      throw new DataException(
          List.of(root + (Files.exists(root) ? " is a file, not a folder" : " does not exist")));
    }
    return new FolderTable(root, labels).read();
  }

  private ImageTable read() {
    List<Path> entries = entries();
    List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
    if (folders.isEmpty()) {
      throw new DataException(
          List.of(root + " has no folders: each class needs one, with its images"));
    }
    folders.forEach(this::addClass);
    List<String> notes = new ArrayList<>();
    if (!others.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: left out %,d files that are not named as images: %s",
              root,
              others.values().stream().mapToInt(Integer::intValue).sum(),
              ClassNames.list(others.keySet())));
    }
    long astray =
        entries.stream()
            .filter(file -> !Files.isDirectory(file) && ImageNames.isImage(file))
            .count();
    if (astray > 0) {
      notes.add(
          String.format(
              Locale.ROOT, "%s: left out %,d images that are in no class's folder", root, astray));
    }
    return new FileTable(images, problems, notes, root, CsvFormat.standard(), true);
  }

  private List<Path> entries() {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(path -> !isHidden(root.relativize(path)))
          .sorted(Comparator.comparing(FolderTable::name))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(List.of(root + " cannot be read: " + FileProblem.why(e)));
    }
  }

  private void addClass(Path folder) {
    int before = images.size();
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      Cells says = Cells.ofClass(className(folder), labels);
      files
          .filter(file -> !isHidden(folder.relativize(file)) && !Files.isDirectory(file))
          .sorted(Comparator.comparing(file -> slashed(folder.relativize(file))))
          .forEach(file -> add(file, says));
      if (images.size() == before) {
        problems.add(
            folder + ": the class \"" + ClassNames.visible(className(folder)) + "\" has no images");
      }
    } catch (IOException | UncheckedIOException e) {
      problems.add(folder + ": the folder cannot be read: " + FileProblem.why(e));
    } catch (IllegalArgumentException e) {
      problems.add(folder + ": " + e.getMessage());
    }
  }

  /** As programs write it, though some file systems store letters and accents apart. */
  private static String className(Path folder) {
    return Normalizer.normalize(name(folder), Normalizer.Form.NFC);
  }

  private void add(Path file, Cells says) {
    if (ImageNames.isImage(file)) {
      images.add(LabelledImage.alone(ImageSource.of(file), says));
    } else {
      others.merge(ImageNames.ending(file), 1, Integer::sum);
    }
  }

  private static boolean isHidden(Path path) {
    for (Path part : path) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String slashed(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }
}
