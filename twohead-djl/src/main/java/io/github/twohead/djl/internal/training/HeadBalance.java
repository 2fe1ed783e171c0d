package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import io.github.twohead.TaskBalance;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the losses of heads become one in training, by a rule that changes with what was learned. */
interface HeadBalance extends AutoCloseable {

  /**
   * Begins with a rule; empty for fixed weights.
   *
   * @param parent of what it keeps
   */
  static Optional<HeadBalance> of(TaskBalance balance, int heads, NDManager parent) {
    return switch (balance) {
      case FIXED -> Optional.empty();
      case UNCERTAINTY -> Optional.of(new Uncertainty(heads, parent));
      case DYNAMIC_WEIGHT_AVERAGE -> Optional.of(new DynamicWeightAverage(heads));
    };
  }

  /**
   * The loss of a batch.
   *
   * @param losses (heads), weighted
   * @param known by head whether it knows a label of the batch; without one its loss is 0
   */
  NDArray of(NDArray losses, boolean[] known);

  /** What the weight of each head is multiplied by. */
  float[] factors();

  /** What the optimizer learns with the network. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** A pass over the training images is done. */
  default void endEpoch() {}

  /** Keeps what was learned so far. */
  void save(TrainingState.Writer out);

  void load(TrainingState.Reader in);

  @Override
  default void close() {}

  /** Uncertainty weighting: {@code exp(−s)·L + s/2}. Owns the s. */
  final class Uncertainty implements HeadBalance {
    private final NDManager manager;
    private final Parameter logVariances;

    Uncertainty(int heads, NDManager parent) {
      manager = parent.newSubManager();
      logVariances =
          Parameter.builder().setName("log_variances").setType(Parameter.Type.OTHER).build();
      logVariances.setShape(new Shape(heads));
      logVariances.setInitializer(Initializer.ZEROS);
      logVariances.initialize(manager, DataType.FLOAT32);
    }

    @Override
    public NDArray of(NDArray losses, boolean[] known) {
      NDArray each = losses.zerosLike().add(logVariances.getArray()); // owned as the losses are
      NDArray halves = losses.getManager().create(known).toType(DataType.FLOAT32, false).mul(0.5);
      return losses.mul(each.neg().exp()).add(each.mul(halves)).sum();
    }

    @Override
    public float[] factors() {
      float[] factors = logVariances.getArray().toFloatArray();
      for (int i = 0; i < factors.length; i++) {
        factors[i] = (float) Math.exp(-factors[i]);
      }
      return factors;
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(logVariances);
    }

    @Override
    public void save(TrainingState.Writer out) {
      out.put("log_variances", logVariances.getArray().toFloatArray());
    }

    @Override
    public void load(TrainingState.Reader in) {
      NDArray values = logVariances.getArray();
      Torch.set(values, in.floats("log_variances", (int) values.size()));
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  /** Dynamic weight average: {@code K·softmax(r/2)}, of the last two epochs' mean losses. */
  final class DynamicWeightAverage implements HeadBalance {
    private static final double TEMPERATURE = 2;

    private final float[] factors;
    private final double[] sums;
    private final int[] batches;
    private final double[] last;

    DynamicWeightAverage(int heads) {
      factors = new float[heads];
      sums = new double[heads];
      batches = new int[heads];
      last = new double[heads];
      Arrays.fill(factors, 1);
    }

    @Override
    public NDArray of(NDArray losses, boolean[] known) {
      float[] values = losses.toFloatArray();
      for (int i = 0; i < known.length; i++) {
        sums[i] += values[i];
        batches[i] += known[i] ? 1 : 0;
      }
      return losses.mul(losses.getManager().create(factors)).sum();
    }

    @Override
    public float[] factors() {
      return factors.clone();
    }

    @Override
    public void save(TrainingState.Writer out) {
      out.put("factors", factors);
      out.put("sums", sums);
      out.put("last", last);
      out.put("batches", Arrays.stream(batches).asDoubleStream().toArray());
    }

    @Override
    public void load(TrainingState.Reader in) {
      int heads = factors.length;
      System.arraycopy(in.floats("factors", heads), 0, factors, 0, heads);
      System.arraycopy(in.doubles("sums", heads), 0, sums, 0, heads);
      System.arraycopy(in.doubles("last", heads), 0, last, 0, heads);
      double[] counts = in.doubles("batches", heads);
      Arrays.setAll(batches, i -> (int) counts[i]);
    }

    /** A head without a loss in both epochs counts as one whose loss stays. */
    @Override
    public void endEpoch() {
      double[] ratios = new double[factors.length];
      for (int i = 0; i < ratios.length; i++) {
        double mean = batches[i] == 0 ? 0 : sums[i] / batches[i];
        ratios[i] = mean > 0 && last[i] > 0 ? mean / last[i] : 1;
        last[i] = mean;
      }
      double most = Arrays.stream(ratios).max().orElse(1);
      double[] powers =
          Arrays.stream(ratios).map(ratio -> Math.exp((ratio - most) / TEMPERATURE)).toArray();
      double all = Arrays.stream(powers).sum();
      for (int i = 0; i < powers.length; i++) {
        factors[i] = (float) (powers.length * powers[i] / all);
      }
      Arrays.fill(sums, 0);
      Arrays.fill(batches, 0);
    }
  }
}
