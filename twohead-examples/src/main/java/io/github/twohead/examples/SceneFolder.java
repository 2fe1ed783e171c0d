package io.github.twohead.examples;

import io.github.twohead.examples.scenes.ScenePainter;
import io.github.twohead.examples.scenes.ScenePainter.SceneKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * A folder of drawn pictures, a third of each kind, with a CSV file of paths and classes for
 * training, validation and test.
 *
 * @param folder the folder
 */
public record SceneFolder(Path folder) {
  private static final List<SceneKind> KINDS = List.of(SceneKind.values());

  /**
   * Draws pictures and writes the CSV files: {@code count} for training, a fifth of that each for
   * validation and test.
   */
  public static SceneFolder draw(Path folder, int count, long seed) throws IOException {
    SceneFolder scenes = new SceneFolder(folder);
    scenes.write("train", count, seed);
    scenes.write("val", count / 5, seed + 1);
    scenes.write("test", count / 5, seed + 2);
    return scenes;
  }

  /** The pictures to learn from. */
  public Path trainCsv() {
    return folder.resolve("train.csv");
  }

  /** The pictures that choose the best epoch. */
  public Path validationCsv() {
    return folder.resolve("val.csv");
  }

  /** The pictures for the final scores. */
  public Path testCsv() {
    return folder.resolve("test.csv");
  }

  private void write(String split, int count, long seed) throws IOException {
    Files.createDirectories(folder.resolve(split));
    ScenePainter painter = new ScenePainter();
    String rows =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(i -> write(painter, split, i, seed))
            .collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(folder.resolve(split + ".csv"), rows);
  }

  private String write(ScenePainter painter, String split, int index, long seed) {
    SceneKind kind = KINDS.get(index % KINDS.size());
    String name = String.format(Locale.ROOT, "%s/%04d.jpg", split, index);
    try {
      ImageIO.write(
          painter.paint(kind, seed * 1_000_003 + index), "jpg", folder.resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name + "|" + kind.classId();
  }
}
