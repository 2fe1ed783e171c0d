package io.github.twohead.djl.internal.graph;

/**
 * How a kernel moves over a feature map. The same padding is added on opposite sides.
 *
 * @param height rows of the kernel
 * @param width columns of the kernel
 * @param strideY rows per step
 * @param strideX columns per step
 * @param padY rows added above, and below
 * @param padX columns added on the left, and on the right
 */
public record Window(int height, int width, int strideY, int strideX, int padY, int padX) {

  /** A square kernel. */
  public static Window square(int size, int stride, int pad) {
    return new Window(size, size, stride, stride, pad, pad);
  }

  /** The rows that come out of {@code rows} rows. */
  public int outHeight(int rows) {
    return (rows + 2 * padY - height) / strideY + 1;
  }

  /** The columns that come out of {@code columns} columns. */
  public int outWidth(int columns) {
    return (columns + 2 * padX - width) / strideX + 1;
  }
}
