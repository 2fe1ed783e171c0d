package io.github.twohead.experiments.internal.runs;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.twohead.spi.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Files that are there with all of their content or not at all, whenever the JVM is killed. */
public final class WholeFile {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private WholeFile() {}

  /** Writes what goes into a file. */
  @FunctionalInterface
  public interface Writer {
    /** Writes the content to a file beside the one that is meant. */
    void write(Path part) throws IOException;
  }

  /** Writes a file by another name, and moves it to its own. */
  public static void write(Path file, Writer content) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      content.write(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + FileProblem.why(e), e);
    }
  }

  /** Writes text, in UTF-8 with {@code \n}. */
  public static void write(Path file, String text) {
    write(file, part -> Files.writeString(part, text));
  }

  /** Writes JSON. */
  public static void write(Path file, JsonElement json) {
    write(file, GSON.toJson(json) + "\n");
  }

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if the file holds something else
   */
  public static JsonObject read(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Makes a folder, and those that it lies in. */
  public static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder " + folder + " cannot be made: " + FileProblem.why(e), e);
    }
  }

  /** Deletes a folder with all that is in it; links are deleted, not followed. */
  public static void deleteFolder(Path folder) {
    try {
      Files.walkFileTree(folder, new Deleting());
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be deleted: " + FileProblem.why(e), e);
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
