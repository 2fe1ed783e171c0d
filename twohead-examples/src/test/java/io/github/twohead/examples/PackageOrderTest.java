package io.github.twohead.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The order of packages that CONTRIBUTING draws. Between modules Maven keeps it; within one, and
 * towards libraries, this does.
 */
class PackageOrderTest {
  private static final String API = "io.github.twohead";
  private static final String RUNTIME = "io.github.twohead.runtime.internal";
  private static final String DJL = "io.github.twohead.djl.internal";
  private static final String ZOO = "io.github.twohead.djl.zoo";
  private static final String EXPERIMENTS = "io.github.twohead.experiments";
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(API);

  /** Rows of packages that know nothing of each other, nor of what stands below them. */
  private static final List<List<String>> ROWS_OF_RUNTIME =
      List.of(
          List.of("natives", "heads"),
          List.of("image"),
          List.of("data"),
          List.of("formats"),
          List.of("formats.tflite", "formats.onnx"),
          List.of("manifest"),
          List.of("serving"),
          List.of("system"));

  private static final List<List<String>> ROWS_OF_DJL =
      List.of(
          List.of("graph", "torch"),
          List.of("weights"),
          List.of("weights.pickle"),
          List.of("nn", "augmentation"),
          List.of("training", "bundle"),
          List.of("pretrained"),
          List.of("export.tflite", "export.onnx"),
          List.of("export", "serving"),
          List.of(""));

  private static final List<List<String>> ROWS_OF_EXPERIMENTS =
      List.of(
          List.of("internal.recipes", "internal.runs"),
          List.of(""),
          List.of("internal.trackers"),
          List.of("internal.tensorboard", "internal.wandb", "internal.mlflow"));

  /** A package, and those of its module that it must not import. */
  record Place(String name, List<String> forbidden) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Place> places() {
    return Stream.of(
            places(RUNTIME, ROWS_OF_RUNTIME),
            places(DJL, ROWS_OF_DJL),
            places(EXPERIMENTS, ROWS_OF_EXPERIMENTS))
        .flatMap(Function.identity());
  }

  private static Stream<Place> places(String module, List<List<String>> rows) {
    Stream.Builder<Place> places = Stream.builder();
    for (int i = 0; i < rows.size(); i++) {
      List<String> notBefore = rows.subList(i, rows.size()).stream().flatMap(List::stream).toList();
      for (String name : rows.get(i)) {
        places.add(
            new Place(
                name(module, name),
                notBefore.stream()
                    .filter(other -> !other.equals(name))
                    .map(other -> name(module, other))
                    .toList()));
      }
    }
    return places.build();
  }

  private static String name(String module, String name) {
    return name.isEmpty() ? module : module + "." + name;
  }

  @ParameterizedTest
  @MethodSource("places")
  void should_import_only_what_lies_before(Place place) {
    if (!place.forbidden().isEmpty()) {
      noClasses()
          .that()
          .resideInAPackage(place.name())
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(place.forbidden().toArray(String[]::new))
          .check(ALL);
    }
  }

  @Test
  void should_know_the_place_of_every_package() {
    List<String> known = places().map(Place::name).toList();

    assertThat(
            ALL.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> Stream.of(RUNTIME, DJL, EXPERIMENTS).anyMatch(name::startsWith))
                .distinct())
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void should_keep_engines_out_of_what_users_type() {
    classes()
        .that()
        .resideInAnyPackage(API, API + ".spi")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            API,
            API + ".spi",
            "java..",
            "javax..",
            "org.jspecify..",
            "com.google.errorprone.annotations..",
            "de.siegmar.fastcsv..")
        .check(ALL);
  }

  @Test
  void should_keep_djl_guava_and_jna_out_of_the_runtime() {
    noClasses()
        .that()
        .resideInAPackage(RUNTIME + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..", API + ".djl..", "com.google.common..")
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage(RUNTIME + "..")
        .and()
        .resideOutsideOfPackage(RUNTIME + ".natives")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(ALL);
  }

  @Test
  void should_keep_engines_out_of_experiments() {
    noClasses()
        .that()
        .resideInAPackage(EXPERIMENTS + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..", API + ".djl..", API + ".runtime..")
        .check(ALL);
  }

  @Test
  void should_build_nothing_of_djls_on_its_own_doors() {
    noClasses()
        .that()
        .resideInAnyPackage(API + ".djl", DJL + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ZOO)
        .check(ALL);
  }

  @Test
  void should_keep_what_is_internal_to_itself() {
    noClasses()
        .that()
        .resideOutsideOfPackages(RUNTIME + "..", DJL + "..", EXPERIMENTS + "..", ZOO)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..internal..")
        .check(ALL);
  }
}
