package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import io.github.twohead.BatchReport;
import io.github.twohead.Device;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import io.github.twohead.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The threads of PyTorch's operators, of which a process has one number. */
class ThreadsTest {
  private int before;

  @BeforeEach
  void remember() {
    try (MultiHeadModel usual = Samples.model(1)) {
      var unused = usual.evaluate(Samples.validation());
    }
    before = JniUtils.getNumThreads();
    assertThat(before).isNotEqualTo(3);
  }

  @AfterEach
  void restore() {
    JniUtils.setNumThreads(before);
  }

  private static MultiHeadModel.Builder three() {
    return MultiHeadModel.builder()
        .backbone(Samples.tiny())
        .heads(Samples.RED, Samples.BRIGHT)
        .preprocessing(Preprocessing.standard().size(Samples.SIDE))
        .device(Device.cpu())
        .threads(3);
  }

  @Test
  void should_train_on_as_many_threads_as_the_model_is_told_whatever_others_set_before() {
    List<Integer> seen = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onBatch(BatchReport batch) {
            seen.add(JniUtils.getNumThreads());
          }
        };
    try (MultiHeadModel model = three().build()) {
      JniUtils.setNumThreads(before);

      Samples.trainer(model, LearningRateSchedule.constant())
          .epochs(1)
          .listener(listener)
          .fit(Samples.train(), Samples.validation());
    }

    assertThat(seen).hasSize(4).containsOnly(3);
  }

  @Test
  void should_score_and_export_on_as_many_threads(@TempDir Path folder) {
    try (MultiHeadModel model = three().build()) {
      JniUtils.setNumThreads(before);
      var unused = model.evaluate(Samples.validation());
      int scoring = JniUtils.getNumThreads();

      JniUtils.setNumThreads(before);
      model.exporter().write(folder.resolve("model.tflite"));

      assertThat(scoring).isEqualTo(3);
      assertThat(JniUtils.getNumThreads()).isEqualTo(3);
    }
  }

  @Test
  void should_leave_the_choice_to_pytorch_when_not_told() {
    try (MultiHeadModel model = Samples.model(1)) {
      var unused = model.evaluate(Samples.validation());

      assertThat(JniUtils.getNumThreads()).isEqualTo(before);
    }
  }
}
