package io.github.twohead;

import io.github.twohead.spi.Once;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * How an image becomes the network's input: decoded to 8-bit RGB, resized to {@code width × height}
 * pixels, scaled to 0..1, and normalised. Each setting can be given once; what a model or predictor
 * returns can be changed like {@link #standard}. Immutable.
 *
 * <pre>{@code
 * MultiHeadModel.builder().preprocessing(Preprocessing.standard().size(224).colors(Colors.SRGB))
 * }</pre>
 */
public final class Preprocessing {
  private static final Size SQUARE = new Size(256, 256);
  private static final Preprocessing STANDARD =
      new Preprocessing(
          new Once<>("size"),
          new Once<>("resize"),
          new Once<>("normalization"),
          new Once<>("colors"));

  private final Once<Size> size;
  private final Once<ResizeMode> resize;
  private final Once<Normalization> normalization;
  private final Once<Colors> colors;

  /** The pixels of the input. */
  private record Size(int width, int height) {
    @Override
    public String toString() {
      return width + "×" + height;
    }
  }

  private Preprocessing(
      Once<Size> size,
      Once<ResizeMode> resize,
      Once<Normalization> normalization,
      Once<Colors> colors) {
    this.size = size;
    this.resize = resize;
    this.normalization = normalization;
    this.colors = colors;
  }

  /**
   * Returns the default: 256×256 pixels, to which images are stretched, ImageNet's statistics, and
   * colours as they are stored.
   *
   * @return the default
   */
  public static Preprocessing standard() {
    return STANDARD;
  }

  /**
   * Returns the same with a square input; 256×256 pixels when not given.
   *
   * @param side width and height in pixels, 32 to 4096
   * @return a changed copy
   */
  public Preprocessing size(int side) {
    return size(side, side);
  }

  /**
   * Returns the same with an input of another size; 256×256 pixels when not given.
   *
   * @param width input width in pixels, 32 to 4096
   * @param height input height in pixels, 32 to 4096
   * @return a changed copy
   */
  public Preprocessing size(int width, int height) {
    Checks.inRange("input width", width, 32, 4096);
    Checks.inRange("input height", height, 32, 4096);
    return new Preprocessing(size.with(new Size(width, height)), resize, normalization, colors);
  }

  /**
   * Returns the same with another way to resize; images are stretched when not given.
   *
   * @param mode what becomes of an image's aspect ratio
   * @return a changed copy
   */
  public Preprocessing resize(ResizeMode mode) {
    return new Preprocessing(size, resize.with(mode), normalization, colors);
  }

  /**
   * Returns the same with a normalisation; ImageNet's statistics when not given.
   *
   * @param expected what the weights expect of the pixels
   * @return a changed copy
   */
  public Preprocessing normalization(Normalization expected) {
    return new Preprocessing(size, resize, normalization.with(expected), colors);
  }

  /**
   * Returns the same with a choice of colours; as they are stored when not given.
   *
   * @param seen which colours of an image file the network sees
   * @return a changed copy
   */
  public Preprocessing colors(Colors seen) {
    return new Preprocessing(size, resize, normalization, colors.with(seen));
  }

  /** The same for someone who did not make it: each setting can be given. */
  Preprocessing settled() {
    return new Preprocessing(
        size.settled(), resize.settled(), normalization.settled(), colors.settled());
  }

  /**
   * Returns the width of the input.
   *
   * @return pixels, 32 to 4096
   */
  public int width() {
    return size.orElse(SQUARE).width();
  }

  /**
   * Returns the height of the input.
   *
   * @return pixels, 32 to 4096
   */
  public int height() {
    return size.orElse(SQUARE).height();
  }

  /**
   * Returns what becomes of an image's aspect ratio.
   *
   * @return how images are resized
   */
  public ResizeMode resize() {
    return resize.orElse(ResizeMode.STRETCH);
  }

  /**
   * Returns what the weights expect of the pixels.
   *
   * @return the normalisation
   */
  public Normalization normalization() {
    return normalization.orElse(Normalization.IMAGENET);
  }

  /**
   * Returns which colours of an image file the network sees.
   *
   * @return the colours
   */
  public Colors colors() {
    return colors.orElse(Colors.AS_STORED);
  }

  /** The pixels of an input, interleaved RGB, as a picture. */
  BufferedImage picture(byte... rgb) {
    BufferedImage picture = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < rgb.length / 3; i++) {
      int color =
          ((rgb[3 * i] & 255) << 16) | ((rgb[3 * i + 1] & 255) << 8) | (rgb[3 * i + 2] & 255);
      picture.setRGB(i % width(), i / width(), color);
    }
    return picture;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Preprocessing that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(width(), height(), resize(), normalization(), colors());
  }

  /**
   * Returns a text such as {@code 256×256 pixels, normalization imagenet, colors as_stored}, and
   * {@code resize pad} or {@code resize crop} before the normalisation where images are not
   * stretched.
   */
  @Override
  public String toString() {
    return width()
        + "×"
        + height()
        + " pixels, "
        + (resize() == ResizeMode.STRETCH ? "" : "resize " + resize() + ", ")
        + "normalization "
        + normalization()
        + ", colors "
        + colors();
  }
}
