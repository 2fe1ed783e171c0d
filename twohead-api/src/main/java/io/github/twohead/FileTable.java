package io.github.twohead;

import java.nio.file.Path;
import java.util.List;

/**
 * A table that was read from a file or a folder.
 *
 * @param file what was read
 * @param format which columns hold what; of a folder the default
 * @param hasClasses whether labels are what classes say, not columns of the heads
 */
record FileTable(
    List<LabelledImage> images,
    List<String> problems,
    List<String> notes,
    Path file,
    CsvFormat format,
    boolean hasClasses)
    implements ImageTable {

  FileTable {
    images = List.copyOf(images);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }
}
