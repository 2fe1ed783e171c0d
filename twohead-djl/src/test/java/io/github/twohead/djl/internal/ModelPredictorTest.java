package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.primitives.Floats;
import io.github.twohead.BatchReport;
import io.github.twohead.Device;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A predictor of a model that may go on learning. */
class ModelPredictorTest {
  private static final List<ImageSource> IMAGES =
      IntStream.range(0, 40).mapToObj(i -> ImageSource.of(Samples.image(i % 5, i, 40))).toList();

  private final MultiHeadModel model = Samples.model(1);
  private final MultiHeadPredictor predictor = model.predictor();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    predictor.close();
    model.close();
  }

  private void train(Runnable inBetween) {
    Samples.trainer(model, LearningRateSchedule.constant())
        .epochs(1)
        .listener(
            new TrainingListener() {
              @Override
              public void onBatch(BatchReport batch) {
                inBetween.run();
              }
            })
        .fit(Samples.train(), Samples.validation());
  }

  @Test
  void should_predict_with_the_weights_that_the_model_holds_then() {
    List<Prediction> before = predictor.predict(IMAGES);
    train(() -> {});

    List<Prediction> after = predictor.predict(IMAGES);

    assertThat(after).hasSameSizeAs(before).doesNotContainAnyElementsOf(before);
    assertThat(predictor.provenance()).isEqualTo(model.provenance());
    assertThat(predictor.evaluate(Samples.validation()))
        .isEqualTo(model.evaluate(Samples.validation()));
    assertThat(after).isEqualTo(reopened().predict(IMAGES));
  }

  @Test
  void should_tell_a_table_how_far_its_evaluation_has_come() {
    List<String> heard = new ArrayList<>();
    ImageTable table =
        new ImageTable() {
          @Override
          public List<LabelledImage> images() {
            return Samples.validation().images();
          }

          @Override
          public void onEvaluated(int evaluated, int total) {
            heard.add(evaluated + "/" + total);
          }
        };
    int images = table.images().size();

    var unused = predictor.evaluate(table);

    assertThat(heard)
        .isEqualTo(IntStream.rangeClosed(1, images).mapToObj(i -> i + "/" + images).toList());
  }

  private MultiHeadPredictor reopened() {
    Path file = folder.resolve("model.twohead");
    model.save(file);
    return MultiHeadPredictor.builder().backbone(Samples.tiny()).device(Device.cpu()).open(file);
  }

  @Test
  void should_hand_out_its_weights_while_it_trains_too() {
    List<Map<String, float[]>> seen = new ArrayList<>();

    train(() -> seen.add(model.weights()));

    String name = "heads." + Samples.BRIGHT.name() + ".conv.0.weight";
    assertThat(seen.get(0).get(name)).isNotEmpty().isNotEqualTo(seen.get(1).get(name));
    Map<String, List<Float>> saved = Samples.weights(model);
    assertThat(model.weights()).hasSameSizeAs(saved);
    model
        .weights()
        .forEach((each, values) -> assertThat(Floats.asList(values)).isEqualTo(saved.get(each)));
  }

  @Test
  void should_show_what_it_sees_of_an_image() {
    ImageSource seen = ImageSource.of(model.input(IMAGES.get(7)));

    assertThat(predictor.predict(seen)).isEqualTo(predictor.predict(IMAGES.get(7)));
  }

  @Test
  void should_predict_from_a_stream() {
    try (Stream<PredictionOutcome> outcomes = predictor.predictEach(IMAGES.stream())) {
      assertThat(outcomes.map(PredictionOutcome::orElseThrow).toList())
          .isEqualTo(predictor.predict(IMAGES));
    }
  }

  @Test
  void should_predict_in_a_training_listener() {
    List<Prediction> seen = new ArrayList<>();

    train(() -> seen.addAll(predictor.predict(IMAGES)));

    assertThat(seen).hasSize(4 * IMAGES.size());
  }

  @Test
  void should_refuse_to_while_another_thread_trains_the_model() {
    String thread = Thread.currentThread().getName();

    train(
        () ->
            assertThatIllegalStateException()
                .isThrownBy(() -> elsewhere(() -> predictor.predict(IMAGES)))
                .withMessage(
                    "the model cannot be used for predictions now: thread \""
                        + thread
                        + "\" is training it. Do it in a training listener, or once fit has"
                        + " returned"));
  }

  private static void elsewhere(Callable<?> work) throws InterruptedException {
    FutureTask<?> task = new FutureTask<>(work);
    new Thread(task).start();
    try {
      task.get();
    } catch (ExecutionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  @Test
  void should_leave_the_model_open_but_not_outlive_it() {
    MultiHeadPredictor other = model.predictor();
    other.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> other.predict(IMAGES.get(0)))
        .withMessage("the predictor is closed");
    assertThat(predictor.predict(IMAGES.get(0)).heads()).hasSize(2);
    model.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> predictor.predict(IMAGES))
        .withMessage("the model is closed");
  }
}
