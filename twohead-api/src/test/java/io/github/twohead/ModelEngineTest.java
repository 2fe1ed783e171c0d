package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.spi.ModelEngine;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** This module alone has no engine. */
class ModelEngineTest {

  @Test
  void should_name_the_dependency_to_add_when_there_is_no_engine() {
    HeadSpec screen = HeadSpec.binary("screen");

    assertNamesDependency(ModelEngine::find);
    assertNamesDependency(() -> MultiHeadModel.builder().heads(screen).build());
    assertNamesDependency(() -> MultiHeadModel.open(Path.of("model.twohead")));
  }

  @Test
  void should_name_the_dependencies_to_add_when_no_engine_opens_a_file() {
    byte[] anything = {1, 2, 3};

    assertThatIllegalStateException()
        .isThrownBy(() -> MultiHeadPredictor.builder().open(anything))
        .withMessageContaining("no twohead engine for it is on the class path")
        .withMessageContaining("io.github.twohead:twohead-djl")
        .withMessageContaining("io.github.twohead:twohead-runtime");
  }

  @Test
  void should_say_that_a_file_is_missing_before_it_looks_for_an_engine() {
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> MultiHeadPredictor.open(Path.of("missing.twohead")))
        .withMessage("missing.twohead does not exist");
  }

  @Test
  void should_say_that_a_resource_is_missing() {
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> MultiHeadPredictor.builder().openResource(getClass(), "missing.tflite"))
        .withMessageContaining("there is no resource \"missing.tflite\" beside")
        .withMessageContaining(getClass().getName());
  }

  @Test
  void should_use_the_engine_that_is_given() {
    FakeEngine engine = new FakeEngine();

    try (MultiHeadModel model =
            MultiHeadModel.builder().engine(engine).heads(HeadSpec.binary("any")).build();
        MultiHeadPredictor predictor =
            MultiHeadPredictor.builder().engine(engine).open(new byte[] {1})) {
      assertThat(model.heads()).isEqualTo(FakeModel.HEADS);
      assertThat(predictor.runtime()).isEqualTo("fake");
    }
  }

  private static void assertNamesDependency(ThrowingCallable call) {
    assertThatIllegalStateException()
        .isThrownBy(call)
        .withMessageContaining("no twohead engine is on the class path")
        .withMessageContaining("io.github.twohead:twohead-djl");
  }
}
