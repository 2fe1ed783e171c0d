package io.github.twohead;

import static io.github.twohead.RecipeSettings.small;
import static io.github.twohead.RecipeValues.bytes;
import static io.github.twohead.RecipeValues.number;
import static io.github.twohead.RecipeValues.numbers;
import static io.github.twohead.RecipeValues.path;
import static io.github.twohead.RecipeValues.text;
import static io.github.twohead.RecipeValues.whole;
import static io.github.twohead.RecipeValues.yesOrNo;

import io.github.twohead.spi.EpochSelection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The settings of training, and of what is fitted when it has ended. */
final class RecipeOfTraining {
  private RecipeOfTraining() {}

  static List<RecipeSetting<?>> settings() {
    return Stream.of(run(), steps(), weights(), machine(), augmentation(), evaluation())
        .flatMap(List::stream)
        .toList();
  }

  private static List<RecipeSetting<?>> run() {
    return List.of(
        whole("training.epochs", "Passes over the training table.")
            .usually(9L)
            .range(1, Integer.MAX_VALUE)
            .use((draft, epochs) -> draft.trainer().epochs(small(epochs)))
            .read(source -> source.training().epochs()),
        whole("training.batch_size", "The largest number of images in a batch.")
            .usually(64L)
            .range(3, 65_536)
            .use((draft, images) -> draft.trainer().batchSize(small(images)))
            .read(source -> source.training().batchSize()),
        text("training.keep_best_by", "A head and its metric, such as screen F1; or loss.")
            .own(EpochSelection.class, RecipeDraft::keepBestBy)
            .use(RecipeDraft::keepBestBy)
            .read(source -> source.training().best()),
        whole("training.seed", "The seed of first weights, of order and of augmentation.")
            .usually(42L)
            .use((draft, seed) -> draft.model.seed(seed))
            .read(source -> source.model().seed()),
        number("training.label_smoothing", "How far labels are moved towards their middle.")
            .usually(0.1)
            .range(0, 0.9)
            .use(RecipeDraft::labelSmoothing)
            .read(source -> source.training().loss().labelSmoothing()));
  }

  private static List<RecipeSetting<?>> steps() {
    return List.of(
        text("training.optimizer", "What makes a step of a gradient.")
            .choices("adam", "adamw")
            .usually("adam")
            .use((draft, rule) -> draft.optimizer = draft.optimizer.rule(rule))
            .read(source -> source.optimizer().rule().toString().toLowerCase(Locale.ROOT)),
        number("training.learning_rate", "The learning rate before the schedule.")
            .usually(1e-3)
            .range(0, 100)
            .use((draft, rate) -> draft.optimizer = draft.optimizer.learningRate(rate))
            .read(source -> source.optimizer().learningRate()),
        number("training.weight_decay", "1e-4 of adam and 1e-2 of adamw unless given.")
            .range(0, 1)
            .use((draft, decay) -> draft.optimizer = draft.optimizer.weightDecay(decay))
            .read(source -> source.optimizer().weightDecay()),
        number("training.backbone_factor", "What the backbone's learning rate is multiplied by.")
            .usually(1.0)
            .range(0, 1000)
            .use((draft, factor) -> draft.optimizer = draft.optimizer.backboneFactor(factor))
            .read(source -> source.optimizer().backboneFactor()),
        number("training.clip_norm", "Shorten a step's gradient to this norm.")
            .use((draft, norm) -> draft.optimizer = draft.optimizer.clipNorm(norm))
            .read(RecipeSource::clipNorm),
        text("training.schedule", "step, cosine, constant, or such as step(every 3, factor 0.1).")
            .usually("step")
            .own(LearningRateSchedule.class, (draft, own) -> draft.schedule = own)
            .use((draft, name) -> draft.schedule = LearningRateSchedule.parse(name))
            .read(source -> source.training().schedule().withoutWarmup()),
        number("training.warmup", "Epochs in which the learning rate rises from 0 at first.")
            .range(0, 1e6)
            .use((draft, epochs) -> draft.schedule = draft.schedule.warmup(epochs))
            .read(source -> source.training().schedule().warmup().orElse(null)));
  }

