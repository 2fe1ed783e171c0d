package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Backbone;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Code and links of the README, of docs and of every other text of the project. */
class GuidesTest {
  private static final Pattern CODE =
      Pattern.compile("^ *```.*?^ *```|`[^`\n]*`", Pattern.DOTALL | Pattern.MULTILINE);

  /** The last part of code such as graph/Op.java, Backbone.BuiltIn, write(Op) and train --out. */
  private static final Pattern NAME =
      Pattern.compile("`(?:[\\w/]+/|[\\w.]+\\.)?([A-Za-z]\\w+)(?:\\.java|\\(\\w*\\))?`");

  /** A file of this project as the web has it. */
  private static final Pattern OWN =
      Pattern.compile("https://github\\.com/twohead/twohead/(?:blob|tree)/main/([\\w./-]*\\w)");

  private static final Pattern LINK = Pattern.compile("\\[[^\\[\\]]*]\\(([^()\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*)$", Pattern.MULTILINE);

  @Test
  void should_show_code_that_a_test_compiles_and_runs() {
    Set<String> snippets = Guides.snippets();
    Set<String> programs = Guides.programs();
    List<String> unknown = new ArrayList<>();
    for (Path guide : Guides.guides()) {
      for (String code : Guides.blocks(guide, "java")) {
        if (!snippets.contains(code) && !programs.contains(code)) {
          unknown.add(Guides.name(guide) + ":\n" + code);
        }
      }
    }

    assertThat(unknown)
        .as(
            "code of guides that no test holds word for word; put it between the lines"
                + " '// guide begins' and '// guide ends' in a test that runs it")
        .isEmpty();
  }

  @Test
  void should_show_all_code_that_tests_hold_for_a_guide() {
    Set<String> shown =
        Guides.guides().stream()
            .flatMap(guide -> Guides.blocks(guide, "java").stream())
            .collect(Collectors.toSet());

    assertThat(Guides.snippets()).isNotEmpty().isSubsetOf(shown);
  }

  @Test
  void should_link_to_what_is_there() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path text : Guides.texts()) {
      for (String target : links(text)) {
        String problem = target.contains(":") ? externalProblem(target) : problem(text, target);
        if (!problem.isEmpty()) {
          broken.add(Guides.name(text) + ": " + target + " " + problem);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void should_link_from_forms_and_javadoc_to_what_is_there() {
    for (String file :
        List.of(
            ".github/ISSUE_TEMPLATE/bug.yml",
            ".github/ISSUE_TEMPLATE/config.yml",
            "docs/overview.html")) {
      assertThat(OWN.matcher(Guides.read(Guides.PROJECT.resolve(file))).results())
          .isNotEmpty()
          .allSatisfy(link -> assertThat(Guides.PROJECT.resolve(link.group(1))).exists());
    }
  }

  @Test
  void should_name_code_that_is_there() {
    Set<String> words =
        Guides.sources().stream()
            .flatMap(source -> Pattern.compile("\\w+").matcher(Guides.read(source)).results())
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    String text = Guides.read(Guides.PROJECT.resolve("CONTRIBUTING.md"));

    assertThat(NAME.matcher(text).results().map(name -> name.group(1)))
        .hasSizeGreaterThan(100)
        .allMatch(words::contains);
  }

  @Test
  void should_have_a_row_of_every_backbone() {
    String guide = Guides.read(Guides.PROJECT.resolve("docs/choosing.md"));

    assertThat(Backbone.class.getMethods())
        .filteredOn(method -> Backbone.class.isAssignableFrom(method.getReturnType()))
        .filteredOn(method -> method.getParameterCount() == 0)
        .hasSameSizeAs(Backbone.builtIn())
        .allSatisfy(factory -> assertThat(guide).contains("\n| `" + factory.getName() + "()` |"));
  }

  @Test
  void should_name_every_guide_in_the_index() {
    Path index = Guides.PROJECT.resolve("docs/README.md");
    List<String> listed = links(index);

    assertThat(Guides.guides().stream().filter(guide -> guide.startsWith(index.getParent())))
        .filteredOn(guide -> !guide.equals(index))
        .allSatisfy(guide -> assertThat(listed).contains(guide.getFileName().toString()));
  }

  private static List<String> links(Path text) {
    return LINK.matcher(CODE.matcher(Guides.read(text)).replaceAll(""))
        .results()
        .map(link -> link.group(1))
        .toList();
  }

  /** Only its form: tests have no network; docs/links.sh asks the servers. */
  private static String externalProblem(String target) {
    try {
      URI address = URI.create(target);
      boolean web = "https".equals(address.getScheme()) && address.getHost() != null;
      Matcher own = OWN.matcher(target);
      if (own.lookingAt() && !Files.exists(Guides.PROJECT.resolve(own.group(1)))) {
        return "is not there";
      }
      return web || "mailto".equals(address.getScheme()) ? "" : "is no address of https";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static String problem(Path text, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path file =
        parts[0].isEmpty() ? text : text.resolveSibling(parts[0]).toAbsolutePath().normalize();
    if (!isThere(file)) {
      return "leads nowhere";
    }
    return parts.length == 1 || anchors(file).contains(parts[1]) ? "" : "is no heading there";
  }

  /** Also on systems that take upper case for lower case. */
  private static boolean isThere(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try (Stream<Path> beside = Files.list(file.getParent())) {
      return beside.anyMatch(name -> name.getFileName().equals(file.getFileName()));
    }
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path text) {
    return HEADING
        .matcher(Guides.read(text))
        .results()
        .map(GuidesTest::anchor)
        .collect(Collectors.toSet());
  }

  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .strip()
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
