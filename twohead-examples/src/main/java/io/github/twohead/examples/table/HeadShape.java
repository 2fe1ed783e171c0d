package io.github.twohead.examples.table;

import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;

/**
 * How the heads of a model are built.
 *
 * @param poolFirst whether they pool before their convolutions
 * @param width the channels of a head's convolution
 */
public record HeadShape(boolean poolFirst, int width) {

  /**
   * The shape of a model's heads.
   *
   * @throws IllegalArgumentException if they have several
   */
  public static HeadShape of(MultiHeadModel model) {
    if (model.heads().stream().mapToInt(HeadSpec::width).distinct().count() > 1) {
      throw new IllegalArgumentException("heads of several widths are no row: " + model.heads());
    }
    return new HeadShape(model.poolsFirst(), model.heads().get(0).width());
  }

  /** Starts a model with so many heads of this shape. */
  public MultiHeadModel.Builder model(int heads) {
    HeadSpec[] specs = new HeadSpec[heads];
    for (int i = 0; i < heads; i++) {
      specs[i] = HeadSpec.builder("head" + i).width(width).build();
    }
    MultiHeadModel.Builder builder = MultiHeadModel.builder().heads(specs);
    return poolFirst ? builder.poolFirst() : builder;
  }

  /** What tables call it, such as {@code width 256} or {@code pool first, 1024}. */
  public String name() {
    return (poolFirst ? "pool first, " : "width ") + width;
  }
}