  private static List<RecipeSetting<?>> weights() {
    return List.of(
        text("training.freeze", "What keeps its weights: backbone, or its number of first stages.")
            .usually("nothing")
            .use((draft, part) -> draft.freeze = Freeze.parse(part))
            .read(source -> source.training().freeze().part()),
        whole("training.unfreeze_at", "The epoch, counted from 1, from which on all of it trains.")
            .range(1, Integer.MAX_VALUE)
            .use(RecipeDraft::unfreezeAt)
            .read(RecipeSource::unfreezeAt),
        number("training.ema_decay", "Keep an exponential moving average of the weights.")
            .range(0, 1)
            .use((draft, decay) -> draft.trainer().emaDecay(decay))
            .read(RecipeSource::emaDecay));
  }

  private static List<RecipeSetting<?>> machine() {
    return List.of(
        text("training.device", "Where it runs: auto, cpu, gpu0, gpu1, ….")
            .usually("auto")
            .use((draft, device) -> draft.model.device(Device.parse(device)))
            .read(source -> source.machine("training.device")),
        whole("training.threads", "How many threads of the CPU train; the engine chooses.")
            .range(1, Checks.MAX_THREADS)
            .use((draft, threads) -> draft.model.threads(small(threads)))
            .read(source -> source.machine("training.threads")),
        whole("training.workers", "Threads that decode images; one per processor unless given.")
            .range(1, Checks.MAX_THREADS)
            .use((draft, threads) -> draft.trainer().workers(small(threads)))
            .unread(),
        bytes("training.cache_memory", "Memory for decoded images; a quarter of the largest heap.")
            .range(0, Long.MAX_VALUE)
            .use((draft, bytes) -> draft.cache = draft.cache.memory(bytes))
            .unread(),
        bytes("training.cache_disk", "A temporary file for more; a quarter of what is free.")
            .range(0, Long.MAX_VALUE)
            .use((draft, bytes) -> draft.cache = draft.cache.disk(bytes))
            .unread(),
        path("training.cache_folder", "Where that file lies; among Java's temporary files.")
            .use((draft, folder) -> draft.cacheFolder("training.cache_folder"))
            .unread());
  }

  private static List<RecipeSetting<?>> augmentation() {
    return List.of(
        number("augmentation.rotation", "Turn training images by up to so many degrees.")
            .usually(10.0)
            .range(0, 180)
            .use((draft, degrees) -> draft.augmentation.rotation(degrees))
            .read(source -> source.training().augmentation().rotation()),
        yesOrNo("augmentation.horizontal_flip", "Mirror half of the training images.")
            .usually(false)
            .use(RecipeDraft::horizontalFlip)
            .read(source -> source.training().augmentation().horizontalFlip()),
        numbers("augmentation.color_jitter", "Change brightness, contrast and saturation: 0 to 1.")
            .range(0, 1)
            .use(RecipeDraft::colorJitter)
            .read(RecipeSource::colorJitter),
        number("augmentation.random_crop", "Cut out this share of an image's sides or more.")
            .usually(1.0)
            .range(0.1, 1)
            .use((draft, share) -> draft.augmentation.randomCrop(share))
            .read(source -> source.training().augmentation().smallestCrop()));
  }

  private static List<RecipeSetting<?>> evaluation() {
    return List.of(
        text("evaluation.calibrate", "Make probabilities mean what they say: temperature or platt.")
            .choices("temperature", "platt")
            .use((draft, method) -> draft.trainer().calibrate(Calibration.Method.parse(method)))
            .read(RecipeSource::calibration),
        text("evaluation.thresholds.*", "What a threshold is chosen by, such as f1, recall>=0.9.")
            .useOfHead(RecipeDraft::chooseThreshold)
            .readOfHead(RecipeSource::thresholdRule));
  }
}
