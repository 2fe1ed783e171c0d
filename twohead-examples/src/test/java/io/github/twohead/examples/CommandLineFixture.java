package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder for commands to work in, and what they say. */
abstract class CommandLineFixture {
  /** The head of the scenes that {@link SceneFolder} draws. */
  static final String HEAD = "screen=2/0,1";

  @TempDir Path folder;

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  final String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  final String complained() {
    return complained.toString(StandardCharsets.UTF_8);
  }

  /** What follows is all that is printed and complained of. */
  final void forget() {
    printed.reset();
    complained.reset();
  }

  /** Trains for an epoch at a small size, unless options say otherwise. */
  final int train(String head, String... options) {
    List<String> args = new ArrayList<>(List.of("train", "--head", head));
    args.addAll(List.of("--data", folder.toString()));
    args.addAll(List.of("--out", folder.resolve("m.twohead").toString()));
    args.addAll(List.of(options));
    if (!args.contains("--size")) {
      args.addAll(List.of("--size", "32"));
    }
    if (!args.contains("--epochs")) {
      args.addAll(List.of("--epochs", "1"));
    }
    return Examples.run(args.toArray(String[]::new));
  }

  final void assertOneLine(String expected) {
    String text = complained();
    assertThat(text.lines().filter(line -> line.startsWith("error: "))).hasSize(1);
    assertThat(text).contains(expected).doesNotContain("\tat ").doesNotContain("Exception");
  }
}
