package io.github.twohead.spi;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a file or a folder could not be read, written or made, without Java's names for it.
 *
 * <p>A helper of this library's own modules, which may change with any version.
 */
public final class FileProblem {
  private static final String NOT_ALLOWED = "the system does not allow it";

  /** What streams of files say: the file, then the system's reason. */
  private static final Pattern OF_STREAM = Pattern.compile("(?s).* \\(([^()]+)\\)");

  private FileProblem() {}

  /**
   * Returns what follows {@code FILE cannot be written: }.
   *
   * @param failure what reading or writing threw
   * @return such as {@code there is no folder /a/b} or {@code No space left on device}
   */
  public static String why(Exception failure) {
    Arguments.notNull("failure", failure);
    if (failure instanceof UncheckedIOException && failure.getCause() instanceof IOException e) {
      return why(e); // as a stream of a folder's files throws it
    }
    if (failure instanceof FileSystemException known) {
      return above(known).orElseGet(() -> itself(known));
    }
    String message = failure.getMessage();
    if (message == null) {
      return failure.toString();
    }
    Matcher ofStream = OF_STREAM.matcher(message);
    boolean isNamed = failure instanceof FileNotFoundException && ofStream.matches();
    return isNamed ? ofStream.group(1) : message;
  }

  /** What is wrong with the folders that it lies in. */
  private static Optional<String> above(FileSystemException failure) {
    try {
      String file = failure.getFile();
      Path folder = file == null ? null : Path.of(file).toAbsolutePath().getParent();
      Path there = folder;
      while (there != null && Files.notExists(there)) {
        there = there.getParent();
      }
      if (there != null && Files.isRegularFile(there)) {
        return Optional.of(there + " is a file, not a folder");
      }
      return folder == null || folder.equals(there)
          ? Optional.empty()
          : Optional.of("there is no folder " + folder);
    } catch (InvalidPathException e) {
      return Optional.empty(); // a path of another file system
    }
  }

  private static String itself(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return NOT_ALLOWED;
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "a file has its name";
    }
    return failure.getReason() == null ? failure.toString() : failure.getReason();
  }
}
