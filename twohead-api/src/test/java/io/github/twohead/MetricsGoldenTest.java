package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Reliability.Bin;
import io.github.twohead.Reliability.Binning;
import io.github.twohead.spi.OperatingPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Metrics, curves and intervals are scikit-learn's: {@code src/test/python/metrics_golden.py}. */
class MetricsGoldenTest {
  private static final double EXACT = 1e-12;
  private static final Bootstrap BOOTSTRAP = Bootstrap.standard().resamples(60).level(0.9).seed(7);

  private static final Map<String, Golden> CASES = read();

  /** Answers, and by name the numbers that scikit-learn says of them. */
  private record Golden(String name, Map<String, double[]> numbers) {
    HeadEvaluation head() {
      double[] labels = numbers.get("labels");
      double[] probabilities = numbers.get("probabilities");
      int outputs = probabilities.length / labels.length;
      if (outputs == 1) {
        HeadSpec head = HeadSpec.binary("screen");
        List<Label> given = Arrays.stream(labels).mapToObj(Golden::yesOrNo).toList();
        HeadAnswers answers = HeadEvaluation.of(head, given, probabilities).answers();
        return HeadEvaluation.of(
            answers, OperatingPoint.standard().threshold(numbers.get("threshold")[0]));
      }
      HeadSpec head = HeadSpec.categorical("kind", categories(outputs));
      List<Label> given = Arrays.stream(labels).mapToObj(Golden::category).toList();
      return HeadEvaluation.of(head, given, probabilities);
    }

    private static Label yesOrNo(double label) {
      return label < 0 ? Label.UNKNOWN : label == 1 ? Label.POSITIVE : Label.NEGATIVE;
    }

    private static Label category(double label) {
      return label < 0 ? Label.UNKNOWN : Label.category("c" + (int) label);
    }

