package io.github.twohead.runtime.internal.image;

/**
 * How much smaller an image was made as it was decoded: its pixels are means of squares of those in
 * the file.
 *
 * @param side of each square; 1 if nothing was averaged
 * @param across where the squares lie from left to right
 * @param down where they lie from top to bottom
 */
record Reduction(int side, Extent across, Extent down) {

  /** Squares that begin at the first pixel of an image of this size. */
  static Reduction of(int side, int width, int height) {
    return new Reduction(side, new Extent(width, 0), new Extent(height, 0));
  }

  /** The same of the image turned: its sides swapped, then each of them reversed or not. */
  Reduction turned(boolean swapped, boolean reversedAcross, boolean reversedDown) {
    Extent horizontal = swapped ? down : across;
    Extent vertical = swapped ? across : down;
    return new Reduction(
        side,
        reversedAcross ? horizontal.reversed(side) : horizontal,
        reversedDown ? vertical.reversed(side) : vertical);
  }

  /**
   * One side of the image before.
   *
   * @param pixels its length
   * @param overhang by how many pixels the first square goes beyond it
   */
  record Extent(int pixels, int overhang) {
    private Extent reversed(int side) {
      return new Extent(pixels, Math.floorMod(-pixels - overhang, side));
    }
  }
}
