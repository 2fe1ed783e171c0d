package io.github.twohead;

import static io.github.twohead.RecipeSettings.small;
import static io.github.twohead.RecipeValues.bytes;
import static io.github.twohead.RecipeValues.number;
import static io.github.twohead.RecipeValues.numbers;
import static io.github.twohead.RecipeValues.path;
import static io.github.twohead.RecipeValues.paths;
import static io.github.twohead.RecipeValues.text;
import static io.github.twohead.RecipeValues.texts;
import static io.github.twohead.RecipeValues.whole;
import static io.github.twohead.RecipeValues.yesOrNo;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The settings of training, and of what is fitted when it has ended. */
final class RecipeOfTraining {
  private RecipeOfTraining() {}

  static List<RecipeSetting<?>> settings() {
    return Stream.of(
            run(),
            steps(),
            weights(),
            machine(),
            RecipeOfAugmentation.settings(),
            distillation(),
            evaluation(),
            checkpoint())
        .flatMap(List::stream)
        .toList();
  }

  private static List<RecipeSetting<?>> distillation() {
    return List.of(
        paths(RecipeTeacher.KEY, "Models to learn from beside the labels; of several the mean.")
            .input()
            .own(Distillation.class, (draft, own) -> draft.distillation.teacher(own))
            .use((draft, files) -> draft.distillation.files())
            .read(RecipeSource::teacher),
        number("distillation.temperature", "What logits of teacher and student are divided by.")
            .usually(4.0)
            .range(0.1, 100)
            .use((draft, divisor) -> draft.distillation.temperature(divisor))
            .read(source -> source.ofTeacher(Distillation::temperature)),
        number("distillation.weight", "How much the teacher counts beside the labels: up to 1.")
            .usually(0.5)
            .above(0, 1)
            .use((draft, share) -> draft.distillation.weight(share))
            .read(source -> source.ofTeacher(Distillation::weight)),
        texts(
                "distillation.teacher_heads",
                "What the outputs of a file from elsewhere answer, in order.")
            .use((draft, names) -> draft.distillation.heads(draft.tables.specs(), names))
            .read(source -> RecipeTeacher.told(source, TeacherFile::heads)),
        text(
                "distillation.teacher_normalize",
                "What such a file expects of pixels, as preprocessing has it.")
            .use((draft, text) -> draft.distillation.normalization(text))
            .read(source -> RecipeTeacher.told(source, TeacherFile::normalization)),
        text(
                "distillation.teacher_resize",
                "What becomes of the aspect ratio before it sees an image.")
            .choices(Stream.of(ResizeMode.values()).map(ResizeMode::toString).toList())
            .use((draft, text) -> draft.distillation.resize(text))
            .read(source -> RecipeTeacher.told(source, TeacherFile::resize)),
        text(
                "distillation.teacher_outputs",
                "What its numbers are, where its last step does not show it.")
            .choices(Stream.of(OutputType.values()).map(OutputType::toString).toList())
            .use((draft, text) -> draft.distillation.outputs(text))
            .read(source -> RecipeTeacher.told(source, TeacherFile::outputs)));
  }

  private static List<RecipeSetting<?>> run() {
    return List.of(
        whole("training.epochs", "Passes over the training table.")
            .usually(9L)
            .range(1, Integer.MAX_VALUE)
            .use((draft, epochs) -> draft.trainer().epochs(small(epochs)))
            .read(source -> source.training().epochs().count()),
        whole("training.batch_size", "The largest number of images in a batch.")
            .usually(64L)
            .range(3, 65_536)
            .use((draft, images) -> draft.trainer().batchSize(small(images)))
            .read(source -> source.training().data().batchSize()),
        whole("training.accumulate", "How many batches make a step.")
            .usually(1L)
            .range(1, 1024)
            .use((draft, batches) -> draft.trainer().accumulate(small(batches)))
            .read(source -> (long) source.training().data().accumulate()),
        text(
                "training.keep_best_by",
                "A metric such as screen F1 or screen F1(smoothed 3); loss; last.")
            .own(EpochSelection.class, (draft, best) -> draft.trainer().keep(best))
            .use((draft, best) -> draft.trainer().keep(EpochSelection.parse(best)))
            .read(source -> source.training().epochs().best()),
        text(
                "training.stop_early",
                "End when it gets no better: screen F1(patience 3, min_gain 0.001).")
            .own(EarlyStopping.class, (draft, rule) -> draft.trainer().stopEarly(rule))
            .use((draft, rule) -> draft.trainer().stopEarly(EarlyStopping.parse(rule)))
            .read(source -> source.training().epochs().stopping().orElse(null)),
        whole("training.seed", "The seed of first weights, of order and of augmentation.")
            .usually(42L)
            .use((draft, seed) -> draft.model.seed(seed))
            .read(source -> source.model().seed()),
        number("training.label_smoothing", "How far labels are moved towards their middle.")
            .usually(0.1)
            .range(0, 0.9)
            .use((draft, share) -> draft.loss.builder().labelSmoothing(share))
            .read(source -> source.training().loss().labelSmoothing()),
        text("training.task_balance", "How heads' losses become one while training goes on.")
            .choices(Stream.of(TaskBalance.values()).map(TaskBalance::toString).toList())
            .usually(TaskBalance.FIXED.toString())
            .use((draft, name) -> draft.loss.builder().balance(TaskBalance.parse(name)))
            .read(source -> source.training().loss().balance().toString()));
  }

