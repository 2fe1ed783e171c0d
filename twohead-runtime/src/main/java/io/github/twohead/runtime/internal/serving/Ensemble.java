package io.github.twohead.runtime.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.Views;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.spi.OperatingPoint;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Networks that answer as one: by the mean of their probabilities. An image is decoded once for all
 * that take the same input; what it becomes for the others follows in the same array.
 */
final class Ensemble implements Inference {
  private final List<Member> members;
  private final Inputs inputs;

  private Ensemble(List<Member> members, Inputs inputs) {
    this.members = members;
    this.inputs = inputs;
  }

  /**
   * Takes over predictors, which have the same heads; throws if a threshold is for none.
   *
   * @param thresholds by the head's name, in place of the mean of the predictors'
   */
  static Predictor of(List<Predictor> predictors, Map<String, Double> thresholds) {
    HeadLayout layout = new HeadLayout(predictors.get(0).heads());
    Inputs inputs = Inputs.of(predictors);
    List<Member> members = predictors.stream().map(one -> Member.of(one, layout, inputs)).toList();
    Supplier<OperatingPoints> points = () -> means(layout, predictors).withThresholds(thresholds);
    return new Predictor(
        points,
        predictors.get(0).preprocessing(),
        inputs::read,
        () -> provenance(predictors),
        new Ensemble(members, inputs),
        predictors.get(0).givenExecutor());
  }

  /** What all say yes to, or all no, the ensemble does too by these thresholds. */
  private static OperatingPoints means(HeadLayout layout, List<Predictor> predictors) {
    OperatingPoints points = OperatingPoints.standard(layout);
    for (HeadSpec head : layout.heads()) {
      double sum = 0; // added up and divided as probabilities are, so that rounding is the same
      for (Predictor one : predictors) {
        sum += one.operatingPoint(head).threshold();
      }
      points = points.with(head, OperatingPoint.standard().threshold(sum / predictors.size()));
    }
    return points;
  }

  /** Only what training's labels were, where that is the same. */
  private static Provenance provenance(List<Predictor> predictors) {
    List<Map<String, Map<String, List<String>>>> classes =
        predictors.stream().map(one -> one.provenance().classes()).distinct().toList();
    return classes.size() == 1
        ? Provenance.of(Map.of(), Map.of(), Map.of(), classes.get(0))
        : Provenance.unknown();
  }

  /**
   * The inputs that differ by more than their normalisation, which networks do themselves.
   *
   * @param each what is decoded
   */
  private record Inputs(List<Preprocessing> each) {
    static Inputs of(List<Predictor> predictors) {
      return new Inputs(predictors.stream().map(one -> decoded(one)).distinct().toList());
    }

    private static Preprocessing decoded(Predictor one) {
      Preprocessing input = one.preprocessing();
      return Preprocessing.standard()
          .size(input.width(), input.height())
          .resize(input.resize())
          .colors(input.colors());
    }

    int indexOf(Predictor one) {
      return each.indexOf(decoded(one));
    }

    byte[] read(ImageSource image) {
      if (each.size() == 1) {
        return InputImage.read(image, each.get(0));
      }
      byte[] all = new byte[start(each.size())];
      for (int i = 0; i < each.size(); i++) {
        byte[] one = InputImage.read(image, each.get(i));
        System.arraycopy(one, 0, all, start(i), one.length);
      }
      return all;
    }

    /** The part of what was read that is one input's. */
    byte[] part(byte[] all, int index) {
      return each.size() == 1 ? all : Arrays.copyOfRange(all, start(index), start(index + 1));
    }

    private int start(int index) {
      return each.subList(0, index).stream().mapToInt(InputImage::values).sum();
    }
  }

  /**
   * One of the networks.
   *
   * @param network as it decides now
   * @param points its own
   * @param input which of the inputs it takes
   * @param places where its numbers go among the ensemble's
   */
  private record Member(
      Inference network, Supplier<OperatingPoints> points, int input, int[] places) {
    static Member of(Predictor predictor, HeadLayout layout, Inputs inputs) {
      HeadLayout own = new HeadLayout(predictor.heads());
      int[] places = new int[own.outputs()];
      for (int head = 0; head < own.heads().size(); head++) {
        int to = layout.offset(layout.index(own.heads().get(head)));
        for (int i = own.offset(head); i < own.offset(head + 1); i++) {
          places[i] = to++;
        }
      }
      return new Member(predictor.network(), predictor.points(), inputs.indexOf(predictor), places);
    }

    Member now() {
      return new Member(network.at(points.get()), points, input, places);
    }

    /** Adds its probabilities of some images to sums, as many at a time as it can. */
    void add(List<byte[]> images, Inputs inputs, double[] sums) {
      int step = network.together();
      for (int from = 0; from < images.size(); from += step) {
        int to = Math.min(images.size(), from + step);
        double[] probabilities =
            network.probabilities(
                images.subList(from, to).stream().map(all -> inputs.part(all, input)).toList());
        for (int i = 0; i < probabilities.length; i++) {
          int row = from + i / places.length;
          sums[row * places.length + places[i % places.length]] += probabilities[i];
        }
      }
    }
  }

  @Override
  public Inference at(OperatingPoints points) {
    return new Ensemble(members.stream().map(Member::now).toList(), inputs);
  }

  @Override
  public <T> T throughout(Supplier<T> work) {
    Supplier<T> all = work;
    for (Member member : members) {
      Supplier<T> inner = all;
      all = () -> member.network().throughout(inner);
    }
    return all.get();
  }

  @Override
  public int together() {
    return members.stream().mapToInt(member -> member.network().together()).max().orElseThrow();
  }

  @Override
  public double[] probabilities(List<byte[]> images) {
    double[] means = new double[images.size() * members.get(0).places().length];
    members.forEach(member -> member.add(images, inputs, means));
    for (int i = 0; i < means.length; i++) {
      means[i] /= members.size();
    }
    return means;
  }

  @Override
  public double[] probabilities(FloatBuffer ready) {
    throw new IllegalArgumentException(
        "the models of an ensemble may take other numbers each: give it an image");
  }

  @Override
  public Optional<Views> views() {
    List<Optional<Views>> seen =
        members.stream().map(member -> member.network().views()).distinct().toList();
    return seen.size() == 1 ? seen.get(0) : Optional.empty();
  }

  @Override
  public String runtime() {
    return "an ensemble of "
        + members.size()
        + " on "
        + members.stream()
            .map(member -> member.network().runtime())
            .distinct()
            .collect(Collectors.joining("; "));
  }

  /** Closes all, also those after one that fails. */
  @Override
  public void close() {
    List<RuntimeException> failures = new ArrayList<>();
    for (Member member : members) {
      try {
        member.network().close();
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }
}
