package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.experiments.internal.recipes.Tree.Fields;
import io.github.twohead.spi.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads the files that a recipe is made of. */
final class Source {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Source() {}

  /** Reads the recipe's own file, which messages call by its name alone. */
  static Fields read(Path file) {
    Path name = file.getFileName();
    boolean isThere = name != null && Files.isRegularFile(file);
    return read(file, isThere ? name.toString() : file.toString());
  }

  /**
   * Reads a file.
   *
   * @param name what messages call it
   */
  static Fields read(Path file, String name) {
    if (!Files.isRegularFile(file)) {
      String reason = Files.isDirectory(file) ? "is a folder, not a file" : "there is no such file";
      throw new Origin(name, 0).problem(reason);
    }
    try (InputStream content = Files.newInputStream(file)) {
      return fields(content, name);
    } catch (IOException e) {
      throw new Origin(name, 0).problem("cannot be read: " + FileProblem.why(e));
    }
  }

  /** Reads a file's content. */
  static Fields fields(InputStream content, String name) throws IOException {
    byte[] bytes = content.readNBytes(YamlText.MAX_LENGTH + 1);
    if (bytes.length > YamlText.MAX_LENGTH) {
      throw new Origin(name, 0).problem("is larger than 1 MiB, so it is no recipe");
    }
    return fields(decoded(bytes, name), name);
  }

  /** Reads a text; one that says nothing gives no values. */
  static Fields fields(String text, String name) {
    Tree root = YamlText.read(text, name);
    if (root instanceof Fields fields) {
      return fields;
    }
    if (root.isEmpty()) {
      return new Fields(Map.of(), root.origin());
    }
    throw root.origin().problem("a recipe is settings by name, but this is " + root.kind());
  }

  private static String decoded(byte[] bytes, String name) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    if (StandardCharsets.UTF_8.newDecoder().decode(from, text, true).isError()) {
      int line = 1;
      for (int i = 0; i < from.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new Origin(name, line).problem("not UTF-8: save the file as UTF-8");
    }
    String decoded = text.flip().toString();
    boolean marked = !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK;
    return marked ? decoded.substring(1) : decoded;
  }
}
