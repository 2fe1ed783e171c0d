package io.github.twohead.runtime.internal.heads;

import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.OutputType;
import io.github.twohead.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order of heads in tensors. Nothing else knows it. Safe for several threads.
 *
 * <p>Logits and targets are (B, N): the N numbers of an image are those of one readout after the
 * other. Probabilities are (B, H): one for each head that is asked, in order. With heads that each
 * have a readout of their own, N and H are the same.
 */
public final class HeadLayout {
  private final List<Readout> readouts;
  private final List<HeadSpec> heads;

  /** Where the numbers of each readout begin, and where the last one's end. */
  private final int[] offsets;

  /**
   * What gives a head's numbers, and what they say; of the layers that compute them, only the width
   * is known here. Immutable.
   *
   * <p>There is an implementation for each kind of head; its layers, its loss and its last step in
   * exports are a class of {@code djl.internal.nn}. Nothing else asks which kind there is.
   */
  public interface Readout {

    /** The readout of a head of its own. */
    static Readout of(HeadSpec head) {
      return new BinaryReadout(head);
    }

    /** The name that its weights have in files, and the width of its convolution. */
    HeadSpec head();

    /** The heads that it answers, each with a probability. */
    List<HeadSpec> answers();

    /**
     * How many numbers it gives, of an image: its logits. It is trained towards as many targets.
     */
    int outputs();

    /** Among how many answers it chooses. */
    int choices();

    /**
     * What it is trained towards: its numbers of an image, where 1 is certain, and NaN unknown.
     *
     * @throws IllegalArgumentException if the image has no usable label
     */
    float[] targets(LabelledImage image);

    /**
     * What targets say about one of its answers.
     *
     * @param answer the number of the answer
     * @param targets holds its targets from {@code from} on
     */
    Label label(int answer, float[] targets, int from);

    /**
     * Computes the probabilities of its answers.
     *
     * @param logits holds its logits from {@code from} on
     * @param probabilities gets them from {@code at} on
     */
    void probabilities(float[] logits, int from, double[] probabilities, int at);

    /** Whether it can be read off an output of a file that has so many numbers. */
    boolean reads(int numbers);

    /** What {@link #reads} asks of an output, for messages. */
    String wanted();

    /** What it chooses among, for messages. */
    String chosen();

    /**
     * Reads the probabilities of its answers off an output of a file.
     *
     * @param numbers the output's
     * @param probabilities gets them from {@code at} on
     */
    void read(double[] numbers, OutputType type, double[] probabilities, int at);
  }

  /** Lays out heads in the given order, each with a readout of its own. */
  public HeadLayout(List<HeadSpec> heads) {
    this(heads.stream().map(Readout::of).toArray(Readout[]::new));
  }

  /** Lays out readouts in the given order. */
  public HeadLayout(Readout... readouts) {
    this.readouts = List.of(readouts);
    heads = this.readouts.stream().flatMap(readout -> readout.answers().stream()).toList();
    offsets = new int[readouts.length + 1];
    Arrays.setAll(offsets, i -> i == 0 ? 0 : offsets[i - 1] + readouts[i - 1].outputs());
  }

  /** What gives the numbers, in order. */
  public List<Readout> readouts() {
    return readouts;
  }

  /** Where the numbers of a readout begin among those of an image, or those of all end. */
  public int offset(int readout) {
    return offsets[readout];
  }

  /** The logits of an image, and its targets: N. */
  public int outputs() {
    return offsets[readouts.size()];
  }

  /** The heads, in order. */
  public List<HeadSpec> heads() {
    return heads;
  }

  /** The number of heads, H. */
  public int count() {
    return heads.size();
  }

  /** The column of a head among the probabilities. */
  public int column(HeadSpec head) {
    for (int i = 0; i < heads.size(); i++) {
      if (heads.get(i).name().equals(head.name())) {
        return i;
      }
    }
    throw new IllegalArgumentException("no head \"" + head + "\" among " + heads);
  }

  /** The targets of an image: N numbers, of which those of an unknown label are NaN. */
  public float[] targets(LabelledImage image) {
    float[] row = new float[outputs()];
    for (int i = 0; i < readouts.size(); i++) {
      float[] own = readouts.get(i).targets(image);
      System.arraycopy(own, 0, row, offsets[i], own.length);
    }
    return row;
  }

  /** What the targets of an image say about the head of a column. */
  public Label label(int column, float[] targets) {
    int answer = column;
    int readout = 0;
    while (answer >= readouts.get(readout).answers().size()) {
      answer -= readouts.get(readout++).answers().size();
    }
    return readouts.get(readout).label(answer, targets, offsets[readout]);
  }

  /** Says whether no head knows its label, by the targets of an image. */
  public static boolean isUnknown(float[] targets) {
    for (float target : targets) {
      if (!Float.isNaN(target)) {
        return false;
      }
    }
    return true;
  }

  /** The probabilities (B, H) that logits (B, N) stand for. */
  public double[] probabilities(float[] logits) {
    int images = logits.length / outputs();
    double[] probabilities = new double[images * count()];
    int at = 0;
    for (int image = 0; image < images; image++) {
      for (int i = 0; i < readouts.size(); i++) {
        Readout readout = readouts.get(i);
        readout.probabilities(logits, image * outputs() + offsets[i], probabilities, at);
        at += readout.answers().size();
      }
    }
    return probabilities;
  }

  /** A row of (B, H) probabilities as a prediction. */
  public Prediction prediction(double[] probabilities, int row) {
    List<HeadPrediction> predictions = new ArrayList<>(heads.size());
    for (int i = 0; i < heads.size(); i++) {
      predictions.add(HeadPrediction.of(heads.get(i), probabilities[row * heads.size() + i]));
    }
    return Prediction.of(predictions);
  }
}
