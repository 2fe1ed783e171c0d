package io.github.twohead.runtime.internal.serving;

import io.github.twohead.ExportFormat;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.djl.internal.Samples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes the export that {@code src/test/python/onnx_fixtures.py} gives to other tools:
 *
 * <pre>{@code
 * mvn -pl twohead-djl -am test -Dtest=ToolFixture -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dfixture=src/test/resources/io/github/twohead/djl/internal/serving/export.onnx
 * }</pre>
 */
class ToolFixture {

  @Test
  @EnabledIfSystemProperty(named = "fixture", matches = ".+")
  void write() {
    Path file = Path.of(System.getProperty("fixture"));
    try (MultiHeadModel model = Samples.model(1)) {
      model.exporter().format(ExportFormat.ONNX).write(file);
    }
  }
}
