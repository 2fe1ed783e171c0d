package io.github.twohead.runtime.internal.heads;

import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
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
