package io.github.twohead;

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
    assertNamesDependency(() -> MultiHeadPredictor.open(Path.of("model.twohead")));
  }

  private static void assertNamesDependency(ThrowingCallable call) {
    assertThatIllegalStateException()
        .isThrownBy(call)
        .withMessageContaining("no twohead engine is on the class path")
        .withMessageContaining("io.github.twohead:twohead-djl");
  }
}
