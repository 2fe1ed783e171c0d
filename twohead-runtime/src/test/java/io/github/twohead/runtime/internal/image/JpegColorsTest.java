package io.github.twohead.runtime.internal.image;

import static io.github.twohead.runtime.internal.image.TestJpegs.JFIF;
import static io.github.twohead.runtime.internal.image.TestJpegs.adobe;
import static io.github.twohead.runtime.internal.image.TestJpegs.encode;
import static io.github.twohead.runtime.internal.image.TestJpegs.segment;
import static io.github.twohead.runtime.internal.image.TestJpegs.withIds;
import static io.github.twohead.runtime.internal.image.TestJpegs.withSegments;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.twohead.runtime.internal.image.TestJpegs.Coding;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Colours are coded as libjpeg decides, whichever decoder reads them and however they are. */
class JpegColorsTest {
  private static final int WIDTH = 203;
  private static final int HEIGHT = 151;
  private static final int SMALL = 32;
  private static final BufferedImage PHOTO =
      TestImages.photo(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
  private static final BufferedImage GREY =
      TestImages.photo(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
  private static final byte[] SHORT_JFIF = segment(0xE0, "JFIF\0".getBytes(US_ASCII));
  private static final byte[] SHORT_ADOBE = segment(0xEE, "Adobe\0d\0\0\0\0".getBytes(US_ASCII));
  private static final byte[] EXIF = segment(0xE1, "Exif\0\0MM\0*\0\0\0\10\0\0".getBytes(US_ASCII));
  private static final byte[] ZERO = {0, 1, 2};
  private static final byte[] LETTERS = {'Y', 'C', 'c'};
  private static final byte[] RGB = {'R', 'G', 'B'};

  /**
   * A JPEG and what it shows.
   *
   * @param name what is special about it
   */
  record Sample(String name, byte[] jpeg, BufferedImage expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (boolean progressive : new boolean[] {false, true}) {
      String name = progressive ? "progressive " : "baseline ";
      for (String sampling : List.of("1x1", "2x1", "1x2", "2x2")) {
        for (int restart : new int[] {0, 5}) {
          Coding coding = new Coding(sampling, progressive, restart);
          String how = name + sampling + (restart > 0 ? " with restarts " : " ");
          samples.add(new Sample(how + "grey", encode(GREY, coding), GREY));
          addDifferences(how, encode(PHOTO, coding), samples);
        }
      }
      addRgb(name, withSegments(encode(raster(3, false), progressive)), samples);
      addCmyk(name, progressive, samples);
    }
    return samples;
  }

  private static void addDifferences(String how, byte[] jpeg, List<Sample> samples) {
    byte[] bare = withSegments(jpeg);
    samples.add(new Sample(how + "JFIF", jpeg, PHOTO));
    samples.add(new Sample(how + "no markers", bare, PHOTO));
    samples.add(new Sample(how + "0 1 2", withIds(bare, ZERO), PHOTO));
    samples.add(new Sample(how + "Y C c", withIds(bare, LETTERS), PHOTO));
    samples.add(new Sample(how + "EXIF, 0 1 2", withSegments(withIds(bare, ZERO), EXIF), PHOTO));
    samples.add(new Sample(how + "Adobe 1", withSegments(bare, adobe(1)), PHOTO));
    samples.add(new Sample(how + "Adobe 2", withSegments(bare, adobe(2)), PHOTO));
    samples.add(new Sample(how + "JFIF, Adobe 0", withSegments(bare, JFIF, adobe(0)), PHOTO));
    samples.add(new Sample(how + "JFIF, Adobe 2", withSegments(bare, JFIF, adobe(2)), PHOTO));
    samples.add(new Sample(how + "Adobe 0, JFIF", withSegments(bare, adobe(0), JFIF), PHOTO));
    samples.add(new Sample(how + "JFIF, R G B", withSegments(withIds(bare, RGB), JFIF), PHOTO));
    samples.add(new Sample(how + "short Adobe", withSegments(bare, SHORT_ADOBE), PHOTO));
    samples.add(
        new Sample(how + "Adobe 1, R G B", withSegments(withIds(bare, RGB), adobe(1)), PHOTO));
  }

  private static void addRgb(String how, byte[] bare, List<Sample> samples) {
    byte[] named = withIds(bare, RGB);
    samples.add(new Sample(how + "RGB: Adobe 0", withSegments(bare, adobe(0)), PHOTO));
    samples.add(new Sample(how + "RGB: EXIF, Adobe 0", withSegments(bare, EXIF, adobe(0)), PHOTO));
    samples.add(new Sample(how + "RGB: R G B", named, PHOTO));
    samples.add(new Sample(how + "RGB: EXIF, R G B", withSegments(named, EXIF), PHOTO));
    samples.add(new Sample(how + "RGB: short JFIF", withSegments(named, SHORT_JFIF), PHOTO));
  }

  private static void addCmyk(String how, boolean progressive, List<Sample> samples) {
    byte[] cmyk = withSegments(encode(raster(4, false), progressive));
    byte[] ycck = withSegments(encode(raster(4, true), progressive));
    samples.add(new Sample(how + "CMYK", cmyk, PHOTO));
    samples.add(new Sample(how + "CMYK: JFIF", withSegments(cmyk, JFIF), PHOTO));
    samples.add(new Sample(how + "CMYK: Adobe 0", withSegments(cmyk, adobe(0)), PHOTO));
    samples.add(new Sample(how + "YCCK: Adobe 1", withSegments(ycck, adobe(1)), PHOTO));
    samples.add(new Sample(how + "YCCK: Adobe 2", withSegments(ycck, adobe(2)), PHOTO));
    samples.add(new Sample(how + "YCCK: JFIF, Adobe 2", withSegments(ycck, JFIF, adobe(2)), PHOTO));
  }

  /** The photo's red, green and blue, which are inverted ink; or brightness and differences. */
  private static Raster raster(int bands, boolean ycc) {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, bands, null);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int color = PHOTO.getRGB(x, y);
        int[] rgb = {color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF, 255};
        raster.setPixel(x, y, ycc ? differences(rgb) : rgb);
      }
    }
    return raster;
  }

  /** Those of the ink, for YCCK is converted as if it were no ink, and then inverted. */
  private static int[] differences(int[] rgb) {
    double brightness = 255 - (0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]);
    return new int[] {
      (int) Math.round(brightness),
      (int) Math.round(128 + (255 - rgb[2] - brightness) / 1.772),
      (int) Math.round(128 + (255 - rgb[0] - brightness) / 1.402),
      rgb[3]
    };
  }

  @ParameterizedTest
  @MethodSource("samples")
  void should_show_what_libjpeg_shows(Sample sample) throws IOException {
    // given
    JpegDecoder standard = new ImageIoJpegDecoder();
    JpegDecoder leptonica = LeptonicaJpegDecoder.load(standard);
    RgbImage expected = Samples.of(sample.expected()).toRgb();

    // when
    byte[] pixels = ImageParts.of(ImageFormat.JPEG, sample.jpeg()).pixels();
    RgbImage whole = standard.decode(pixels, WIDTH, HEIGHT).toRgb();
    StoredImage reduced = leptonica.decode(pixels, SMALL, SMALL);

    // then
    assertThat(TestImages.difference(whole, expected)).as("whole").isLessThan(2);
    assertThat(leptonica.decode(pixels, WIDTH, HEIGHT).toRgb().pixels()).isEqualTo(whole.pixels());
    RgbImage small = Resampler.resize(standard.decode(pixels, SMALL, SMALL).toRgb(), SMALL, SMALL);
    RgbImage other = Resampler.resize(reduced.toRgb(), SMALL, SMALL);
    assertThat(TestImages.difference(other, small)).as("reduced").isLessThan(1.5);
    assertThat(TestImages.difference(other, Resampler.resize(expected, SMALL, SMALL)))
        .as("reduced, and what is expected")
        .isLessThan(2);
    if (reduced.channels() < 4) {
      assertThat(reduced.reduction().side()).as("leptonica's reduction").isEqualTo(2);
    }
  }

  @Test
  void should_take_for_rgb_what_says_so() throws IOException {
    byte[] differences = withIds(withSegments(encode(PHOTO, Coding.PLAIN)), RGB);

    RgbImage image = TestImages.decode(differences);

    assertThat(TestImages.difference(image, Samples.of(PHOTO).toRgb())).isGreaterThan(30);
  }

  @ParameterizedTest
  @MethodSource("sides")
  void should_decode_the_smallest_images(int[] size) throws IOException {
    BufferedImage image = TestImages.photo(size[0], size[1], BufferedImage.TYPE_INT_RGB);
    for (boolean progressive : new boolean[] {false, true}) {
      for (String sampling : List.of("1x1", "2x1", "1x2", "2x2")) {
        byte[] jpeg = withIds(encode(image, new Coding(sampling, progressive, 1)), ZERO);

        RgbImage decoded = TestImages.decode(jpeg);

        assertThat(decoded.width()).isEqualTo(size[0]);
        assertThat(decoded.height()).isEqualTo(size[1]);
        assertThat(TestImages.difference(decoded, Samples.of(image).toRgb())).isLessThan(15);
      }
    }
  }

  static List<int[]> sides() {
    return List.of(
        new int[] {1, 1},
        new int[] {1, 300},
        new int[] {300, 1},
        new int[] {7, 3},
        new int[] {9, 17});
  }

  @Test
  void should_leave_to_imageio_what_not_every_decoder_reads() throws IOException {
    byte[] jpeg = encode(PHOTO, Coding.PLAIN);
    int frame = frame(jpeg);

    assertThat(JpegHeader.of(jpeg).common()).isTrue();
    assertThat(JpegHeader.of(with(jpeg, frame - 3, 0xC2)).common()).isTrue();
    assertThat(JpegHeader.of(with(jpeg, frame - 3, 0xC3)).common()).isFalse();
    assertThat(JpegHeader.of(with(jpeg, frame - 3, 0xC9)).common()).isFalse();
    assertThat(JpegHeader.of(with(jpeg, frame, 12)).common()).isFalse();
  }

  @Test
  void should_refuse_sizes_before_any_decoder_sees_them() {
    byte[] jpeg = encode(PHOTO, Coding.PLAIN);
    int height = frame(jpeg) + 1;

    assertRefused(with(jpeg, height, 0xFF, 0xFF, 0xFF, 0xFF), "it claims to have 65535×65535");
    assertRefused(with(jpeg, height, 0, 0), "it claims to have 203×0 pixels");
  }

  private static int frame(byte[] jpeg) {
    return JpegSegment.of(jpeg).stream()
        .filter(JpegSegment::isFrame)
        .mapToInt(JpegSegment::from)
        .findFirst()
        .orElseThrow();
  }

  private static byte[] with(byte[] jpeg, int at, int... values) {
    byte[] changed = jpeg.clone();
    for (int i = 0; i < values.length; i++) {
      changed[at + i] = (byte) values[i];
    }
    return changed;
  }

  private static void assertRefused(byte[] jpeg, String message) {
    assertThatIOException()
        .isThrownBy(() -> ImageParts.of(ImageFormat.JPEG, jpeg))
        .withMessageStartingWith(message);
  }
}
