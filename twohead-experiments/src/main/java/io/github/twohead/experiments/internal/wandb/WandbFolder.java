package io.github.twohead.experiments.internal.wandb;

import io.github.twohead.experiments.Tracker.Picture;
import io.github.twohead.spi.FileProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * The folder of a run, as W&B lays it out: {@code wandb/offline-run-<time>-<id>}, in it the log of
 * records and {@code files}.
 */
final class WandbFolder {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT);

  private static final int ID = 8;
  private static final int DIGEST = 20;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final String id;
  private final Path folder;
  private final Path files;

  private WandbFolder(String id, Path folder) throws IOException {
    this.id = id;
    this.folder = folder;
    try {
      files = Files.createDirectories(folder.resolve("files"));
    } catch (IOException e) {
      throw new IOException("the folder " + folder + " cannot be made: " + FileProblem.why(e), e);
    }
  }

  /**
   * Makes the folder of a new run.
   *
   * @param where the folder that {@code wandb} lies in
   * @return the folder
   * @throws IOException if it cannot be made
   */
  static WandbFolder create(Path where) throws IOException {
    SecureRandom random = new SecureRandom();
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    String name =
        "offline-run-" + LocalDateTime.now(ZoneId.systemDefault()).format(TIME) + "-" + id;
    return new WandbFolder(id.toString(), where.resolve("wandb").resolve(name));
  }

  /** {@return the run's id: eight letters and digits} */
  String id() {
    return id;
  }

  /** {@return where the records go} */
  Path log() {
    return folder.resolve("run-" + id + ".wandb");
  }

  /** {@return what {@code wandb sync} takes} */
  Path folder() {
    return folder;
  }

  /**
   * Writes a text among the run's files.
   *
   * @param name its name
   * @param text what it holds
   * @throws IOException if it cannot be written
   */
  void write(String name, String text) throws IOException {
    Files.writeString(files.resolve(name), text);
  }

  /**
   * Copies a file among the run's files.
   *
   * @param file the file
   * @return its path below the run's files
   * @throws IOException if it cannot be copied
   */
  String copy(Path file) throws IOException {
    String name = file.getFileName().toString();
    Files.copy(file, files.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    return name;
  }

  /**
   * Writes a picture as PNG.
   *
   * @param title what it is shown under; slashes make folders
   * @param step when
   * @param picture the picture
   * @return its path below the run's files, with slashes
   * @throws IOException if it cannot be written
   */
  String write(String title, long step, Picture picture) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture.pixels(), "png", png);
    String safe =
        title
            .replaceAll("[^\\p{L}\\p{N}_./ -]", "_")
            .replaceAll("[. ](?=/|$)", "_") // which Windows does not keep
            .replaceAll("(?<=^|/)(?=/|$)", "_");
    String path = "media/images/" + safe + "_" + step + "_" + digest(png.toByteArray()) + ".png";
    Path file = files.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, png.toByteArray());
    return path;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
