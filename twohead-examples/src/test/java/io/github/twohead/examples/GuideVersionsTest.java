package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README and docs name the libraries that the build takes, in its versions. */
class GuideVersionsTest {
  private static final String TEXT = "[\\w.-]*[\\w]";
  private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+)>([^<>]*)</\\1>");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<groupId>([^<]*)</groupId>\\s*<artifactId>([^<]*)</artifactId>\\s*<version>([^<]*)<");

  /** Such as {@code org.bytedeco:javacpp:1.5.14}, of which the first part may be missing. */
  private static final Pattern COORDINATES =
      Pattern.compile("(?<![\\w.:-])(?:(" + TEXT + "):)?([a-z][\\w-]*):(\\d+\\.\\d" + TEXT + ")");

  private static final Pattern PYTORCH =
      Pattern.compile("(?:PyTorch|pytorch-native-cpu-) ?(\\d+\\.\\d+\\.\\d+)");

  private final String pom = Guides.read(Guides.PROJECT.resolve("pom.xml"));
  private final Map<String, String> properties = properties();
  private final Map<String, String> managed = managed();

  private Map<String, String> properties() {
    Map<String, String> found = new TreeMap<>();
    String text = pom.substring(pom.indexOf("<properties>"), pom.indexOf("</properties>"));
    PROPERTY.matcher(text).results().forEach(it -> found.put(it.group(1), it.group(2)));
    Matcher own = Pattern.compile("<version>([^<]*)</version>").matcher(pom);
    found.put("project.version", own.find() ? own.group(1) : "");
    return found;
  }

  private Map<String, String> managed() {
    Map<String, String> found = new TreeMap<>();
    DEPENDENCY
        .matcher(pom)
        .results()
        .forEach(it -> found.put(it.group(1) + ":" + it.group(2), value(it.group(3))));
    String released = value("${released.version}");
    found.replaceAll((it, version) -> it.startsWith("io.github.twohead:") ? released : version);
    return found;
  }

  private String value(String text) {
    return Pattern.compile("\\$\\{([^}]*)}")
        .matcher(text)
        .replaceAll(
            it -> Matcher.quoteReplacement(value(properties.getOrDefault(it.group(1), "?"))));
  }

  private boolean isManaged(String group, String artifact, String version) {
    return managed.entrySet().stream()
        .filter(
            it ->
                it.getKey()
                    .matches(
                        (group == null ? ".*" : Pattern.quote(group))
                            + ":"
                            + Pattern.quote(artifact)))
        .anyMatch(it -> it.getValue().equals(version));
  }

  @Test
  void should_name_the_versions_of_the_build() {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (Path guide : Guides.guides()) {
      String text = Guides.read(guide);
      for (Pattern pattern : List.of(DEPENDENCY, COORDINATES)) {
        for (MatchResult it : pattern.matcher(text).results().toList()) {
          seen++;
          if (!isManaged(it.group(1), it.group(2), it.group(3))) {
            wrong.add(Guides.name(guide) + ": " + it.group().replaceAll("\\s+", " "));
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(seen).isGreaterThan(12);
  }

  @Test
  void should_name_the_pytorch_of_the_build() {
    for (Path guide : Guides.guides()) {
      String text = Guides.read(guide).replaceAll("(?s)<!-- performance: begin.*?end -->", "");

      assertThat(PYTORCH.matcher(text).results().map(it -> it.group(1)))
          .as(Guides.name(guide))
          .allMatch(properties.get("pytorch.version")::equals);
    }
  }

  /** Of the README a consumer is built; of this one a few lines are the same. */
  @Test
  void should_install_what_the_bom_knows() {
    String bom = Guides.read(Guides.PROJECT.resolve("twohead-bom/pom.xml"));
    String xml = Guides.block("docs/installing.md", "xml", "<properties>");
    Matcher natives = Pattern.compile("<natives>(.*?)</natives> <!-- or (.*?) -->").matcher(xml);
    assertThat(natives.find()).isTrue();
    List<String> classifiers = new ArrayList<>(List.of(natives.group(2).split(", ")));
    classifiers.add(natives.group(1));

    for (String artifact : List.of("leptonica", "javacpp")) {
      Pattern known =
          Pattern.compile(
              "<artifactId>" + artifact + "</artifactId>\\s*<version>\\S*\\s*<classifier>(.*)</");
      assertThat(known.matcher(bom).results().map(it -> it.group(1)))
          .containsExactlyInAnyOrderElementsOf(classifiers);
    }
  }

  @Test
  void should_show_the_module_that_a_consumer_is() {
    String shown = Guides.block("docs/modules.md", "text", "module my.program {");
    Path consumer = Guides.PROJECT.resolve("consumers/module-path/src/main/java/module-info.java");

    assertThat(Guides.read(consumer).strip().replace("example.modules", "my.program"))
        .isEqualTo(shown);
  }
}
