package io.github.twohead.runtime.internal.data;

import io.github.twohead.LabelledImage;
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
 */
public record Dataset(
    List<LabelledImage> rows, float[][] targets, int[] slots, int unlabelled, int skipped) {

  /** No rows. */
  public static final Dataset EMPTY = new Dataset(List.of(), new float[0][], new int[0], 0, 0);

  /** The number of rows. */
  public int size() {
    return slots.length;
  }
}
