package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Augmentation;
import io.github.twohead.Checkpoints;
import io.github.twohead.Distillation;
import io.github.twohead.Evaluation;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.Metric;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.Optimizer;
import io.github.twohead.Preprocessing;
import io.github.twohead.Recipe;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.djl.internal.Samples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a student learns from a teacher. */
class DistillationTest {
  @TempDir Path folder;
  private Path teacher;
  private Path exported;

  /** A teacher that knows red and bright well, by another input than the student's. */
  @BeforeEach
  void teach() {
    teacher = folder.resolve("teacher.twohead");
    exported = folder.resolve("teacher.onnx");
    try (MultiHeadModel model = model(Samples.SIDE + 16, 3, Samples.RED, Samples.BRIGHT)) {
      model
          .trainer()
          .epochs(6)
          .batchSize(8)
          .optimizer(Optimizer.adam(0.01))
          .fit(Samples.train(), Samples.validation());
      model.save(teacher);
      model.exporter().format(ExportFormat.ONNX).write(exported);
    }
  }

  private static MultiHeadModel model(int side, long seed, HeadSpec... heads) {
    return MultiHeadModel.builder()
        .heads(heads)
        .preprocessing(Preprocessing.standard().size(side))
        .seed(seed)
        .build();
  }

  /** Labels of red for some images, and of bright for hardly any. */
  private static ImageTable partlyLabelled() {
    List<LabelledImage> rows = Samples.train().images();
    return ImageTable.of(
        IntStream.range(0, rows.size())
            .mapToObj(
                i ->
                    LabelledImage.of(
                        rows.get(i).source(),
                        Map.of(
                            Samples.RED,
                            rows.get(i).label(Samples.RED),
                            Samples.BRIGHT,
                            i < 4 ? rows.get(i).label(Samples.BRIGHT) : Label.UNKNOWN)))
            .toList());
  }

  private Evaluation student(Distillation from, Path saved) {
    return student(from, saved, trainer -> trainer);
  }

  private Evaluation student(Distillation from, Path saved, UnaryOperator<Trainer> change) {
    try (MultiHeadModel model = model(Samples.SIDE, 5, Samples.RED, Samples.BRIGHT)) {
      Trainer trainer =
          model
              .trainer()
              .epochs(6)
              .batchSize(8)
              .optimizer(Optimizer.adam(0.01))
              .augmentation(Augmentation.none())
              .distill(from);
      change.apply(trainer).fit(partlyLabelled(), Samples.validation());
      model.save(saved);
      assertThat(model.provenance().settings()).containsEntry("distillation", from.toString());
      return model.evaluate(Samples.validation());
    }
  }

