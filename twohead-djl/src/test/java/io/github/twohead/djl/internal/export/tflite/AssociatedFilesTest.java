package io.github.twohead.djl.internal.export.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssociatedFilesTest {
  private static final byte[] MODEL = "a model".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void should_be_found_behind_a_model() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("größe_labels.txt", "klein\ngroß\n");
    texts.put("kind_labels.txt", "x");

    byte[] content = AssociatedFiles.append(MODEL, texts);

    assertThat(content).startsWith(MODEL);
    Path file = Files.write(folder.resolve("model.tflite"), content);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName).toList())
          .isEqualTo(List.copyOf(texts.keySet()));
      for (Map.Entry<String, String> text : texts.entrySet()) {
        byte[] found = zip.getInputStream(zip.getEntry(text.getKey())).readAllBytes();
        assertThat(new String(found, StandardCharsets.UTF_8)).isEqualTo(text.getValue());
      }
    }
  }

  @Test
  void should_leave_a_model_without_files_alone() {
    assertThat(AssociatedFiles.append(MODEL, Map.of())).isSameAs(MODEL);
  }
}
