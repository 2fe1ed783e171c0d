package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.spi.ModelEngine;
import io.github.twohead.spi.RecipeFormat;
import io.github.twohead.spi.RecipeValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a recipe has formats and engines of the class path do. */
class RecipeServicesTest {
  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();

  @TempDir private Path folder;

  @BeforeEach
  void addServices() throws IOException {
    ClassLoader unused = FakeEngine.loader(folder, FakeEngine.class, ModelEngine.class);
    thread.setContextClassLoader(FakeEngine.loader(folder, FakeFormat.class, RecipeFormat.class));
  }

  @AfterEach
  void removeServices() {
    thread.setContextClassLoader(before);
    FakeEngine.refusal = null;
  }

  /** Reads and writes what models keep; every override is a tag. */
  public static final class FakeFormat implements RecipeFormat {
    /** Called by the service loader. */
    public FakeFormat() {}

    @Override
    public Recipe read(Path file, List<String> overrides) {
      return begin(file, overrides).build();
    }

    @Override
    public RecipeBuilder begin(Path file, List<String> overrides) {
      try {
        Path folder = file.toAbsolutePath().getParent();
        return parse(Files.readString(file), folder, overrides).toBuilder();
      } catch (IOException e) {
        throw new RecipeException(file + " cannot be read", e);
      }
    }

    @Override
    public Recipe parse(String text, Path folder, List<String> overrides) {
      return override(RecipeText.parse(text).toBuilder().folder(folder).build(), overrides);
    }

    @Override
    public Recipe override(Recipe recipe, List<String> overrides) {
      return overrides.isEmpty() ? recipe : recipe.with("tags", overrides);
    }

    @Override
    public String write(Recipe recipe) {
      return recipe.toString();
    }
  }

  private Recipe recipe() {
    return Recipe.builder()
        .folder(folder)
        .set("heads.screen.positive", 2)
        .set("heads.glare.positive", 1)
        .build();
  }

  @Test
  void should_write_a_file_from_which_paths_lead_to_the_same_files() throws IOException {
    Path below = Files.createDirectories(folder.resolve("runs"));
    Path file = below.resolve("recipe.txt");
    Recipe recipe = recipe().with("backbone.weights", "w.pth");

    recipe.write(file);

    Recipe read = Recipe.read(file);
    assertThat(read).isEqualTo(recipe.relativeTo(below));
    assertThat(read.value("backbone.weights")).hasValue("../w.pth");
    assertThat(Recipe.read(file, "a", "b").value("tags")).hasValue(List.of("a", "b"));
    assertThat(Recipe.parse(recipe.toString(), folder, "c").value("tags")).hasValue(List.of("c"));
    assertThat(recipe.overridden("d").value("tags")).hasValue(List.of("d"));
    assertThatThrownBy(() -> recipe.write(folder.resolve("none/recipe.txt")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("recipe.txt cannot be written: ");
  }

  @ParameterizedTest
  @CsvSource({
    "backbone.weights, it holds no weights, backbone.weights",
    "training.device, device gpu3 is not there, training.device",
    "training.device, no memory, ''",
  })
  void should_say_which_setting_an_engine_refuses(String key, String problem, String named)
      throws IOException {
    Path weights = Files.createFile(folder.resolve("w.pth"));
    String value = key.equals("training.device") ? "gpu3" : weights.toString();
    Recipe recipe = recipe().with(key, RecipeValue.at("a.yaml:3", value, value));
    FakeEngine.refusal = () -> new TwoheadException(problem);

    assertThatThrownBy(recipe::model)
        .isInstanceOf(TwoheadException.class)
        .hasMessage(named.isEmpty() ? problem : "a.yaml:3: " + named + ": " + problem);
  }

  @Test
  void should_export_as_it_says() throws IOException {
    Files.writeString(folder.resolve("cal.csv"), "path,class\n1.jpg,2\n");
    FakeModel fake = new FakeModel();
    MultiHeadModel model = new MultiHeadModel(fake, Map.of());
    Recipe recipe =
        recipe()
            .with("export.calibration_set", "cal.csv")
            .with("export.percentile", 99)
            .with("export.tolerance", 0.5)
            .with("export.agreement", 0.9);

    ExportReport unused =
        recipe.exporter(model, ExportFormat.TFLITE_INT8).write(folder.resolve("m.tflite"));

    assertThat(fake.export.tolerance()).isEqualTo(0.5);
    assertThat(fake.export.agreement()).isEqualTo(0.9);
    assertThat(fake.export.calibrationSet().orElseThrow().percentile()).isEqualTo(99);
    ExportReport unusedToo =
        recipe.exporter(model, ExportFormat.ONNX).write(folder.resolve("m.onnx"));
    assertThat(fake.export.calibrationSet()).isEmpty();
  }
}
