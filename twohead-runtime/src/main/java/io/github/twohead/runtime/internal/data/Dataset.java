package io.github.twohead.runtime.internal.data;

import io.github.twohead.LabelledImage;
import io.github.twohead.Sampling;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.runtime.internal.data.Table.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The usable rows of a table, with at least one known label.
 *
 * @param rows the rows
 * @param targets per row what the heads are trained towards: N numbers, of which those of an
 *     unknown label are NaN; rows may share them
 * @param slots per row the number of its image
 * @param unlabelled the rows left out because no head knows their label
 * @param skipped the rows left out because their image cannot be decoded
 * @param weights per row what it weighs in the loss; empty if all weigh the same
 * @param sampler which rows an epoch shows
 */
public record Dataset(
    List<LabelledImage> rows,
    float[][] targets,
    int[] slots,
    int unlabelled,
    int skipped,
    double[] weights,
    Sampler sampler) {

  /** No rows. */
  public static final Dataset EMPTY = new Dataset(List.of(), new float[0][], new int[0], 0, 0);

  /** Rows that weigh the same, each of which an epoch shows once. */
  public Dataset(
      List<LabelledImage> rows, float[][] targets, int[] slots, int unlabelled, int skipped) {
    this(rows, targets, slots, unlabelled, skipped, new double[0], Sampler.shuffled(slots.length));
  }

  /**
   * The rows of a table but for those whose image is known to be unreadable.
   *
   * @param firstSlot the number of the table's first image
   */
  static Dataset of(Table table, int firstSlot) {
    List<LabelledImage> images = new ArrayList<>();
    List<float[]> targets = new ArrayList<>();
    int[] slots = new int[table.rows().size()];
    for (int i = 0; i < slots.length; i++) {
      Row row = table.rows().get(i);
      if (row.unreadable == null) {
        slots[images.size()] = firstSlot + i;
        images.add(row.image);
        targets.add(row.targets);
      }
    }
    return new Dataset(
        List.copyOf(images),
        targets.toArray(float[][]::new),
        Arrays.copyOf(slots, images.size()),
        table.unlabelled(),
        slots.length - images.size());
  }

  /** The number of rows. */
  public int size() {
    return slots.length;
  }

  /** The number of rows that an epoch shows. */
  public int epochLength() {
    return sampler.length();
  }

  /** Whether an epoch shows all rows, each of them once. */
  public boolean showsEachRowOnce() {
    return !sampler.repeats() && epochLength() == size();
  }

  /** The same as training sees it: its rows weighed and sampled. */
  public Dataset taught(WeightedMultiLoss loss, Sampling sampling) {
    return new Dataset(
        rows,
        targets,
        slots,
        unlabelled,
        skipped,
        loss.rowWeights(rows),
        Sampler.of(sampling, rows));
  }
}
