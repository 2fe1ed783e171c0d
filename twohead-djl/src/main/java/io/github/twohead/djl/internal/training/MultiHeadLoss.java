package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.nn.HeadTerm;
import io.github.twohead.djl.internal.nn.HeadsOnFeatures.LogitLoss;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.Readout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The weighted sum of the heads' losses: per head the mean over the images whose label is known,
 * against smoothed targets. {@link Network#loss} asks each head for its own: the {@code loss} of
 * {@code HeadLayer}. Owns what balances the heads.
 */
public final class MultiHeadLoss implements AutoCloseable {
  private final WeightedMultiLoss loss;
  private final Network network;
  private final HeadLayout layout;
  private final float[] weights;
  private final Optional<HeadBalance> balance;
  private final Map<String, Double> headWeights = new LinkedHashMap<>();
  private List<HeadTerm> terms;
  private Optional<SoftTargets> teacher = Optional.empty();

  /** Creates the loss of a network's heads; where counts decide what labels weigh, they are 1. */
  public MultiHeadLoss(WeightedMultiLoss loss, Network network) {
    this.loss = loss;
    this.network = network;
    layout = network.layout();
    weights = weights(loss, layout);
    balance = HeadBalance.of(loss.balance(), weights.length, network.manager());
    terms = HeadTerms.uncounted(loss, layout);
  }

  /** What each head's loss counts. */
  static float[] weights(WeightedMultiLoss loss, HeadLayout layout) {
    float[] weights = new float[layout.heads().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) loss.weight(layout.heads().get(i));
    }
    return weights;
  }

  /** Learns from a teacher too, from here on. */
  void teacher(SoftTargets says) {
    teacher = Optional.of(says);
  }

  /**
   * Lets labels weigh what the counts of the training table say.
   *
   * @param targets of each row
   */
  void count(float[][] targets) {
    terms = HeadTerms.counted(loss, layout, targets);
  }

  /** What the optimizer learns with the network. */
  List<Parameter> parameters() {
    return balance.map(HeadBalance::parameters).orElse(List.of());
  }

  /** A pass over the training images is done. */
  void endEpoch() {
    float[] factors = balance.map(HeadBalance::factors).orElse(new float[0]);
    for (int i = 0; i < weights.length; i++) {
      double factor = factors.length == 0 ? 1 : factors[i];
      headWeights.put(layout.heads().get(i).name(), weights[i] * factor);
    }
    balance.ifPresent(HeadBalance::endEpoch);
  }

  /** By head what its loss counted when the last pass ended. */
  Map<String, Double> headWeights() {
    return headWeights;
  }

  /** The loss of a batch in training, with what a teacher says of its images. */
  LogitLoss towards(Batch batch) {
    return towards(batch, 0, batch.size());
  }

  /**
   * The loss of images in training.
   *
   * @param targets (B, N), row by row
   * @param rowWeights (B): what images weigh; empty if all weigh the same
   */
  LogitLoss towards(float[] targets, double... rowWeights) {
    int images = targets.length / layout.outputs();
    return weighted(targets, known(targets, rowWeights), 0, images, balance);
  }

  /**
   * What some images of a batch add to its loss; that of all of them together is the batch's.
   *
   * @param from the first image
   * @param to the one behind the last image
   */
  LogitLoss towards(Batch batch, int from, int to) {
    float[] targets = batch.targets();
    float[] known = batch.known();
    float[] weighed = known.length == 0 ? known(targets, batch.weights()) : known;
    LogitLoss hard = weighted(targets, weighed, from, to, balance);
    return teacher.map(says -> says.beside(hard, batch, from, to)).orElse(hard);
  }

  /**
   * The loss of some images.
   *
   * @param known (B, heads): what an image weighs where its label is known, else 0
   * @param rule what balances the heads; empty for their weights alone
   */
  private LogitLoss weighted(
      float[] targets, float[] known, int from, int to, Optional<HeadBalance> rule) {
    float[] smoothed = part(smoothed(targets), layout.outputs(), from, to);
    float[] shares = part(shares(targets, known), weights.length, from, to);
    // what a rule adds for each batch is added once
    boolean[] heads = from == 0 ? heads(known) : new boolean[weights.length];
    return logits -> {
      NDArray wanted = rows(logits.getManager(), smoothed, layout.outputs());
      NDArray counted = rows(logits.getManager(), shares, weights.length);
      return rule.isPresent()
          ? rule.get().of(network.losses(logits, wanted, counted, terms), heads)
          : network.loss(logits, wanted, counted, terms);
    };
  }

  private static float[] part(float[] rows, int columns, int from, int to) {
    return Arrays.copyOfRange(rows, from * columns, to * columns);
  }

  static NDArray rows(NDManager manager, float[] values, int columns) {
    return manager.create(values, new Shape(values.length / columns, columns));
  }

  /**
   * The loss of logits that are known, by the heads' weights, computed in double precision.
   *
   * @param logits (B, N), row by row
   * @param targets (B, N), row by row
   */
  double of(float[] logits, float[] targets) {
    int columns = layout.outputs();
    return Torch.withoutGradient(
        () -> {
          try (NDManager step = network.manager().newSubManager()) {
            NDArray rows = rows(step, logits, columns);
            NDArray exact = rows.toType(DataType.FLOAT64, false); // so everything after it is
            float[] known = known(targets, new double[0]);
            int images = targets.length / columns;
            return weighted(targets, known, 0, images, Optional.empty()).of(exact).getDouble();
          }
        });
  }

  /**
   * Smoothing s leaves a certain answer 1−s and spreads s over all answers; where the label is
   * unknown any finite number will do.
   */
  private float[] smoothed(float[] targets) {
    float[] smoothed = new float[targets.length];
    for (int i = 0; i < weights.length; i++) {
      Readout readout = layout.readouts().get(i);
      double smoothing = loss.labelSmoothing(readout.head());
      int choices = readout.labels().size();
      for (int row = 0; row < targets.length; row += layout.outputs()) {
        for (int at = row + layout.offset(i); at < row + layout.offset(i + 1); at++) {
          float target = targets[at];
          smoothed[at] =
              Float.isNaN(target) ? 0 : (float) (target * (1 - smoothing) + smoothing / choices);
        }
      }
    }
    return smoothed;
  }

  /** (B, heads): what an image weighs where its label is known, else 0. */
  private float[] known(float[] targets, double[] rowWeights) {
    float[] known = new float[targets.length / layout.outputs() * weights.length];
    for (int i = 0; i < known.length; i++) {
      int image = i / weights.length;
      int label = image * layout.outputs() + layout.offset(i % weights.length);
      double weight = rowWeights.length == 0 ? 1 : rowWeights[image];
      known[i] = Float.isNaN(targets[label]) ? 0 : (float) weight;
    }
    return known;
  }

  /** (B, heads): a head's weight, shared out by what images weigh of it. */
  private float[] shares(float[] targets, float[] known) {
    float[] shares = new float[known.length];
    for (int head = 0; head < weights.length; head++) {
      double all = 0;
      for (int i = head; i < known.length; i += weights.length) {
        all += known[i] == 0 ? 0 : known[i] * labelWeight(targets, i / weights.length, head);
      }
      for (int i = head; i < known.length; i += weights.length) {
        shares[i] = known[i] == 0 ? 0 : (float) (weights[head] * (double) known[i] / all);
      }
    }
    return shares;
  }

  /** What the category of an image weighs, or those that it shares in; 1 of a head without. */
  private double labelWeight(float[] targets, int image, int head) {
    List<Double> own = terms.get(head).classWeights();
    if (own.size() < 2) { // the mean of yes/no heads is over the images, as PyTorch's
      return 1;
    }
    int first = image * layout.outputs() + layout.offset(head);
    return IntStream.range(0, own.size()).mapToDouble(i -> own.get(i) * targets[first + i]).sum();
  }

  /** By head whether it knows a label. */
  private boolean[] heads(float[] known) {
    boolean[] heads = new boolean[weights.length];
    for (int i = 0; i < known.length; i++) {
      heads[i % weights.length] |= known[i] > 0;
    }
    return heads;
  }

  void save(TrainingState.Writer out) {
    balance.ifPresent(rule -> rule.save(out));
  }

  void load(TrainingState.Reader in) {
    balance.ifPresent(rule -> rule.load(in));
  }

  @Override
  public void close() {
    balance.ifPresent(HeadBalance::close);
  }
}
