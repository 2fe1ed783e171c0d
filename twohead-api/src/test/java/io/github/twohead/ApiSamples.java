package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.CsvRows;
import io.github.twohead.spi.DataProblems;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.ModelEngine;
import io.github.twohead.spi.Once;
import io.github.twohead.spi.OperatingPoint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every public type of the API with its methods, and something to call them with. */
final class ApiSamples {
  static final HeadSpec HEAD = FakeModel.HEADS.get(0);
  private static final ImageSource IMAGE = ImageSource.of(Path.of("a.jpg"));
  static final LabelSplitter SPLITTER = LabelSplitter.builder().positive(HEAD, "1").build();
  private static final Recipe RECIPE = Recipe.builder().set("heads.screen.positive", "2").build();
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "a", "b");
  private static final HeadEvaluation EVALUATION =
      HeadEvaluation.of(HEAD, List.of(Label.POSITIVE, Label.NEGATIVE), 0.5, 0.5);

  private static final ImageTable TABLE =
      ImageTable.of(List.of(LabelledImage.of(IMAGE, "1", SPLITTER)));

  /** Of every type that a public method takes, something else than null. */
  private static final Map<Class<?>, Object> SAMPLES =
      samples(
          HEAD,
          ConfusionCounts.of(1, 2, 3, 4),
          CountedEvaluation.of(Map.of("screen", ConfusionCounts.of(1, 2, 3, 4))),
          EVALUATION,
          EVALUATION.interval(Metric.F1),
          EVALUATION.curve(),
          HeadEvaluation.of(KIND, List.of(Label.category("a")), 0.5, 0.5).confusionMatrix(),
          CountedEvaluation.of(Map.of("screen", ConfusionCounts.of(1, 0, 0, 0))).rows().get(0),
          EVALUATION.reliability(1, Reliability.Binning.EQUAL_WIDTH),
          EVALUATION.reliability(1, Reliability.Binning.EQUAL_WIDTH).bins().get(0),
          new double[] {0.5},
          (ToDoubleFunction<HeadEvaluation>) head -> 1,
          (Supplier<Recipe>) () -> Recipe.builder().build(),
          (Function<LabelledImage, Optional<String>>) LabelledImage::imageClass,
          Bootstrap.standard(),
          Reliability.Binning.EQUAL_WIDTH,
          EpochSelection.byLoss(),
          EarlyStopping.byLoss(),
          LearningRateTest.Point.of(1e-3, 1, 1),
          LearningRateTest.of(List.of(LearningRateTest.Point.of(1e-3, 1, 1))),
          EpochReport.builder().build(),
          BatchReport.builder().build(),
          TrainingReport.builder().build(),
          HeadComparison.builder().build(),
          ExportReport.builder().format(ExportFormat.ONNX).build(),
          HeadPrediction.of(HEAD, 0.5, 0.5),
          Prediction.of(List.of()),
          PredictionOutcome.of(IMAGE, Prediction.of(List.of())),
          new TwoheadException("a"),
          RECIPE,
          Recipe.settings().get(0),
          new MultiHeadModel(new FakeModel(), Map.of()),
          new MultiHeadPredictor(new FakeEngine.FakePredictor()),
          Stream.of(),
          (Executor) Runnable::run,
          IMAGE,
          SPLITTER,
          Label.POSITIVE,
          TABLE,
          TABLE.images().get(0),
          "1",
          64,
          64L,
          0.5,
          0.5f,
          false,
          new int[] {1},
          new double[] {0.5, 0.5},
          Calibration.temperature(2),
          OperatingPoint.standard(),
          new ImageTable[] {TABLE},
          ThresholdRule.bestF1(),
          MadeUpAnswers.apart().choose(ThresholdRule.bestF1()),
          new byte[3],
          new String[] {"1"},
          new HeadSpec[] {HEAD},
          Path.of("a.jpg"),
          URI.create("http://localhost/a-01234567.pth"),
          new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB),
          new ByteArrayInputStream(new byte[0]),
          FloatBuffer.allocate(1),
          CsvFormat.standard(),
          new TableSplit.Fold(TABLE, TABLE),
          CrossValidation.of(MadeUpFolds.folds()),
          CrossValidation.of(MadeUpFolds.folds()).rounds().get(0),
          MeanScore.of(List.of(0.5, 0.6), 2),
          MadeUpFolds.result(),
          Distillation.from(Path.of("a.twohead")),
          new Path[] {Path.of("b.twohead")},
          new MultiHeadPredictor(new FakeEngine.FakePredictor()),
          new MultiHeadPredictor[0],
          new long[] {1},
          Device.cpu(),
          Backbone.shuffleNetV2x05(),
          Preprocessing.standard(),
          Views.flipped(),
          Normalization.NONE,
          Optimizer.sgd(1),
          LearningRateSchedule.constant(),
          (LearningRateSchedule.Factor) (progress, epochs) -> 1,
          Metric.F1,
          Freeze.nothing(),
          Augmentation.none(),
          (AugmentationStep) (pixels, random) -> {},
          ImageCache.standard(),
          Checkpoints.in(Path.of("a")),
          new DataProblems(),
          new CsvRows.Row(1, List.of("a.jpg")),
          ModelContent.of("a", new byte[1]),
          ApiSamples.class,
          (IntFunction<ByteBuffer>) ByteBuffer::allocate,
          WeightedMultiLoss.builder().build(),
          HeadLoss.focal(),
          HeadLoss.asymmetric(),
          HeadLoss.crossEntropy(),
          Sampling.shuffled(),
          new TrainingListener() {},
          new FakeModel().config(),
          CalibrationSet.minMax(TABLE),
          Provenance.Table.of(1, Map.of("screen", Map.of("positive", 1)), "0"),
          (Backbone.DownloadListener) (bytes, total) -> {},
          ModelEngine.Settings.builder().build(),
          new FakeEngine(),
          new FakeEngine.FakePredictor());

  /** What is made anew for every call. */
  private static final Map<Class<?>, Supplier<?>> TARGETS =
      Map.of(
          MultiHeadModel.Opener.class, MultiHeadModel::opener,
          MultiHeadModel.class, () -> MultiHeadModel.builder().heads(HEAD).build(),
          TableSplit.class, TABLE::split,
          CrossValidation.class, () -> CrossValidation.of(MadeUpFolds.folds()),
          CsvRows.class, () -> CsvRows.open(Path.of("pom.xml")),
          MultiHeadPredictor.class, () -> MultiHeadPredictor.builder().open(new byte[1]),
          Trainer.class, () -> new Trainer(new FakeModel(), Map.of()),
          Exporter.class, () -> new Exporter(new FakeModel()),
          Recipe.class, () -> ApiSamples.RECIPE,
          RecipeBuilder.class, Recipe::builder);

  private ApiSamples() {}

  private static Map<Class<?>, Object> samples(Object... all) {
    Map<Class<?>, Object> samples =
        new LinkedHashMap<>(); // the first that fits is the same each time
    for (Object one : all) {
      samples.put(one.getClass(), one);
    }
    return samples;
  }

  /** Every public type but the helpers that check arguments themselves. */
  static List<Class<?>> publicTypes() throws Exception {
    Path root = Path.of(HeadSpec.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path packages = root.resolve("io"); // an earlier build leaves META-INF/versions beside it
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.walk(packages)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString().replaceAll("[/\\\\]", ".");
        Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
        if (isPublic(type) && type != Arguments.class && type != Once.class) {
          types.add(type);
        }
      }
    }
    return types;
  }

  private static boolean isPublic(Class<?> type) {
    @Nullable Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
  }

  /** What users call: not what they implement, what the compiler adds, or equals. */
  static List<Executable> publicMethods(Class<?> type) {
    boolean listener = TrainingListener.class.isAssignableFrom(type);
    return Stream.of(Stream.of(type.getDeclaredConstructors()), methods(type))
        .flatMap(executables -> executables)
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .filter(method -> !Modifier.isAbstract(method.getModifiers()) && !listener)
        .filter(method -> !method.getName().equals("equals") && !isValueOf(type, method))
        .map(Executable.class::cast)
        .toList();
  }

  /** Its own methods, and those of the classes that it alone shows to users. */
  private static Stream<Method> methods(Class<?> type) {
    Class<?> above = type.getSuperclass();
    Stream<Method> own = Stream.of(type.getDeclaredMethods());
    return above == null || isPublic(above) ? own : Stream.concat(own, methods(above));
  }

  private static boolean isValueOf(Class<?> type, Executable method) {
    return type.isEnum() && method.getName().equals("valueOf");
  }

  /** Something to call a method of. */
  static Object target(Class<?> type) throws ReflectiveOperationException {
    if (type.getSimpleName().equals("Builder")) {
      for (Method start : type.getEnclosingClass().getMethods()) {
        if (start.getName().equals("builder")) {
          return start.invoke(
              null, Stream.of(start.getParameters()).map(ApiSamples::sample).toArray());
        }
      }
    }
    return TARGETS.containsKey(type) ? TARGETS.get(type).get() : sample(type);
  }

  /** An argument. */
  static Object sample(Parameter parameter) {
    Class<?> type = parameter.getDeclaringExecutable().getDeclaringClass();
    if (!type.isRecord() || !(parameter.getDeclaringExecutable() instanceof Constructor<?>)) {
      return sample(parameter.getParameterizedType());
    }
    // not every JDK can read what a later one's compiler says of a constructor's parameters
    return Stream.of(type.getRecordComponents())
        .filter(component -> component.getName().equals(parameter.getName()))
        .map(component -> sample(component.getGenericType()))
        .findFirst()
        .orElseThrow();
  }

  private static Object sample(Type type) {
    if (type instanceof TypeVariable<?> variable && variable.getName().equals("E")) {
      return sample(ModelEngine.class);
    }
    if (type instanceof WildcardType wildcard) {
      return sample(wildcard.getUpperBounds()[0]);
    }
    if (!(type instanceof ParameterizedType generic)) {
      return sample((Class<?>) type);
    }
    Class<?> raw = (Class<?>) generic.getRawType();
    if (raw != Optional.class && raw != Map.class && !raw.isAssignableFrom(List.class)) {
      return sample(raw);
    }
    Object first = sample(generic.getActualTypeArguments()[0]);
    if (raw == Optional.class) {
      return Optional.of(first);
    }
    return raw == Map.class
        ? Map.of(first, sample(generic.getActualTypeArguments()[1]))
        : List.of(first);
  }

  private static Object sample(Class<?> type) {
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    Class<?> boxed = Array.get(Array.newInstance(type, 1), 0) == null ? type : boxed(type);
    return SAMPLES.values().stream()
        .filter(boxed::isInstance)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no sample of " + type));
  }

  private static Class<?> boxed(Class<?> primitive) {
    return Array.get(Array.newInstance(primitive, 1), 0).getClass();
  }
}
