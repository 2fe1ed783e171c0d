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

  /** Blocks of a language in a text, without their indentation. */
  static List<String> blocks(Path text, String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(read(text))
        .results()
        .map(block -> block.group(1).stripIndent().strip())
        .toList();
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

  private static List<Path> testSources() {
    Path tests = Path.of("src", "test", "java");
    return files(
        path ->
            path.toString().endsWith(".java")
                && PROJECT.relativize(path).toString().contains(tests.toString()));
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

  private static List<Path> files(Predicate<Path> wanted) {
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
