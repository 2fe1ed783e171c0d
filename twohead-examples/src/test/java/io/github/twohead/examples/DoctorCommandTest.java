package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.SystemReport;
import io.github.twohead.SystemReport.Section;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  private static final List<String> LEFT_OUT =
      List.of("/pytorch-native-cpu/", "/pytorch-jni/", "/onnxruntime/", "/leptonica/");

  @TempDir Path folder;

  @Test
  void should_tell_of_a_machine_that_trains() throws IOException, InterruptedException {
    Child child = Child.examples(folder, "doctor");

    assertThat(child.exitCode()).as(child.stdout() + child.stderr()).isZero();
    assertThat(child.stdout())
        .contains(Arrays.stream(Section.values()).map(Section::title).toList())
        .contains("  PyTorch: 2.7.1 on DJL")
        .contains("  saved models: PyTorch 2.7.1 on the CPU; self-test")
        .contains("  .tflite files: TensorFlow Lite")
        .contains("  .onnx files: ONNX Runtime")
        .containsPattern("org.bytedeco:tensorflow-lite: TensorFlow Lite .*, .*tensorflow-lite-")
        .containsPattern("com.microsoft.onnxruntime:onnxruntime: ONNX.*, .*onnxruntime-.*jar")
        .containsPattern("org.bytedeco:leptonica: leptonica-.*, .*leptonica-")
        .containsPattern("instruction sets: \\S")
        .containsPattern("self-test: a network of 64×64 pixels was trained")
        .doesNotContain(System.getProperty("user.home") + File.separator)
        .doesNotContain(
            "tflite-engine: not on the class path; not used;") // another runs such files
        .endsWith("This machine predicts and trains." + System.lineSeparator());
    assertThat(child.stderr()).doesNotContain("few positive images");
  }

  @Test
  void should_name_what_is_missing_and_download_nothing() throws IOException, InterruptedException {
    Path cache = folder.resolve("cache");
    Path json = folder.resolve("doctor.json");

    Child child =
        Child.run(
            folder,
            List.of("-DDJL_CACHE_DIR=" + cache, "-cp", classPathWithout(LEFT_OUT)),
            Examples.class,
            "doctor",
            "--json",
            json.toString());

    assertThat(child.exitCode()).as(child.stdout() + child.stderr()).isEqualTo(1);
    assertThat(cache.resolve("pytorch")).doesNotExist();
    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(report.get("predicts").getAsBoolean()).isTrue();
    assertThat(report.get("trains").getAsBoolean()).isFalse();
    assertThat(text(report, "PyTorch"))
        .contains("MISSING", "ai.djl.pytorch:pytorch-jni:", "ai.djl.pytorch:pytorch-native-cpu:");
    assertThat(text(report, ".onnx files"))
        .contains("MISSING", "add com.microsoft.onnxruntime:onnxruntime:");
    assertThat(text(report, "org.bytedeco:leptonica"))
        .contains("NOTE", "not on the class path", "add org.bytedeco:leptonica:");
    assertThat(text(report, "self-test")).contains("MISSING", "PyTorch does not start");
  }

  private static String classPathWithout(List<String> parts) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> parts.stream().noneMatch(path.replace('\\', '/')::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String text(JsonObject report, String name) {
    return StreamSupport.stream(report.getAsJsonArray("findings").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(finding -> finding.get("name").getAsString().equals(name))
        .map(JsonObject::toString)
        .findFirst()
        .orElseThrow();
  }

  /** As the Javadoc of {@link SystemReport} says. */
  @Test
  void should_be_had_in_code() {
    SystemReport report = SystemReport.examine();
    if (!report.trains()) {
      System.err.println(report);
    }

    assertThat(report.trains()).isTrue();
    assertThat(report.findings()).allSatisfy(finding -> assertThat(finding.text()).isNotBlank());
  }
}