  private static List<RecipeSetting<?>> steps() {
    return List.of(
        text("training.optimizer", "What makes a step of a gradient.")
            .choices("adam", "adamw", "sgd")
            .usually("adam")
            .use((draft, rule) -> draft.optimizer = draft.optimizer.rule(rule))
            .read(source -> source.optimizer().rule().toString().toLowerCase(Locale.ROOT)),
        number("training.learning_rate", "The learning rate before the schedule.")
            .usually(1e-3)
            .above(0, 100)
            .use((draft, rate) -> draft.optimizer = draft.optimizer.learningRate(rate))
            .read(source -> source.optimizer().learningRate()),
        number("training.weight_decay", "1e-2 of adamw and 1e-4 of the others unless given.")
            .range(0, 1)
            .use((draft, decay) -> draft.optimizer = draft.optimizer.weightDecay(decay))
            .read(source -> source.optimizer().weightDecay()),
        number("training.momentum", "The share of earlier steps that sgd keeps.")
            .range(new RecipeRange(0, 1, false, true))
            .use((draft, share) -> draft.optimizer = draft.optimizer.momentum(share))
            .read(RecipeSource::momentum),
        yesOrNo("training.nesterov", "Nesterov's form of the momentum.")
            .use(RecipeDraft::nesterov)
            .read(RecipeSource::nesterov),
        number("training.backbone_factor", "What the backbone's learning rate is multiplied by.")
            .usually(1.0)
            .above(0, 1000)
            .use((draft, factor) -> draft.optimizer = draft.optimizer.backboneFactor(factor))
            .read(source -> source.optimizer().backboneFactor()),
        numbers("training.stage_factors", "The same of each of its stages, from the input on.")
            .above(0, 1000)
            .use(RecipeDraft::stageFactors)
            .read(RecipeSource::stageFactors),
        number("training.stage_decay", "The same from each stage to the one before it.")
            .above(0, 1)
            .use((draft, decay) -> draft.optimizer = draft.optimizer.stageDecay(decay))
            .read(RecipeSource::stageDecay),
        number("training.clip_norm", "Shorten a step's gradient to this norm.")
            .above(0, Double.MAX_VALUE)
            .use((draft, norm) -> draft.optimizer = draft.optimizer.clipNorm(norm))
            .read(RecipeSource::clipNorm),
        text(
                "training.schedule",
                "step, cosine, constant, one_cycle, step(every 3, factor 0.1), plateau(…).")
            .usually("step")
            .own(LearningRateSchedule.class, (draft, own) -> draft.schedule = own)
            .use((draft, name) -> draft.schedule = LearningRateSchedule.parse(name))
            .read(source -> source.training().schedule().withoutWarmup()),
        number("training.warmup", "Epochs in which the learning rate rises from 0 at first.")
            .above(0, 1e6)
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
            .range(new RecipeRange(0, 1, true, true))
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

  private static List<RecipeSetting<?>> evaluation() {
    return List.of(
        text("evaluation.calibrate", "Make probabilities mean what they say: temperature or platt.")
            .choices("temperature", "platt")
            .use((draft, method) -> draft.trainer().calibrate(Calibration.Method.parse(method)))
            .read(RecipeSource::calibration),
        text("evaluation.thresholds.*", "What a threshold is chosen by, such as f1, recall>=0.9.")
            .useOfHead(RecipeDraft::chooseThreshold)
            .readOfHead(RecipeSource::thresholdRule),
        text(
                "evaluation.views",
                "What the test, and the choice of thresholds, see of an image: flip, or how many.")
            .use((draft, views) -> draft.trainer().views(Views.parse(views)))
            .read(RecipeSource::views));
  }

  private static List<RecipeSetting<?>> checkpoint() {
    return List.of(
        path("checkpoint.folder", "Write checkpoints there, and go on from the newest.")
            .use((draft, folder) -> draft.checkpoint(where -> where))
            .unread(),
        whole("checkpoint.every_epochs", "Epochs from one checkpoint to the next.")
            .usually(1L)
            .range(1, Integer.MAX_VALUE)
            .use((draft, count) -> draft.checkpoint(where -> where.everyEpochs(small(count))))
            .unread(),
        whole("checkpoint.every_batches", "Batches from one to the next, within epochs too.")
            .range(1, Integer.MAX_VALUE)
            .use((draft, count) -> draft.checkpoint(where -> where.everyBatches(small(count))))
            .unread(),
        whole("checkpoint.keep", "How many of the newest stay.")
            .usually(2L)
            .range(1, Integer.MAX_VALUE)
            .use((draft, count) -> draft.checkpoint(where -> where.keep(small(count))))
            .unread());
  }
}
