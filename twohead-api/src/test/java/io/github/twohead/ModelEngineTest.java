package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.ModelEngine;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void should_make_a_picture_of_what_an_engine_sees() {
    MultiHeadModel model =
        MultiHeadModel.builder().engine(new FakeEngine()).heads(FakeModel.HEADS).build();

    BufferedImage picture = model.input(ImageSource.of(new byte[1]));

    assertThat(picture.getWidth()).isEqualTo(64);
    assertThat(picture.getRGB(1, 0)).isEqualTo(0xffc80000);
    assertThat(picture.getRGB(0, 1)).isEqualTo(0xff000000);
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

  @Test
  void should_tell_an_engine_that_trains_what_was_set() {
    FakeEngine engine = new FakeEngine();
    Backbone own = Backbone.shuffleNetV2x10();

    try (MultiHeadModel model =
        MultiHeadModel.opener()
            .engine(engine)
            .backbone(own)
            .device(Device.cpu())
            .threads(3)
            .open(new byte[] {1})) {
      assertThat(model.runtime()).isEqualTo("fake");
      assertThat(FakeEngine.trained.backbone()).hasValue(own);
      assertThat(FakeEngine.trained.device()).isEqualTo(Device.cpu());
      assertThat(FakeEngine.trained.threads()).hasValue(3);
    }
  }

  /** Opens nothing. */
  public static class SilentEngine implements PredictorEngine {
    /** Called by the service loader. */
    public SilentEngine() {}

    @Override
    public boolean opens(byte[] start) {
      return false;
    }

    @Override
    public EnginePredictor open(ModelContent model, PredictorConfig settings) {
      throw new AssertionError("asked for what it does not open");
    }
  }

  /** Opens nothing, and says what is wrong with everything. */
  public static final class ExplainingEngine extends SilentEngine {
    /** Called by the service loader. */
    public ExplainingEngine() {}

    @Override
    public boolean explains(byte[] start) {
      return true;
    }

    @Override
    public EnginePredictor open(ModelContent model, PredictorConfig settings) {
      throw new ModelFileException("it is a web page");
    }
  }

  @Test
  void should_let_an_engine_explain_only_what_no_engine_opens(@TempDir Path folder)
      throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(loader(folder, ExplainingEngine.class, FakeEngine.class));
      try (MultiHeadPredictor predictor = MultiHeadPredictor.builder().open(new byte[] {1})) {
        assertThat(predictor.runtime()).isEqualTo("fake");
      }

      thread.setContextClassLoader(loader(folder, ExplainingEngine.class));
      assertThatExceptionOfType(ModelFileException.class)
          .isThrownBy(() -> MultiHeadPredictor.builder().open(new byte[] {1}))
          .withMessage("it is a web page");

      thread.setContextClassLoader(loader(folder, SilentEngine.class));
      assertThatIllegalStateException()
          .isThrownBy(() -> MultiHeadPredictor.builder().open(new byte[] {1}))
          .withMessageStartingWith("the model cannot be opened: no twohead engine for it");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void should_let_the_engine_show_what_training_makes_of_images(@TempDir Path folder)
      throws Exception {
    List<ImageSource> images = List.of(ImageSource.of(new byte[1]), ImageSource.of(new byte[2]));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(FakeEngine.loader(folder));
      assertThat(Augmentation.none().preview(images, Preprocessing.standard().size(32), 1))
          .extracting(ImageSource::name)
          .containsExactly("image of 32×32 pixels", "image of 32×32 pixels");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static ClassLoader loader(Path folder, Class<?>... engines) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(
        services.resolve(PredictorEngine.class.getName()),
        Stream.of(engines).map(Class::getName).toList());
    URL[] urls = {folder.toUri().toURL()};
    return new URLClassLoader(urls, ModelEngineTest.class.getClassLoader());
  }

  private static void assertNamesDependency(ThrowingCallable call) {
    assertThatIllegalStateException()
        .isThrownBy(call)
        .withMessageContaining("no twohead engine is on the class path")
        .withMessageContaining("io.github.twohead:twohead-djl")
        .withMessageContaining("In a fat jar, service files must be merged");
  }
}
