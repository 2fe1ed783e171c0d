package io.github.twohead.examples;

import com.google.gson.JsonElement;
import io.github.twohead.spi.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Writes what commands report; where that fails, an earlier file stays whole. */
final class OutputFiles {
  private OutputFiles() {}

  /**
   * Writes a text.
   *
   * @throws IllegalArgumentException if it cannot be written
   */
  static void text(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a picture as JPEG where the file is named so, else as PNG. */
  static void picture(Path file, BufferedImage image) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean jpeg = name.endsWith(".jpg") || name.endsWith(".jpeg");
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ImageIO.write(image, jpeg ? "jpeg" : "png", content);
    write(file, content.toByteArray());
  }

  /** Writes a table as text, as JSON and as a picture. */
  static void table(Path folder, String markdown, JsonElement json, BufferedImage chart)
      throws IOException {
    text(folder.resolve("table.md"), markdown);
    JsonReports.write(folder.resolve("table.json"), json);
    picture(folder.resolve("table.png"), chart);
  }

  private static void write(Path file, byte[] content) {
    try {
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
