package io.github.twohead.runtime.internal.formats;

import io.github.twohead.ModelFileException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Why a file is not read: one line, whatever names the file brings along. */
public final class InvalidFile {
  private static final int MAX_LENGTH = 400;
  private static final int MAX_NAME = 80;

  /** No file of any format has fewer bytes. */
  private static final int SHORTEST = 9;

  private InvalidFile() {}

  /** The reason alone: who knows the file puts its name before it. */
  public static ModelFileException of(String reason) {
    return new ModelFileException(line(reason));
  }

  /** The same, with what the layer below said. */
  public static ModelFileException of(String reason, Throwable cause) {
    return new ModelFileException(line(reason), cause);
  }

  /**
   * Why a file is not read that was cut off.
   *
   * @param has what it has, and should have
   */
  public static ModelFileException truncated(String has) {
    return of("it is truncated: it has " + has);
  }

  /**
   * Refuses a file that is shorter than those of any format are.
   *
   * @param start its first bytes
   */
  public static void checkLength(byte[] start) {
    if (start.length == 0) {
      throw of("it is truncated: it is empty, with 0 bytes");
    }
    if (start.length < SHORTEST) {
      throw truncated("only " + start.length + (start.length == 1 ? " byte" : " bytes"));
    }
  }

  /**
   * Why a file of an unknown format is not read.
   *
   * @param start its first bytes
   * @param wanted what it is not, such as "neither this nor that"
   */
  public static ModelFileException unknown(byte[] start, String wanted) {
    String text = new String(start, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs")) {
      return of("it is a pointer of Git LFS, not the file itself: run git lfs pull");
    }
    if (text.contains("<!doctype html") || text.contains("<html")) {
      return of("it is a web page: download the file itself");
    }
    return of("it is " + wanted + ", or was cut off");
  }

  /** A name out of a file, fit to be shown: in one line, and not too long. */
  public static String shown(String name) {
    return line(name, MAX_NAME);
  }

  private static String line(String reason) {
    return line(reason, MAX_LENGTH);
  }

  private static String line(String text, int max) {
    String start = text.length() <= max ? text : text.substring(0, max) + "…";
    StringBuilder line = new StringBuilder();
    start
        .codePoints()
        .map(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
