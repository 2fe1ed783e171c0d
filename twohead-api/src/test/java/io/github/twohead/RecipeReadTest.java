package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.RecipeValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recipe says of tables, first weights and settings that code has given. */
class RecipeReadTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "card");
  private static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(SCREEN, 2)
          .unknown(SCREEN, 3)
          .category(KIND, "paper", 0, 1)
          .category(KIND, "card", 2)
          .unknown(KIND, 3)
          .build();
  private static final String PATH = "${env:PATH}"; // set wherever tests run

  @TempDir Path folder;

  private static RecipeEntries read(
      RecipeEntries base,
      Backbone backbone,
      Provenance provenance,
      UnaryOperator<Trainer> training,
      Map<String, ImageTable> tables) {
    List<HeadSpec> heads = List.of(SCREEN, KIND);
    ModelConfig model = ModelConfig.builder().heads(heads).backbone(backbone).build();
    RecipeSource.Start start = new RecipeSource.Start(model, provenance, Map.of(), Map.of());
    Trainer trainer = training.apply(new Trainer(heads));
    return base.read(new RecipeSource(start, trainer.config(), tables));
  }

  private static Map<String, Object> trained(UnaryOperator<Trainer> training) {
    Backbone backbone = Backbone.shuffleNetV2x05();
    return read(RecipeEntries.none(), backbone, Provenance.unknown(), training, Map.of()).shown();
  }

  private static Map<String, Object> startedFrom(Backbone backbone, Provenance provenance) {
    return read(RecipeEntries.none(), backbone, provenance, trainer -> trainer, Map.of()).shown();
  }

  private static RecipeEntries ofTables(RecipeEntries base, ImageTable train) {
    return read(
        base,
        Backbone.shuffleNetV2x05(),
        Provenance.unknown(),
        trainer -> trainer,
        Map.of("data.train", train, "data.validation", ImageTable.of(List.of())));
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("train.csv"), text);
  }

  private String slashed(Path file) {
    return file.toString().replace('\\', '/');
  }

  @Test
  void should_tell_the_file_of_a_table_its_columns_and_what_its_classes_mean() throws IOException {
    Path file = csv("sender,photo,what\nx,1.jpg,2\ny,2.jpg,0\ny,3.jpg,1\nz,4.jpg,3\n");
    CsvFormat format = CsvFormat.standard().path("photo").imageClass("what");

    RecipeEntries read = ofTables(RecipeEntries.none(), ImageTable.readCsv(file, LABELS, format));

    assertThat(read.shown())
        .containsEntry("data.train", slashed(file))
        .containsEntry("data.path_column", "photo")
        .containsEntry("data.class_column", "what")
        .containsEntry("heads.screen.positive", List.of("2"))
        .containsEntry("heads.screen.negative", List.of("0", "1"))
        .containsEntry(
            "heads.kind.categories", Map.of("paper", List.of("0", "1"), "card", List.of("2")))
        .containsEntry("heads.kind.unknown", List.of("3"))
        .doesNotContainKeys("heads.screen.unknown", "heads.screen.column", "heads.kind.column");
    assertThat(read.ownSteps()).containsOnlyKeys("data.validation");
  }

  @Test
  void should_tell_that_the_labels_of_heads_are_in_columns() throws IOException {
    ImageTable table = ImageTable.readCsv(csv("path,screen,kind\n1.jpg,1,paper\n"));

    assertThat(ofTables(RecipeEntries.none(), table).shown())
        .containsEntry("heads.screen.column", true)
        .containsEntry("heads.kind.column", true)
        .containsEntry("heads.kind.categories", Map.of("paper", List.of(), "card", List.of()))
        .doesNotContainKeys("data.path_column", "heads.screen.positive", "heads.screen.negative");
  }

  @Test
  void should_leave_mistakes_in_labels_to_training() throws IOException {
    ImageTable table = ImageTable.readCsv(csv("1.jpg,2\n2.jpg,0\n"), (head, imageClass) -> null);

    assertThat(ofTables(RecipeEntries.none(), table).shown())
        .containsKey("data.train")
        .doesNotContainKeys("heads.screen.positive", "heads.screen.negative");
  }

  @Test
  void should_tell_tables_of_code_in_place_of_those_that_another_recipe_tells() {
    RecipeEntries other =
        Recipe.builder()
            .set("data.folder", "photos")
            .set("data.test", "test.csv")
            .set("heads.screen.positive", "2")
            .set("heads.screen.width", 8)
            .set("tags", "a")
            .entries();

    RecipeEntries read = ofTables(other, ImageTable.of(List.of()));

    assertThat(read.ownSteps()).containsKeys("data.train", "data.validation");
    assertThat(read.shown())
        .containsEntry("tags", List.of("a"))
        .containsEntry("heads.screen.width", (long) SCREEN.width())
        .doesNotContainKeys("data.folder", "data.test", "heads.screen.positive");
  }

  @Test
  void should_keep_the_tables_of_another_recipe_where_code_gives_none() {
    RecipeEntries other = Recipe.builder().set("data.train", "a.csv").set("tags", "a").entries();

    Map<String, Object> read =
        read(other, Backbone.shuffleNetV2x05(), Provenance.unknown(), trainer -> trainer, Map.of())
            .shown();

    assertThat(read).containsEntry("data.train", "a.csv").containsEntry("tags", List.of("a"));
  }

  @Test
  void should_tell_what_the_backbone_starts_from() {
    ShuffleNetV2 backbone = Backbone.shuffleNetV2x10();
    Provenance unknown = Provenance.unknown();

    assertThat(startedFrom(backbone, unknown))
        .containsEntry("backbone.name", "shufflenet_v2_x1_0")
        .containsEntry("backbone.pretrained", false)
        .containsEntry("backbone.heads_from_conv5", false)
        .doesNotContainKey("backbone.weights");
    assertThat(startedFrom(backbone.pretrained().headsFromConv5(), unknown))
        .containsEntry("backbone.pretrained", true)
        .containsEntry("backbone.heads_from_conv5", true)
        .doesNotContainKey("backbone.weights");
    assertThat(startedFrom(backbone.weights(Path.of("w.pth")), unknown))
        .containsEntry("backbone.pretrained", false)
        .containsEntry("backbone.weights", "w.pth");
  }

  @Test
  void should_tell_of_weights_that_no_recipe_can_give() {
    ShuffleNetV2 backbone = Backbone.shuffleNetV2x05();
    Map<String, String> file = Map.of("first_weights", "w.pth", "first_weights_sha256", "ab");

    assertThat(startedFrom(backbone, known(file))).containsEntry("backbone.weights", "own(w.pth)");
    assertThat(startedFrom(backbone.weights(Path.of("w.pth")), known(file)))
        .containsEntry("backbone.weights", "w.pth");
    Map<String, Provenance.Table> tables = Map.of("train", Provenance.Table.of(9, Map.of(), "cd"));
    assertThat(startedFrom(backbone, Provenance.of(file, tables, Map.of(), Map.of())))
        .containsEntry("backbone.weights", "own(a trained model)");
  }

  private static Provenance known(Map<String, String> facts) {
    return Provenance.of(facts, Map.of(), Map.of(), Map.of());
  }

  @Test
  void should_tell_only_settings_that_are_not_as_usual() {
    assertThat(trained(trainer -> trainer))
        .containsEntry("training.optimizer", "adam")
        .doesNotContainKeys(
            "training.clip_norm",
            "training.momentum",
            "training.nesterov",
            "training.stage_factors",
            "training.stage_decay",
            "training.unfreeze_at",
            "training.ema_decay",
            "augmentation.color_jitter",
            "evaluation.calibrate",
            "evaluation.views",
            "evaluation.thresholds.screen",
            "heads.screen.threshold",
            "heads.screen.positive_weight",
            "heads.kind.class_weights");
  }

  @Test
  void should_tell_settings_that_are_not_as_usual() {
    Map<String, Object> read =
        trained(
            trainer ->
                trainer
                    .optimizer(Optimizer.sgd(0.1).stageFactors(0.1, 0.2, 0.5, 1).clipNorm(3))
                    .freeze(Freeze.stages(2).unfreezeAt(4))
                    .emaDecay(0.9)
                    .loss(
                        WeightedMultiLoss.builder()
                            .positiveWeight(SCREEN, 3)
                            .classWeights(KIND, Map.of("card", 2.5))
                            .build())
                    .calibrate(Calibration.Method.PLATT)
                    .chooseThreshold("screen", ThresholdRule.bestF1())
                    .views(Views.flipped()));

    assertThat(read)
        .containsEntry("training.stage_factors", List.of(0.1, 0.2, 0.5, 1.0))
        .containsEntry("training.clip_norm", 3.0)
        .containsEntry("training.unfreeze_at", 4L)
        .containsEntry("training.ema_decay", 0.9)
        .containsEntry("heads.screen.positive_weight", "3")
        .containsEntry("heads.kind.class_weights", List.of("card 2.5"))
        .containsEntry("evaluation.calibrate", "platt")
        .containsEntry("evaluation.thresholds.screen", "f1")
        .containsEntry("evaluation.views", "mean(2)")
        .doesNotContainKeys("heads.kind.positive_weight", "heads.screen.class_weights");
  }

  @Test
  void should_keep_the_names_of_variables_where_code_says_what_they_hold() {
    RecipeEntries named =
        Recipe.builder()
            .set("training.epochs", RecipeValue.at("", 4, PATH))
            .set("training.batch_size", RecipeValue.at("", 32, PATH))
            .set("backbone.weights", RecipeValue.at("", "w.pth", PATH))
            .entries();
    Backbone weights = Backbone.shuffleNetV2x05().weights(Path.of("a", "..", "w.pth"));
    UnaryOperator<Trainer> training = trainer -> trainer.epochs(4).batchSize(16);

    RecipeEntries read = read(named, weights, Provenance.unknown(), training, Map.of());

    assertThat(read.shown())
        .containsEntry("training.epochs", PATH)
        .containsEntry("training.batch_size", 16L)
        .containsEntry("backbone.weights", PATH);
    Backbone others = Backbone.shuffleNetV2x05().weights(Path.of("v.pth"));
    assertThat(read(named, others, Provenance.unknown(), training, Map.of()).shown())
        .containsEntry("backbone.weights", "v.pth");
  }

  @Test
  void should_train_with_the_checkpoints_and_the_teacher_of_a_recipe() throws IOException {
    Path teacher = Files.createFile(folder.resolve("t.onnx"));
    FakeModel fake = new FakeModel();
    MultiHeadModel model = new MultiHeadModel(fake, Map.of());
    RecipeBuilder recipe =
        Recipe.builder()
            .set("heads.screen.positive", 2)
            .set("heads.glare.positive", 1)
            .set("checkpoint.keep", 3)
            .set("training.cache_folder", folder)
            .set("distillation.teacher", teacher)
            .set("distillation.teacher_heads", List.of("screen", "glare"))
            .set("distillation.teacher_normalize", "none")
            .set("distillation.teacher_resize", "pad")
            .set("distillation.teacher_outputs", "logits");

    assertThatThrownBy(() -> recipe.build().trainer(model))
        .isInstanceOf(RecipeException.class)
        .hasMessage("checkpoint needs checkpoint.folder");
    Trainer trainer = recipe.set("checkpoint.folder", folder).build().trainer(model);
    TrainingReport unused = trainer.fit(ImageTable.of(List.of()), ImageTable.of(List.of()));

    assertThat(fake.training.data().imageCache().folder()).isEqualTo(folder);
    assertThat(fake.training.epochs().checkpoints()).hasValue(Checkpoints.in(folder).keep(3));
    assertThat(fake.training.distillation())
        .hasValue(
            Distillation.from(teacher)
                .heads(HeadSpec.binary("screen"), HeadSpec.binary("glare"))
                .normalization(Normalization.NONE)
                .resize(ResizeMode.PAD)
                .outputs(OutputType.LOGITS));
  }
}
