package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.spi.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static final HeadSpec SCREEN = FakeModel.HEADS.get(0);
  private static final HeadSpec GLARE = FakeModel.HEADS.get(1);
  private static final HeadSpec BLUR = HeadSpec.binary("blur");
  private static final ImageTable TRAIN = ImageTable.of(List.of());
  private static final ImageTable VALIDATION = List::of;

  private final FakeModel model = new FakeModel();
  private final Trainer trainer = new Trainer(model, Map.of());

  @Test
  void should_follow_the_article_when_nothing_is_set() {
    TrainingConfig settings = fit();

    assertThat(settings.epochs().count()).isEqualTo(9);
    assertThat(settings.data().batchSize()).isEqualTo(64);
    assertThat(settings.optimizer()).isEqualTo(Optimizer.adam(1e-3).weightDecay(1e-4));
    assertThat(settings.freeze()).isEqualTo(Freeze.nothing());
    assertThat(settings.emaDecay()).isZero();
    assertThat(settings.loss().weight(SCREEN)).isEqualTo(2);
    assertThat(settings.loss().weight(GLARE)).isEqualTo(1);
    assertThat(settings.loss().labelSmoothing()).isEqualTo(0.1);
    assertThat(settings.data().augmentation().rotation()).isEqualTo(10);
    assertThat(settings.data().augmentation().horizontalFlip()).isFalse();
    assertThat(settings.epochs().best()).hasToString("screen F1");
    assertThat(settings.schedule().factor(4, 9)).isCloseTo(0.1, within(1e-12));
    assertThat(settings.data().skipUnreadable()).isFalse();
  }

  @Test
  void should_use_every_processor_and_a_quarter_of_heap_and_disk_when_nothing_is_set() {
    TrainingConfig settings = fit();

    assertThat(settings.data().workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
    ImageCache cache = settings.data().imageCache();
    assertThat(cache.memory()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    assertThat(cache.disk()).isEmpty();
    assertThat(cache.folder()).isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
    assertThat(settings.data().repeatedRows()).isFalse();
  }

  @Test
  void should_pass_every_setting_on() {
    WeightedMultiLoss loss = WeightedMultiLoss.builder().weight(GLARE, 3).build();
    Optimizer optimizer = Optimizer.adamW(3e-4);
    LearningRateSchedule schedule = LearningRateSchedule.cosine();
    ImageCache cache = ImageCache.standard().memory(0);
    TrainingListener listener = new TrainingListener() {};
    trainer
        .loss(loss)
        .keepBestBy(GLARE, Metric.RECALL)
        .epochs(3)
        .batchSize(4)
        .optimizer(optimizer)
        .schedule(schedule)
        .freeze(Freeze.backbone())
        .emaDecay(0.9)
        .augmentation(Augmentation.none())
        .workers(5)
        .imageCache(cache)
        .skipUnreadableImages()
        .allowRepeatedRows()
        .listener(listener);

    TrainingConfig settings = fit();
    assertThat(settings.loss()).isSameAs(loss);
    assertThat(settings.epochs().best()).hasToString("glare RECALL");
    assertThat(settings.epochs().count()).isEqualTo(3);
    assertThat(settings.data().batchSize()).isEqualTo(4);
    assertThat(settings.optimizer()).isSameAs(optimizer);
    assertThat(settings.schedule()).isSameAs(schedule);
    assertThat(settings.freeze()).isEqualTo(Freeze.backbone());
    assertThat(settings.emaDecay()).isEqualTo(0.9);
    assertThat(settings.data().augmentation()).isSameAs(Augmentation.none());
    assertThat(settings.data().workers()).isEqualTo(5);
    assertThat(settings.data().imageCache()).isSameAs(cache);
    assertThat(settings.data().skipUnreadable()).isTrue();
    assertThat(settings.data().repeatedRows()).isTrue();
    assertThat(settings.listeners()).containsExactly(listener);
  }

  @Test
  void should_pass_the_tables_on_and_return_the_report() {
    TrainingReport report = trainer.fit(TRAIN, VALIDATION);

    assertThat(model.train).isSameAs(TRAIN);
    assertThat(model.validation).isSameAs(VALIDATION);
    assertThat(report).isSameAs(FakeModel.REPORT);
  }

  @Test
  void should_add_listeners_in_order_and_have_none_when_none_is_given() {
    assertThat(fit().listeners()).isEmpty();

    TrainingListener first = new TrainingListener() {};
    TrainingListener second = new TrainingListener() {};
    trainer.listener(first).listener(second);

    assertThat(fit().listeners()).containsExactly(first, second);
  }

  @Test
  void should_refuse_to_validate_on_the_images_of_training(@TempDir Path folder)
      throws IOException {
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, 1).build();
    Path csv = Files.writeString(folder.resolve("train.csv"), "a.jpg,1\nb.jpg,2\n");
    ImageTable table = ImageTable.readCsv(csv, labels);

    assertRefused(table, table);
    assertRefused(table, ImageTable.readCsv(csv, labels));
    assertRefused(table, ImageTable.of(table.images()));

    trainer.fit(table, ImageTable.of(table.images().subList(0, 1)));
    assertThat(model.train).isSameAs(table);
  }

  private void assertRefused(ImageTable train, ImageTable validation) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> trainer.fit(train, validation))
        .withMessage(
            "train and validation hold the same images: validation needs images of its own, which"
                + " decide which epoch is best");
    assertThat(model.train).isNull();
  }

  @Test
  void should_keep_the_best_by_the_models_own_head_of_that_name() {
    trainer.keepBestBy(HeadSpec.binary("glare"), Metric.F1);

    assertThat(fit().epochs().best().head().orElseThrow()).isSameAs(GLARE);
  }

  @Test
  void should_keep_the_best_by_a_metric_of_ones_own_or_by_the_loss() {
    Metric cost = Metric.ofLoss("cost", head -> head.counts().falseNegatives());

    trainer.keepBestBy(GLARE, cost);
    EpochSelection byCost = fit().epochs().best();
    new Trainer(model, Map.of()).keepBestByLoss().fit(TRAIN, VALIDATION);
    EpochSelection byLoss = model.training.epochs().best();

    assertThat(byCost).hasToString("glare cost");
    assertThat(byCost.isBetter(1, 2)).isTrue();
    assertThat(byLoss).hasToString("validation loss");
    assertThat(byLoss.head()).isEmpty();
    assertThat(byLoss.isBetter(2, 2)).isFalse();
    assertThat(byLoss.score(EpochReport.builder().validationLoss(0.25).build())).isEqualTo(0.25);
  }

  @Test
  void should_refuse_a_metric_of_the_other_kind_of_head() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.keepBestBy(GLARE, Metric.MACRO_F1))
        .withMessageStartingWith("the metric MACRO_F1 is for categories, but the answers of head");
  }

  @Test
  void should_refuse_heads_that_the_model_does_not_have() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.keepBestBy(BLUR, Metric.F1))
        .withMessage("no head \"blur\": the heads are [screen, glare]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.loss(WeightedMultiLoss.builder().weight(BLUR, 1).build()))
        .withMessage("the loss weighs head \"blur\", but the model has the heads [screen, glare]");
  }

  @Test
  void should_name_the_earlier_value_of_a_setting_given_twice() {
    trainer.epochs(3).skipUnreadableImages().keepBestBy(GLARE, Metric.RECALL);

    assertThatIllegalStateException()
        .isThrownBy(() -> trainer.epochs(4))
        .withMessage("epochs was already set to 3");
    assertThatIllegalStateException()
        .isThrownBy(() -> trainer.keepBestBy(SCREEN, Metric.RECALL))
        .withMessage("keepBestBy was already set to glare RECALL");
    assertThatIllegalStateException()
        .isThrownBy(trainer::skipUnreadableImages)
        .withMessage("skipUnreadableImages was already set to true");
    assertThat(fit().epochs().count()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -9})
  void should_refuse_to_train_for_no_epoch(int epochs) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.epochs(epochs))
        .withMessage("epochs must be at least 1, but is " + epochs);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 65_537})
  void should_refuse_batches_that_are_too_small_or_too_large(int images) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.batchSize(images))
        .withMessage("batchSize must be from 3 to 65536, but is " + images);
  }

  @Test
  void should_refuse_worker_counts_and_caches_out_of_range() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.workers(0))
        .withMessage("workers must be from 1 to 1024, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageCache.standard().memory(-1))
        .withMessage("the image cache's memory must be at least 0 bytes, but is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageCache.standard().disk(-5))
        .withMessage("the image cache's disk must be at least 0 bytes, but is -5");
  }

  @Test
  void should_say_when_checkpoints_are_due() {
    Checkpoints checkpoints = Checkpoints.in(Path.of("here")).everyEpochs(2).everyBatches(10);

    assertThat(List.of(1, 2, 3, 4)).filteredOn(checkpoints::isDueAfterEpoch).containsExactly(2, 4);
    assertThat(List.of(5L, 10L, 15L, 20L))
        .filteredOn(checkpoints::isDueAfterBatch)
        .containsExactly(10L, 20L);
    assertThat(Checkpoints.in(Path.of("here")).isDueAfterEpoch(1)).isTrue();
    assertThat(Checkpoints.in(Path.of("here")).isDueAfterBatch(1)).isFalse();
    assertThat(checkpoints).hasToString("here, every 2 epochs and 10 batches, the newest 2 kept");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checkpoints.in(Path.of("here")).keep(0))
        .withMessage("keep must be at least 1, but is 0");
    trainer.checkpoint(checkpoints);
    assertThatIllegalStateException()
        .isThrownBy(() -> trainer.checkpoint(checkpoints))
        .withMessage("checkpoint was already set to " + checkpoints);
  }

  @Test
  void should_name_the_image_cache_that_was_given_before() {
    trainer.imageCache(ImageCache.standard().memory(7).disk(5).folder(Path.of("here")));

    assertThatIllegalStateException()
        .isThrownBy(() -> trainer.imageCache(ImageCache.standard()))
        .withMessage("imageCache was already set to memory 7, disk 5, folder here");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
  void should_refuse_an_average_that_stays_or_forgets_everything(double decay) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.emaDecay(decay))
        .withMessageStartingWith("emaDecay must be between 0 and 1, but is ");
  }

  private TrainingConfig fit() {
    trainer.fit(TRAIN, VALIDATION);
    return model.training;
  }

  @Test
  void should_take_a_threshold_rule_for_each_head_and_one_calibration() {
    trainer
        .chooseThreshold("screen", ThresholdRule.bestF1())
        .chooseThreshold("glare", ThresholdRule.recallAtLeast(0.9))
        .calibrate(Calibration.Method.PLATT);

    TrainingConfig settings = fit();

    assertThat(settings.calibration()).hasValue(Calibration.Method.PLATT);
    assertThat(settings.thresholdRules())
        .containsEntry("screen", ThresholdRule.bestF1())
        .containsEntry("glare", ThresholdRule.recallAtLeast(0.9));
    assertThatIllegalStateException()
        .isThrownBy(() -> trainer.chooseThreshold("screen", ThresholdRule.youden()))
        .withMessage("threshold rule of \"screen\" was already set to f1");
    assertThatIllegalStateException()
        .isThrownBy(() -> trainer.calibrate(Calibration.Method.TEMPERATURE))
        .withMessage("calibrate was already set to platt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.chooseThreshold("blur", ThresholdRule.youden()))
        .withMessage("no head \"blur\": the heads are [screen, glare]");
  }
}
