package io.github.twohead.djl.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.github.twohead.HeadPrediction;
import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.djl.internal.Samples;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What models answer that DJL's {@link Criteria} loaded, beside {@link MultiHeadPredictor}. */
class CriteriaTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void should_answer_as_the_predictor_does(ZooFolder kind) throws Exception {
    Path file = kind.write(folder);
    List<Path> photos = ZooFolder.photos(folder, "jpg");

    try (MultiHeadPredictor expected = MultiHeadPredictor.open(file);
        ZooModel<Path, Prediction> model = ZooFolder.load(folder, Path.class, Prediction.class);
        Predictor<Path, Prediction> predictor = model.newPredictor()) {
      assertThat(model.getNDManager().getEngine().getEngineName()).isEqualTo(kind.engine);
      assertClose(predictor.predict(photos.get(0)), expected.predict(photos.get(0)));
      List<Prediction> together = predictor.batchPredict(photos);
      for (int i = 0; i < photos.size(); i++) {
        assertClose(together.get(i), expected.predict(photos.get(i)));
      }
    }
  }

  private static void assertClose(Prediction actual, Prediction expected) {
    HeadPrediction screen = actual.head("screen");
    assertThat(screen.probability()).isCloseTo(expected.head("screen").probability(), within(1e-6));
    assertThat(screen.threshold()).isEqualTo(0.25);
    assertThat(screen.positive()).isEqualTo(expected.head("screen").positive());
    for (int i = 0; i < 3; i++) {
      double probability = expected.head("kind").probability(i);
      assertThat(actual.head("kind").probability(i)).isCloseTo(probability, within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_classify_djls_images(ZooFolder kind) throws Exception {
    Path file = kind.write(folder);
    Path photo = ZooFolder.photos(folder, "png").get(3);
    Image image = ImageFactory.getInstance().fromFile(photo);

    try (MultiHeadPredictor expected = MultiHeadPredictor.open(file);
        ZooModel<Image, Classifications> model =
            ZooFolder.load(folder, Image.class, Classifications.class);
        Predictor<Image, Classifications> predictor = model.newPredictor()) {
      Classifications classes = predictor.predict(image);

      Prediction prediction = expected.predict(photo);
      HeadPrediction kinds = prediction.head("kind");
      assertThat(classes.getClassNames())
          .containsExactly("screen", "kind.receipt", "kind.letter", "kind.form");
      assertThat(classes.get("screen").getProbability())
          .isCloseTo(prediction.head("screen").probability(), within(1e-6));
      assertThat(classes.get("kind.letter").getProbability())
          .isCloseTo(kinds.probability("letter"), within(1e-6));
    }
  }

  @Test
  void should_call_classes_by_the_categories_of_a_head_that_is_alone() throws Exception {
    ZooFolder.TFLITE.write(folder, ZooFolder.KIND);
    Path photo = ZooFolder.photos(folder, "png").get(0);

    try (ZooModel<Path, Classifications> model =
            ZooFolder.load(folder, Path.class, Classifications.class);
        Predictor<Path, Classifications> predictor = model.newPredictor()) {
      assertThat(predictor.predict(photo).getClassNames())
          .containsExactly("receipt", "letter", "form");
    }
  }

  @Test
  void should_take_an_image_in_every_form() throws Exception {
    Path file = ZooFolder.TFLITE.write(folder);
    Path photo = ZooFolder.photos(folder, "jpg").get(7);
    byte[] bytes = Files.readAllBytes(photo);

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file);
        InputStream stream = Files.newInputStream(photo)) {
      Prediction expected = predictor.predict(photo);
      assertThat(answer(byte[].class, bytes)).isEqualTo(expected);
      assertThat(answer(InputStream.class, stream)).isEqualTo(expected);
      assertThat(answer(ImageSource.class, ImageSource.of(photo))).isEqualTo(expected);
    }
  }

  private <I> Prediction answer(Class<I> type, I image) throws Exception {
    try (ZooModel<I, Prediction> model = ZooFolder.load(folder, type, Prediction.class);
        Predictor<I, Prediction> predictor = model.newPredictor()) {
      return predictor.predict(image);
    }
  }

  @Test
  void should_turn_files_upright_but_not_djls_images() throws Exception {
    Path file = ZooFolder.TFLITE.write(folder);
    Path photo = folder.resolve("turned.jpg");
    Files.write(photo, turned(Files.readAllBytes(ZooFolder.photos(folder, "jpg").get(7))));
    Image image = ImageFactory.getInstance().fromFile(photo);

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      Prediction upright = predictor.predict(photo);
      assertThat(answer(Path.class, photo)).isEqualTo(upright);
      assertThat(answer(Image.class, image))
          .isEqualTo(predictor.predict((BufferedImage) image.getWrappedImage()))
          .isNotEqualTo(upright);
    }
  }

  /** A JPEG whose EXIF says that the camera was turned by 90 degrees. */
  private static byte[] turned(byte[] jpeg) throws IOException {
    ByteArrayOutputStream turned = new ByteArrayOutputStream();
    turned.write(jpeg, 0, 2);
    turned.write(
        HexFormat.of()
            .parseHex(
                "ffe1002245786966"
                    + "00004d4d002a00000008"
                    + "0001011200030000000100060000"
                    + "00000000"));
    turned.write(jpeg, 2, jpeg.length - 2);
    return turned.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void should_answer_threads_that_share_a_model(ZooFolder kind) throws Exception {
    Path file = kind.write(folder);
    List<Path> photos = ZooFolder.photos(folder, "png");
    ExecutorService threads = Executors.newFixedThreadPool(4);

    try (MultiHeadPredictor expected = MultiHeadPredictor.open(file);
        ZooModel<Path, Prediction> model = ZooFolder.load(folder, Path.class, Prediction.class)) {
      Callable<List<Prediction>> work =
          () -> {
            try (Predictor<Path, Prediction> predictor = model.newPredictor()) {
              return predictor.batchPredict(photos);
            }
          };
      for (Future<List<Prediction>> done :
          threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> work).toList())) {
        for (int i = 0; i < photos.size(); i++) {
          assertClose(done.get().get(i), expected.predict(photos.get(i)));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_say_which_image_cannot_be_read(ZooFolder kind) throws Exception {
    kind.write(folder);
    Path text = Files.writeString(folder.resolve("text.jpg"), "no image");

    try (ZooModel<Path, Prediction> model = ZooFolder.load(folder, Path.class, Prediction.class);
        Predictor<Path, Prediction> predictor = model.newPredictor()) {
      assertThatThrownBy(() -> predictor.predict(text))
          .isInstanceOf(TranslateException.class)
          .hasCauseInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("text.jpg: it is not a JPEG");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SAVED", "TFLITE"})
  void should_close_what_it_opened(ZooFolder kind) throws Exception {
    kind.write(folder);
    Path photo = ZooFolder.photos(folder, "png").get(0);
    ZooModel<Path, Prediction> model = ZooFolder.load(folder, Path.class, Prediction.class);
    PredictorBlock block = (PredictorBlock) model.getBlock();

    try (Predictor<Path, Prediction> predictor = model.newPredictor()) {
      predictor.predict(photo);
    }
    model.close();

    assertThatThrownBy(() -> block.run(new byte[3 * 64 * 64], 1))
        .hasMessageContaining("the predictor is closed");
  }

  @Test
  void should_open_a_model_with_a_backbone_of_ones_own() throws Exception {
    Path file = folder.resolve("own.twohead");
    try (MultiHeadModel model = Samples.model(1)) {
      model.save(file);
    }
    ServingProperties.write(file);
    Path photo = ZooFolder.photos(folder, "png").get(0);
    Criteria.Builder<Path, Prediction> criteria =
        Criteria.builder()
            .setTypes(Path.class, Prediction.class)
            .optModelPath(folder)
            .optTranslatorFactory(new HeadsTranslatorFactory());

    assertThatThrownBy(() -> criteria.build().loadModel())
        .hasMessageContaining("own.twohead needs its backbone \"tiny\"");
    criteria.optArgument("blockFactory", new HeadsBlockFactory(Samples.tiny()));
    try (MultiHeadPredictor expected =
            MultiHeadPredictor.builder().backbone(Samples.tiny()).open(file);
        ZooModel<Path, Prediction> model = criteria.build().loadModel();
        Predictor<Path, Prediction> predictor = model.newPredictor()) {
      assertThat(predictor.predict(photo).head("red").probability())
          .isCloseTo(expected.predict(photo).head("red").probability(), within(1e-6));
    }
  }

  @Test
  void should_not_serialize_a_block_factory_without_its_backbone() throws Exception {
    ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream());

    out.writeObject(new HeadsBlockFactory());
    assertThatThrownBy(() -> out.writeObject(new HeadsBlockFactory(Samples.tiny())))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("backbone");
  }

  @Test
  void should_say_what_translates_where_djls_own_translator_was_taken() throws Exception {
    ZooFolder.SAVED.write(folder);
    Files.write(folder.resolve("synset.txt"), Arrays.asList("yes", "no"));
    Image image = ImageFactory.getInstance().fromFile(ZooFolder.photos(folder, "png").get(0));

    try (ZooModel<Image, Classifications> model =
            Criteria.builder()
                .setTypes(Image.class, Classifications.class)
                .optModelPath(folder)
                .build()
                .loadModel();
        Predictor<Image, Classifications> predictor = model.newPredictor()) {
      assertThatThrownBy(() -> predictor.predict(image))
          .hasMessageContaining("optTranslatorFactory(new HeadsTranslatorFactory())");
    }
  }
}