    Map<String, double[]> of(String prefix) {
      Map<String, double[]> found = new LinkedHashMap<>();
      numbers.forEach(
          (what, values) -> {
            if (what.startsWith(prefix)) {
              found.put(what.substring(prefix.length()), values);
            }
          });
      return found;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static String[] categories(int count) {
    return IntStream.range(0, count).mapToObj(i -> "c" + i).toArray(String[]::new);
  }

  private static Map<String, Golden> read() {
    Map<String, Golden> cases = new LinkedHashMap<>();
    try (InputStream file = MetricsGoldenTest.class.getResourceAsStream("metrics_golden.txt")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .map(line -> line.split("\\|"))
          .forEach(
              fields ->
                  cases
                      .computeIfAbsent(fields[0], name -> new Golden(name, new LinkedHashMap<>()))
                      .numbers()
                      .put(fields[1], numbers(fields[2])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  private static double[] numbers(String text) {
    return Stream.of(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  static Stream<Golden> all() {
    return CASES.values().stream();
  }

  static Stream<Golden> withCurves() {
    return all().filter(golden -> golden.numbers().containsKey("recall"));
  }

  static Stream<Golden> categorical() {
    return all().filter(golden -> golden.numbers().containsKey("confusion"));
  }

  @Test
  void should_hold_every_constant_of_metrics() {
    Set<String> golden =
        all()
            .flatMap(head -> head.of("score ").keySet().stream())
            .map(name -> Metric.parse(name).name())
            .collect(Collectors.toSet());

    assertThat(Stream.of(Metric.class.getFields()).filter(field -> !field.isSynthetic()))
        .extracting(Field::getName)
        .isSubsetOf(golden);
  }

  @ParameterizedTest
  @MethodSource("all")
  void should_score_as_scikit_learn_does(Golden golden) {
    HeadEvaluation head = golden.head();

    Map<String, double[]> expected = golden.of("score ");

    assertThat(expected).hasSizeGreaterThan(12);
    SoftAssertions.assertSoftly(
        softly ->
            expected.forEach(
                (name, score) ->
                    softly
                        .assertThat(head.score(Metric.parse(name)))
                        .as(name)
                        .isCloseTo(score[0], within(EXACT))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void should_make_the_intervals_that_resamples_give_in_python(Golden golden) {
    HeadEvaluation head = golden.head();
    Map<String, double[]> expected = golden.of("interval ");
    List<Metric> metrics = expected.keySet().stream().map(Metric::parse).toList();

    List<Interval> intervals = head.intervals(metrics, BOOTSTRAP);

    assertThat(metrics).isNotEmpty();
    for (int i = 0; i < metrics.size(); i++) {
      Interval interval = intervals.get(i);
      double[] ends = expected.get(metrics.get(i).name());
      assertThat(interval.low()).as("%s", metrics.get(i)).isCloseTo(ends[0], within(EXACT));
      assertThat(interval.high()).as("%s", metrics.get(i)).isCloseTo(ends[1], within(EXACT));
      assertThat(interval.resamples()).isEqualTo((int) ends[2]);
      assertThat(interval.estimate()).isEqualTo(head.score(metrics.get(i)));
    }
  }

  @ParameterizedTest
  @MethodSource("withCurves")
  void should_draw_the_curves_of_scikit_learn(Golden golden) {
    ThresholdCurve curve = golden.head().curve();

    Map<String, double[]> expected = golden.numbers();

    assertValues(curve.size(), curve::recall, expected.get("recall"));
    assertValues(curve.size(), curve::precision, expected.get("precision"));
    assertValues(curve.size(), curve::recall, expected.get("true-positive rate"));
    assertValues(curve.size(), curve::falsePositiveRate, expected.get("false-positive rate"));
    assertThat(curve.threshold(0)).isInfinite();
    assertValues(curve.size() - 1, i -> curve.threshold(i + 1), expected.get("thresholds"));
  }

  @ParameterizedTest
  @MethodSource("withCurves")
  void should_count_at_every_threshold_what_deciding_by_it_gives(Golden golden) {
    HeadEvaluation head = golden.head();

    ThresholdCurve curve = head.curve();

    for (int i = 0; i < curve.size(); i++) {
      assertThat(curve.counts(i)).isEqualTo(head.counts(curve.threshold(i)));
    }
  }

  @ParameterizedTest
  @MethodSource("withCurves")
  void should_put_images_into_the_bins_of_calibration_curve(Golden golden) {
    HeadEvaluation head = golden.head();

    for (Binning binning : Binning.values()) {
      List<Bin> bins = head.reliability(15, binning).bins();

      String strategy = binning == Binning.EQUAL_WIDTH ? "uniform" : "quantile";
      double[] frequency = golden.numbers().get(strategy + " frequency");
      double[] probability = golden.numbers().get(strategy + " probability");
      double[] images = golden.numbers().get(strategy + " images");
      assertValues(bins.size(), i -> bins.get(i).frequency(), frequency);
      assertValues(bins.size(), i -> bins.get(i).probability(), probability);
      assertValues(bins.size(), i -> bins.get(i).images(), images);
    }
  }

  @ParameterizedTest
  @MethodSource("categorical")
  void should_score_every_category_as_scikit_learn_does(Golden golden) {
    HeadEvaluation head = golden.head();

    ConfusionMatrix matrix = head.confusionMatrix();

    List<ConfusionCounts> counts = new ArrayList<>();
    matrix.categories().forEach(category -> counts.add(matrix.counts(category)));
    int size = counts.size();
    Map<String, double[]> expected = golden.numbers();
    assertValues(size, i -> counts.get(i).precision(), expected.get("category precision"));
    assertValues(size, i -> counts.get(i).recall(), expected.get("category recall"));
    assertValues(size, i -> counts.get(i).f1(), expected.get("category f1"));
    assertValues(size, i -> counts.get(i).positives(), expected.get("category support"));
    assertValues(
        size * size, i -> matrix.count("c" + i / size, "c" + i % size), expected.get("confusion"));
    assertThat(counts).allMatch(count -> count.total() == head.images());
  }

  private static void assertValues(int size, IntToDoubleFunction value, double[] expected) {
    assertThat(IntStream.range(0, size).mapToDouble(value).toArray())
        .containsExactly(expected, within(EXACT));
  }
}
