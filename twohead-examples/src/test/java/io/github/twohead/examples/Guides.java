package io.github.twohead.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The texts that a reader of the project meets, and the sources of its tests. */
final class Guides {
  static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

  private static final Pattern BLOCK =
      Pattern.compile("^ *```([^\n]*)\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern SNIPPET =
      Pattern.compile("// (\\w+) begins\n(.*?)// \\1 ends", Pattern.DOTALL);

  /** What a build or a program leaves behind, and what is not of this project. */
  private static final Set<String> NOT_OURS =
      Set.of("target", ".git", ".idea", "node_modules", "venv", "twohead-quickstart");

  private Guides() {}

  /** Every Markdown file of the project. */
  static List<Path> texts() {
    return files(path -> path.toString().endsWith(".md"));
  }

  /** What shows how the library is used: the README and docs. */
  static List<Path> guides() {
    return texts().stream()
        .filter(path -> path.startsWith(PROJECT.resolve("docs")) || path.endsWith("README.md"))
        .toList();
  }

  /**
   * A block of code in a text.
   *
   * @param text the text's name, such as {@code docs/gpu.md}
   * @param language what stands behind the first fence
   * @param code its lines, without their indentation
   */
  record Block(String text, String language, String code) {}

  /** All blocks of a text. */
  static List<Block> blocks(Path text) {
    return BLOCK
        .matcher(read(text))
        .results()
        .map(it -> new Block(name(text), it.group(1), it.group(2).stripIndent().strip()))
        .toList();
  }

  /** Blocks of a language in a text, without their indentation. */
  static List<String> blocks(Path text, String language) {
    return blocks(text).stream()
        .filter(block -> block.language().equals(language))
        .map(Block::code)
        .toList();
  }

  /** The first block of a language that begins with a text. */
  static String block(String guide, String language, String start) {
    return blocks(PROJECT.resolve(guide), language).stream()
        .filter(block -> block.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError(guide + " has no " + language + ": " + start));
  }

  /** The lines of a text's shell, without remarks, and those that go on as one. */
  static List<String> commands(Path text) {
    return blocks(text, "sh").stream().flatMap(block -> commands(block).stream()).toList();
  }

  /** The lines of a block of shell, in the same way. */
  static List<String> commands(String block) {
    return block
        .replaceAll("\\\\\n *", "")
        .lines()
        .map(line -> line.replaceFirst("(^|\\s)#\\s.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** The words of a line as a shell takes them, without quotes. */
  static List<String> words(String line) {
    return WORD.matcher(line).results().map(word -> word.group().replaceAll("['\"]", "")).toList();
  }

  /** Code of tests that stands between marks such as "guide begins" and "guide ends". */
  static Set<String> snippets() {
    Set<String> found = new TreeSet<>();
    for (Path source : testSources()) {
      SNIPPET
          .matcher(read(source))
          .results()
          .map(match -> match.group(2).stripIndent().strip())
          .forEach(found::add);
    }
    return found;
  }

  /** Tests' sources from their first import on. */
  static Set<String> programs() {
    Set<String> found = new TreeSet<>();
    for (Path source : testSources()) {
      String text = read(source);
      int start = text.indexOf("import ");
      if (start >= 0) {
        found.add(text.substring(start).strip());
      }
    }
    return found;
  }

  /** Every Java file of the project. */
  static List<Path> sources() {
    return files(path -> path.toString().endsWith(".java"));
  }

  private static List<Path> testSources() {
    return sources().stream().filter(source -> name(source).contains("src/test/java")).toList();
  }

  static String name(Path text) {
    return PROJECT.relativize(text).toString().replace('\\', '/');
  }

  /** A text with the line ends of Unix. */
  static String read(Path text) {
    try {
      return Files.readString(text).replace("\r", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(Predicate<Path> wanted) {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(PROJECT)) {
      for (Path top : all.sorted().toList()) {
        Files.walkFileTree(
            top,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts) {
                boolean ours = !NOT_OURS.contains(folder.getFileName().toString());
                return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
              }

              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                if (wanted.test(file)) {
                  found.add(file);
                }
                return FileVisitResult.CONTINUE;
              }
            });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }
}
