package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.DataProblems;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.ModelContent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Null for each parameter of each public method, and null in each of its lists and maps. */
class NullArgumentsTest {
  private static final HeadSpec HEAD = FakeModel.HEADS.get(0);
  private static final ConfusionCounts COUNTS = new ConfusionCounts(1, 2, 3, 4);
  private static final Scores SCORES = new Scores(Map.of("screen", COUNTS), 10, 0);
  private static final HeadPrediction ANSWER = new HeadPrediction(HEAD, 0.5);
  private static final HeadComparison COMPARISON = new HeadComparison(0, 0, 1, COUNTS, COUNTS);
  private static final EpochReport EPOCH = new EpochReport(1, 0.5, 0.5, 1, 1, SCORES);
  private static final ImageSource IMAGE = ImageSource.of(Path.of("a.jpg"));
  private static final LabelSplitter SPLITTER = LabelSplitter.builder().positive(HEAD, "1").build();
  private static final ImageTable TABLE =
      ImageTable.of(List.of(LabelledImage.of(IMAGE, "1", SPLITTER)));

  /** Of every type that a public method takes, something else than null. */
  private static final Map<Class<?>, Object> SAMPLES =
      samples(
          HEAD,
          COUNTS,
          SCORES,
          EPOCH,
          IMAGE,
          SPLITTER,
          TABLE,
          COMPARISON,
          ANSWER,
          TABLE.images().get(0),
          "1",
          64,
          64L,
          0.5,
          0.5f,
          false,
          new int[] {1},
          new byte[3],
          new String[] {"1"},
          new HeadSpec[] {HEAD},
          Path.of("a.jpg"),
          URI.create("http://localhost/a-01234567.pth"),
          new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB),
          new ByteArrayInputStream(new byte[0]),
          FloatBuffer.allocate(1),
          Device.cpu(),
          Backbone.shuffleNetV2x05(),
          Preprocessing.standard(),
          Normalization.NONE,
          Optimizer.adam(1),
          LearningRateSchedule.constant(),
          Freeze.nothing(),
          Augmentation.none(),
          ImageCache.standard(),
          new DataProblems(),
          ModelContent.of("a", new byte[1]),
          NullArgumentsTest.class,
          (IntFunction<ByteBuffer>) ByteBuffer::allocate,
          WeightedMultiLoss.builder().build(),
          new TrainingListener() {},
          new TrainingReport(List.of(EPOCH), 1, TrainingReport.Ending.COMPLETED, 0, 0),
          new BatchReport(1, 1, 1, 1, 1, 1, 1, 1),
          Calibration.minMax(TABLE),
          (DownloadListener) (bytes, total) -> {});

  private static final Map<Class<?>, Supplier<?>> TARGETS =
      Map.ofEntries(
          Map.entry(MultiHeadModel.class, () -> MultiHeadModel.builder().heads(HEAD).build()),
          Map.entry(MultiHeadModel.Builder.class, MultiHeadModel::builder),
          Map.entry(MultiHeadPredictor.class, () -> MultiHeadPredictor.builder().open(new byte[1])),
          Map.entry(MultiHeadModel.Opener.class, MultiHeadModel::opener),
          Map.entry(MultiHeadPredictor.Builder.class, MultiHeadPredictor::builder),
          Map.entry(Trainer.class, () -> new Trainer(new FakeModel())),
          Map.entry(Exporter.class, () -> new Exporter(new FakeModel())),
          Map.entry(HeadSpec.Builder.class, () -> HeadSpec.builder("a")),
          Map.entry(WeightedMultiLoss.Builder.class, WeightedMultiLoss::builder),
          Map.entry(LabelSplitterBuilder.class, LabelSplitter::builder),
          Map.entry(Augmentation.Builder.class, Augmentation::builder),
          Map.entry(Prediction.class, () -> new Prediction(List.of(ANSWER))),
          Map.entry(ExportReport.class, NullArgumentsTest::exportReport),
          Map.entry(ModelConfig.class, () -> new FakeModel().config()));

  private final List<String> failures = new ArrayList<>();
  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();
  private int calls;

  @TempDir private Path folder;

  private static Map<Class<?>, Object> samples(Object... all) {
    Map<Class<?>, Object> samples = new HashMap<>();
    for (Object one : all) {
      samples.put(one.getClass(), one);
    }
    return samples;
  }

  private static ExportReport exportReport() {
    return new ExportReport(ExportFormat.ONNX, 1, 1, Map.of("screen", COMPARISON));
  }

  @BeforeEach
  void addEngine() throws IOException {
    thread.setContextClassLoader(FakeEngine.loader(folder));
  }

  @AfterEach
  void removeEngine() {
    thread.setContextClassLoader(before);
  }

  @Test
  void should_name_the_parameter_that_is_null() throws Exception {
    for (Class<?> type : publicTypes()) {
      for (Executable method : publicMethods(type)) {
        for (Parameter parameter : method.getParameters()) {
          if (!parameter.getType().isPrimitive()) {
            check(method, parameter);
          }
        }
      }
    }

    assertThat(failures).isEmpty();
    assertThat(calls).isGreaterThan(150);
  }

  private static List<Class<?>> publicTypes() throws Exception {
    Path root = Path.of(HeadSpec.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString().replaceAll("[/\\\\]", ".");
        Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
        if (isPublic(type) && type != Arguments.class) {
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
  private static List<Executable> publicMethods(Class<?> type) {
    boolean listener = TrainingListener.class.isAssignableFrom(type);
    return Stream.of(type.getDeclaredConstructors(), type.getDeclaredMethods())
        .flatMap(Arrays::stream)
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .filter(method -> !Modifier.isAbstract(method.getModifiers()) && !listener)
        .filter(method -> !method.getName().equals("equals") && !isValueOf(type, method))
        .map(Executable.class::cast)
        .toList();
  }

  private static boolean isValueOf(Class<?> type, Executable method) {
    return type.isEnum() && method.getName().equals("valueOf");
  }

  private void check(Executable method, Parameter parameter) throws Exception {
    // as everywhere in Java, an exception may lack its text and its cause
    boolean ofException = Throwable.class.isAssignableFrom(method.getDeclaringClass());
    if (ofException && List.of("message", "cause").contains(parameter.getName())) {
      return;
    }
    check(method, parameter, null);
    for (Object withNull : withNulls(parameter)) {
      check(method, parameter, withNull);
    }
  }

  private void check(Executable method, Parameter wrong, @Nullable Object value) throws Exception {
    Object[] arguments =
        Stream.of(method.getParameters())
            .map(parameter -> parameter.equals(wrong) ? value : sample(parameter))
            .toArray();
    String what = "%s of %s, %s".formatted(wrong, method, value == null ? "null" : "with null");
    calls++;
    try {
      call(method, arguments);
      failures.add(what + ": nothing is thrown");
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      boolean setter = method.getParameterCount() == 1;
      String names = setter ? wrong.getName() + "|" + method.getName() : wrong.getName();
      String expected = "(a key of )?(" + names + ")(\\[\\w+])? must not be null";
      if (!(thrown instanceof NullPointerException)
          || !String.valueOf(thrown.getMessage()).matches(expected)) {
        failures.add(what + ": " + thrown);
      }
    }
  }

  private static void call(Executable method, Object... arguments) throws Exception {
    if (method instanceof Method named) {
      Object target = Modifier.isStatic(method.getModifiers()) ? null : target(named);
      named.invoke(target, arguments);
    } else {
      ((Constructor<?>) method).newInstance(arguments);
    }
  }

  private static Object target(Method method) {
    Class<?> type = method.getDeclaringClass();
    return TARGETS.containsKey(type) ? TARGETS.get(type).get() : sample(type);
  }

  private static Object sample(Parameter parameter) {
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
    if (type instanceof WildcardType wildcard) {
      return sample(wildcard.getUpperBounds()[0]);
    }
    if (!(type instanceof ParameterizedType generic)) {
      return sample((Class<?>) type);
    }
    Class<?> raw = (Class<?>) generic.getRawType();
    if (raw == Class.class || raw == IntFunction.class) {
      return sample(raw);
    }
    Object first = sample(generic.getActualTypeArguments()[0]);
    if (generic.getRawType() == Optional.class) {
      return Optional.of(first);
    }
    return generic.getRawType() == Map.class
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

  /** The sample of a parameter with null beside its elements, in the place of keys, of values. */
  private static List<Object> withNulls(Parameter parameter) {
    Object sample = sample(parameter);
    if (sample instanceof Object[] array) {
      return List.of((Object) Arrays.copyOf(array, array.length + 1));
    }
    if (sample instanceof List<?> list) {
      List<@Nullable Object> longer = new ArrayList<>(list);
      longer.add(null);
      return List.of(longer);
    }
    if (sample instanceof Map<?, ?> map) {
      Map<@Nullable Object, @Nullable Object> keys = new HashMap<>();
      keys.put(null, map.values().iterator().next());
      Map<@Nullable Object, @Nullable Object> values = new HashMap<>();
      values.put(map.keySet().iterator().next(), null);
      return List.of(keys, values);
    }
    return List.of();
  }

  @Test
  void should_name_what_is_null_in_a_question_to_a_splitter() {
    assertThat(SPLITTER.label(HEAD, "1")).isEqualTo(Label.POSITIVE);
    assertNames("head", () -> SPLITTER.label(null, "1"));
    assertNames("imageClass", () -> SPLITTER.label(HEAD, null));
  }

  private static void assertNames(String parameter, Runnable call) {
    assertThatNullPointerException()
        .isThrownBy(call::run)
        .withMessage(parameter + " must not be null");
  }
}
