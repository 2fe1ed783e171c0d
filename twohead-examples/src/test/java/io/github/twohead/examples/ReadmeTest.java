package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.examples.quickstart.SceneFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final Path SOURCE =
      Path.of("src/test/java/io/github/twohead/examples/ReadmeExample.java");

  @Test
  void should_show_the_code_that_the_next_test_runs() throws IOException {
    String readme = between(Files.readString(Path.of("../README.md")), "```java\n", "```");
    String code = between(Files.readString(SOURCE), "// README begins\n", "// README ends");

    assertThat(readme.strip()).isEqualTo(code.stripIndent().strip());
  }

  @Test
  void should_train_and_predict_as_the_readme_says(@TempDir Path folder) throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Files.copy(folder.resolve("test/0002.jpg"), folder.resolve("photo.jpg"));

    ReadmeExample.run(folder);

    assertThat(folder.resolve("documents.twohead")).isNotEmptyFile();
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