  @Test
  void should_say_how_a_file_from_elsewhere_teaches() throws IOException {
    Path foreign = folder.resolve("foreign.onnx");
    try (InputStream network =
        MultiHeadPredictor.class.getResourceAsStream(
            "runtime/internal/serving/shufflenet-13.onnx")) {
      Files.copy(Objects.requireNonNull(network), foreign);
    }

    assertThatThrownBy(() -> student(Distillation.from(foreign), folder.resolve("a.twohead")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("foreign.onnx")
        .hasMessageContaining("open it with MultiHeadPredictor.builder().heads(…)")
        .hasMessageContaining("Of a teacher these are Distillation.from(file).heads(…)");
    Distillation told = Distillation.from(teacher).normalization(Normalization.parse("none"));
    assertThatThrownBy(() -> student(told, folder.resolve("a.twohead")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leave out heads(…)")
        .hasMessageContaining("Of a teacher these are Distillation.from(file).heads(…)");
  }

  @Test
  void should_learn_what_labels_do_not_say() {
    Distillation from = Distillation.from(teacher).temperature(2).weight(0.9);

    Evaluation taught = student(from, folder.resolve("a.twohead"));

    assertThat(taught.head("bright").score(Metric.ROC_AUC)).isGreaterThan(0.95);
    assertThat(from.digests()).hasSize(1).first().asString().hasSize(64);
    try (MultiHeadPredictor student = MultiHeadPredictor.open(folder.resolve("a.twohead"))) {
      assertThat(student.provenance().settings())
          .containsEntry("distillation", "from [teacher.twohead], temperature 2, weight 0.9")
          .containsEntry("distillation_sha256", from.digests().get(0));
      Recipe recipe = student.provenance().recipe().orElseThrow();
      assertThat(recipe.values())
          .containsEntry("distillation.teacher", List.of("teacher.twohead"))
          .containsEntry("distillation.temperature", 2.0)
          .containsEntry("distillation.weight", 0.9);
    }
  }

  @Test
  void should_go_on_from_a_checkpoint_of_the_same_teacher_alone() {
    Distillation from = Distillation.from(teacher);
    UnaryOperator<Trainer> checkpointed =
        trainer -> trainer.checkpoint(Checkpoints.in(folder.resolve("checkpoints")));
    Path saved = folder.resolve("a.twohead");
    Evaluation first = student(from, saved, checkpointed);

    assertThat(student(from, saved, checkpointed)).isEqualTo(first);

    try (MultiHeadModel other = model(Samples.SIDE, 4, Samples.RED, Samples.BRIGHT)) {
      other.save(teacher);
    }
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> student(Distillation.from(teacher), saved, checkpointed))
        .withMessageContaining("is a checkpoint of another training: distillation_sha256 was");
  }

  /** Counts how often it is looked at. */
  private static final class CountedImage extends BufferedImage {
    private final AtomicInteger looks = new AtomicInteger();

    CountedImage() {
      super(Samples.SIDE, Samples.SIDE, TYPE_INT_RGB);
      setData(Samples.image(1, 99, Samples.SIDE).getData());
    }

    @Override
    public int getHeight() {
      if (looks != null) { // the constructor of the class above looks too
        looks.incrementAndGet();
      }
      return super.getHeight();
    }
  }

  @Test
  void should_refuse_a_checkpoint_of_other_tables_before_the_teacher_is_asked() {
    UnaryOperator<Trainer> checkpointed =
        trainer -> trainer.epochs(1).checkpoint(Checkpoints.in(folder.resolve("checkpoints")));
    train(checkpointed, Samples.train(), new TrainingListener() {});
    CountedImage image = new CountedImage();
    List<LabelledImage> rows = new ArrayList<>(Samples.train().images());
    rows.add(LabelledImage.of(ImageSource.of(image), "1", Samples.LABELS));
    AtomicInteger ofDecoding = new AtomicInteger();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onDecoded(int done, int total) {
            ofDecoding.set(image.looks.get());
          }
        };

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> train(checkpointed, ImageTable.of(rows), listener))
        .withMessageContaining("table_train was 30 rows");

    assertThat(ofDecoding.get()).isPositive();
    assertThat(image.looks.get()).isEqualTo(ofDecoding.get());
  }

  private void train(UnaryOperator<Trainer> change, ImageTable table, TrainingListener listener) {
    try (MultiHeadModel model = model(Samples.SIDE, 5, Samples.RED, Samples.BRIGHT)) {
      Trainer trainer = model.trainer().distill(Distillation.from(teacher)).listener(listener);
      change.apply(trainer).fit(table, Samples.validation());
    }
  }

  @Test
  void should_learn_the_same_from_a_file_a_predictor_and_several() {
    Distillation files = Distillation.from(exported);

    Evaluation fromFile = student(files, folder.resolve("a.twohead"));

    try (MultiHeadPredictor open = MultiHeadPredictor.open(exported)) {
      assertThat(student(Distillation.from(open), folder.resolve("b.twohead"))).isEqualTo(fromFile);
      assertThat(student(Distillation.from(open, open), folder.resolve("c.twohead")))
          .isEqualTo(fromFile);
    }
    Evaluation fromModel = student(Distillation.from(teacher), folder.resolve("d.twohead"));
    for (int i = 0; i < fromModel.images(); i++) {
      assertThat(fromModel.head("red").probability(i))
          .isCloseTo(fromFile.head("red").probability(i), within(0.05));
    }
  }

  @Test
  void should_refuse_a_teacher_of_other_heads_before_images_are_read() {
    HeadSpec kind = HeadSpec.categorical("red", "yes", "no");
    try (MultiHeadModel other = model(Samples.SIDE, 5, HeadSpec.binary("blue"), Samples.RED);
        MultiHeadModel choice = model(Samples.SIDE, 5, kind)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  other
                      .trainer()
                      .distill(Distillation.from(teacher))
                      .fit(table("blue"), table("blue")))
          .withMessage(
              "the teacher "
                  + teacher
                  + " has no head \"blue\", only [red, bright]: a teacher must have all heads of"
                  + " the student");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  choice
                      .trainer()
                      .distill(Distillation.from(teacher))
                      .fit(table("red"), Samples.validation()))
          .withMessageContaining(
              "answers head \"red\" by yes or no, the student by the categories [yes, no]");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  other
                      .trainer()
                      .distill(Distillation.from(folder.resolve("gone.onnx")))
                      .fit(table("blue"), table("blue")))
          .withMessageContaining("gone.onnx does not exist");
    }
  }

  private static ImageTable table(String head) {
    return ImageTable.of(
        Samples.train().images().stream()
            .map(
                row ->
                    LabelledImage.of(
                        row.source(),
                        Map.of(
                            HeadSpec.binary(head),
                            Label.UNKNOWN,
                            Samples.RED,
                            row.label(Samples.RED))))
            .toList());
  }
}
