package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What guides type at a command line is understood by it, as far as it can be without files. */
class GuideCommandsTest {
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");

  /** Options of others: of java, pip, Python's tools, and of what is not a command. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "--enable-native-access",
          "--add-modules",
          "--add-exports",
          "--logdir",
          "--raw",
          "--check");

  /** Of other programs, whose own tests know their options. */
  private static final Set<String> OF_OTHER_PROGRAMS = Set.of("docs/service.md", "docs/spark.md");

  private static final Pattern MISSING =
      Pattern.compile("([^ ]+): there is no such (file|folder)$");

  private static final CommandSpec ALL = Examples.commandLine("help").getCommandSpec();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.createFile(folder.resolve("there"));
  }

  @Test
  void should_understand_the_commands_of_the_guides() {
    List<String> wrong = new ArrayList<>();
    int understood = 0;
    for (Path guide : Guides.guides()) {
      for (String line : Guides.commands(guide)) {
        String[] args = arguments(line);
        if (args.length == 0) {
          continue;
        }
        understood++;
        try {
          parse(args);
        } catch (ParameterException e) {
          wrong.add(Guides.name(guide) + ": " + line + "\n  " + e.getMessage());
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(understood).isGreaterThan(10);
  }

  /** Of a percent sign, picocli's patterns complain on stderr. */
  @Test
  void should_tell_the_options_of_every_command() {
    PrintStream stderr = System.err;
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    try {
      ALL.subcommands().values().forEach(CommandLine::getUsageMessage);
    } finally {
      System.setErr(stderr);
    }

    assertThat(complained.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void should_know_the_options_that_guides_tell_of() {
    List<String> unknown = new ArrayList<>();
    List<Path> guides =
        Guides.guides().stream()
            .filter(guide -> !OF_OTHER_PROGRAMS.contains(Guides.name(guide)))
            .toList();
    for (Path guide : guides) {
      String prose = Guides.read(guide).replaceAll("(?s)```.*?```", "");
      Matcher span = SPAN.matcher(prose);
      while (span.find()) {
        String[] words = span.group(1).strip().split("\\s+");
        String command = words[0].equals("twohead") && words.length > 1 ? words[1] : words[0];
        CommandLine of = ALL.subcommands().get(command);
        OPTION
            .matcher(span.group(1))
            .results()
            .map(option -> option.group())
            .filter(option -> of == null ? !isKnown(option) : !has(of, option))
            .forEach(option -> unknown.add(Guides.name(guide) + ": " + span.group()));
      }
    }

    assertThat(unknown).isEmpty();
  }

  private static boolean isKnown(String option) {
    return OF_OTHERS.contains(option)
        || ALL.subcommands().values().stream().anyMatch(command -> has(command, option));
  }

  private static boolean has(CommandLine command, String option) {
    return command.getCommandSpec().findOption(option) != null;
  }

  /** The arguments of a line that calls the program; nothing of any other. */
  private static String[] arguments(String line) {
    List<String> words = new ArrayList<>(Guides.words(line));
    boolean named = !words.isEmpty() && words.get(0).equals("twohead");
    if (named) {
      words.remove(0);
    } else if (line.contains("twohead-examples.jar ")) {
      while (!words.remove(0).endsWith("twohead-examples.jar")) {}
    }
    boolean isCommand = !words.isEmpty() && ALL.subcommands().containsKey(words.get(0));
    assertThat(isCommand || !named).as(line).isTrue();
    return isCommand ? words.toArray(String[]::new) : new String[0];
  }

  /** Reads a command line; where it misses a file or a folder, with one that is there. */
  private void parse(String... args) {
    List<String> options = Arrays.asList(args).subList(1, args.length);
    for (; ; ) {
      try {
        Examples.commandLine(args).parseArgs(args);
        return;
      } catch (ParameterException e) {
        Matcher missing = MISSING.matcher(e.getMessage());
        if (!missing.find()) {
          throw e;
        }
        if (!options.contains(missing.group(1))) {
          return; // what is there unless given otherwise
        }
        Path there = missing.group(2).equals("file") ? file : folder;
        options.replaceAll(arg -> arg.equals(missing.group(1)) ? there.toString() : arg);
      }
    }
  }
}
