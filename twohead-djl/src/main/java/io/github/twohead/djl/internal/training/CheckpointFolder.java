package io.github.twohead.djl.internal.training;

import io.github.twohead.ModelFileException;
import io.github.twohead.Trainer;
import io.github.twohead.TwoheadException;
import io.github.twohead.spi.AtomicFile;
import io.github.twohead.spi.FileProblem;
import io.github.twohead.spi.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run as files, held as long as it goes on, so that no other writes here.
 */
final class CheckpointFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final Pattern NAME =
      Pattern.compile("epoch-(\\d{1,9})(?:-batch-(\\d{1,9}))?\\.safetensors");
  private static final Pattern HALF = Pattern.compile("\\.twohead-[0-9a-f-]{36}\\.tmp");

  private final Path folder;
  private final FolderLock lock;
  private boolean told;

  private CheckpointFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** A checkpoint that can be gone on from. */
  record Found(Path file, TrainingState.Reader state) {}

  /**
   * Takes a folder, and removes what a process left that was killed while it wrote.
   *
   * @throws ModelFileException if it cannot be made or written
   * @throws TwoheadException if another run holds it
   */
  static CheckpointFolder hold(Path folder) {
    FolderLock lock = lock(folder);
    CheckpointFolder held = new CheckpointFolder(folder, lock);
    try {
      for (Path half : held.files(HALF)) {
        Files.deleteIfExists(half);
      }
      return held;
    } catch (IOException e) {
      lock.close();
      throw unusable(folder, e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FolderLock lock(Path folder) {
    try {
      Files.createDirectories(folder);
      return FolderLock.take(folder)
          .orElseThrow(
              () -> new TwoheadException("another training writes checkpoints into " + folder));
    } catch (UncheckedIOException e) {
      throw new ModelFileException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static ModelFileException unusable(Path folder, IOException cause) {
    return new ModelFileException(
        "the folder " + folder + " cannot be used for checkpoints: " + FileProblem.why(cause),
        cause);
  }

  /** The newest checkpoint that is whole; those after it are removed. */
  Optional<Found> newest() {
    List<Path> files = checkpoints();
    for (int i = files.size() - 1; i >= 0; i--) {
      Path file = files.get(i);
      try {
        return Optional.of(new Found(file, TrainingState.Reader.decode(Files.readAllBytes(file))));
      } catch (ModelFileException e) {
        LOG.warn("{} is left out and removed: {}", file, e.getMessage());
        delete(file);
      } catch (IOException e) {
        throw new ModelFileException(file + " cannot be read: " + FileProblem.why(e), e);
      }
    }
    return Optional.empty();
  }

  /**
   * Writes a checkpoint, and removes the oldest ones once it is whole.
   *
   * @param epochs the whole epochs that it holds
   * @param batches those of the next one
   * @param kept how many stay
   */
  void write(int epochs, int batches, byte[] content, int kept) {
    String name = batches == 0 ? "epoch-" + epochs : "epoch-" + (epochs + 1) + "-batch-" + batches;
    try {
      AtomicFile.write(folder.resolve(name + ".safetensors"), content);
    } catch (IOException e) {
      throw new ModelFileException(String.valueOf(e.getMessage()), e);
    }
    if (!told) {
      told = true;
      LOG.info(
          "checkpoints in {}: {} kB each, the newest {} kept", folder, content.length / 1000, kept);
    }
    List<Path> files = checkpoints();
    files.subList(0, Math.max(0, files.size() - kept)).forEach(CheckpointFolder::delete);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", file, e.toString()); // as while a virus scanner reads it
    }
  }

  /** The oldest first. */
  private List<Path> checkpoints() {
    List<Path> files = new ArrayList<>(files(NAME));
    files.sort(
        Comparator.comparingInt((Path file) -> number(file, 1))
            .thenComparingInt(file -> number(file, 2)));
    return files;
  }

  private static int number(Path file, int group) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    boolean isGiven = name.matches() && name.group(group) != null;
    return isGiven ? Integer.parseInt(name.group(group)) : Integer.MAX_VALUE;
  }

  private List<Path> files(Pattern wanted) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> wanted.matcher(String.valueOf(file.getFileName())).matches())
          .toList();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
