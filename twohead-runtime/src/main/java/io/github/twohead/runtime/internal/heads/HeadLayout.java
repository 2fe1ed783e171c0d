package io.github.twohead.runtime.internal.heads;

import io.github.twohead.Calibration;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.OutputType;
import java.util.List;

/**
 * The order of heads in tensors. Nothing else knows it. Safe for several threads.
 *
 * <p>Logits, targets and probabilities are (B, N): the N numbers of an image are those of one head
 * after the other, as many as its {@link Readout} has outputs.
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

    /** The readout of a head. */
    static Readout of(HeadSpec head) {
      return head.isCategorical() ? new CategoricalReadout(head) : new BinaryReadout(head);
    }

    /** The head: its name in files, and the width of its convolution. */
    HeadSpec head();

    /** How many logits, targets and probabilities an image has. */
    int outputs();

    /** The labels among which it decides. */
    List<Label> labels();

    /**
     * What it is trained towards: 1 where certain, and NaN where unknown.
     *
     * @throws IllegalArgumentException if the image has no usable label
     */
    float[] targets(LabelledImage image);

    /**
     * What targets say.
     *
     * @param targets holds its targets from {@code from} on
     */
    Label label(float[] targets, int from);

    /**
     * Computes probabilities, from a place on that logits and probabilities share.
     *
     * @param calibration what is done to logits first
     */
    void probabilities(float[] logits, Calibration calibration, double[] probabilities, int from);

    /**
     * Which of {@link #labels} it decides on.
     *
     * @param probabilities holds its probabilities from {@code from} on
     * @param threshold of a yes/no question
     */
    int decision(double[] probabilities, int from, double threshold);

    /** How far a probability has to move for another decision. */
    double margin(double[] probabilities, int from, double threshold);

    /** The answer that users see. */
    HeadPrediction prediction(double[] probabilities, int from, double threshold);

    /** Whether it can be read off an output of a file that has so many numbers. */
    boolean reads(int numbers);

    /** What {@link #reads} asks of an output, for messages. */
    String wanted();

    /** What it chooses among, for messages. */
    String chosen();

    /**
     * Reads its probabilities off an output of a file.
     *
     * @param numbers the output's
     * @param probabilities gets them from {@code at} on
     */
    void read(double[] numbers, OutputType type, double[] probabilities, int at);
  }

  /** Lays out heads in the given order. */
  public HeadLayout(List<HeadSpec> heads) {
    this.heads = List.copyOf(heads);
    readouts = this.heads.stream().map(Readout::of).toList();
    offsets = new int[readouts.size() + 1];
    for (int i = 0; i < readouts.size(); i++) {
      offsets[i + 1] = offsets[i] + readouts.get(i).outputs();
    }
  }

  /** What gives the numbers, in order. */
  public List<Readout> readouts() {
    return readouts;
  }

  /** Where the numbers of a head begin among those of an image, or those of all end. */
  public int offset(int head) {
    return offsets[head];
  }

  /** The numbers of an image, N. */
  public int outputs() {
    return offsets[readouts.size()];
  }

  /** The heads, in order. */
  public List<HeadSpec> heads() {
    return heads;
  }

  /** The place of a head among the heads. */
  public int index(HeadSpec head) {
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

  /** What the targets of an image say about the head of a place. */
  public Label label(int index, float[] targets) {
    return readouts.get(index).label(targets, offsets[index]);
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
}
