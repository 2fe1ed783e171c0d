package io.github.twohead.runtime.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.ImageSource;
import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceDecoderTest {
  private static final Color COLOR = new Color(200, 90, 30);

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "gif", "bmp"})
  void should_decode_every_format_of_the_jdk(String format) {
    // given
    BufferedImage image = TestImages.filled(40, 30, BufferedImage.TYPE_INT_RGB, COLOR);

    // when
    RgbImage decoded = decode(TestImages.encode(image, format));

    // then
    assertSize(decoded, 40, 30);
    assertPixel(decoded, 20, 15, 200, 90, 30, format.equals("jpeg") ? 3 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "cmyk.jpg,          51,207,181, 187,27,103",
    "cmyk-plain.jpg,     51,207,181, 187,27,103",
    "ycck.jpg, 98,235,26, 0,0,134",
    "progressive.jpg,   200,30,60, 10,220,120",
    "lossless-alpha.webp,200,30,60, 255,255,255"
  })
  void should_read_what_pillow_reads(String name, int r1, int g1, int b1, int r2, int g2, int b2) {
    RgbImage decoded = decode(TestImages.fixture(name));

    assertSize(decoded, 16, 8);
    assertPixel(decoded, 2, 4, r1, g1, b1, 4);
    assertPixel(decoded, 13, 4, r2, g2, b2, 4);
  }

  /** TwelveMonkeys 3.12.0 to 3.14.0 spread errors to the right and the bottom. */
  @Test
  void should_keep_colors_of_lossy_webp() {
    // given
    byte[] expected = new byte[3 * 64 * 48];
    for (int i = 0; i < 64 * 48; i++) {
      int x = i % 64;
      int y = i / 64;
      expected[3 * i] = (byte) (60 + 2 * x);
      expected[3 * i + 1] = (byte) (40 + 3 * y);
      expected[3 * i + 2] = (byte) (200 - x - y);
    }

    // when
    RgbImage decoded = decode(TestImages.fixture("gradient.webp"));

    // then: compression alone costs 2.2 (Pillow), TwelveMonkeys 3.12.0 was 5.0 off
    assertThat(TestImages.difference(decoded, new RgbImage(64, 48, expected))).isLessThan(3.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy-rotated.webp", "rotated.png"})
  void should_turn_png_and_webp_upright(String name) {
    RgbImage decoded = decode(TestImages.fixture(name));

    assertSize(decoded, 8, 16);
    assertPixel(decoded, 4, 2, 200, 30, 60, 4);
    assertPixel(decoded, 4, 13, 10, 220, 120, 4);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0,1,2,3", "2, 1,0,3,2", "3, 3,2,1,0", "4, 2,3,0,1",
    "5, 0,2,1,3", "6, 2,0,3,1", "7, 3,1,2,0", "8, 1,3,0,2"
  })
  void should_turn_jpegs_upright(int orientation, int a, int b, int c, int d) {
    // given an image whose corners are of four greys
    BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 48; x++) {
        int grey = 40 + 60 * ((y / 16) * 2 + x / 24);
        image.setRGB(x, y, new Color(grey, grey, grey).getRGB());
      }
    }
    byte[] jpeg =
        TestImages.withExif(TestImages.encode(image, "jpeg"), orientation, orientation % 2 == 0);

    // when
    RgbImage decoded = decode(jpeg);

    // then
    boolean swapped = orientation >= 5;
    assertSize(decoded, swapped ? 32 : 48, swapped ? 48 : 32);
    int right = decoded.width() - 4;
    int bottom = decoded.height() - 4;
    assertGrey(decoded, 4, 4, 40 + 60 * a);
    assertGrey(decoded, right, 4, 40 + 60 * b);
    assertGrey(decoded, 4, bottom, 40 + 60 * c);
    assertGrey(decoded, right, bottom, 40 + 60 * d);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 255})
  void should_take_unknown_orientation_for_upright(int orientation) {
    BufferedImage image = TestImages.photo(48, 32, BufferedImage.TYPE_INT_RGB);

    RgbImage decoded =
        decode(TestImages.withExif(TestImages.encode(image, "jpeg"), orientation, true));

    assertSize(decoded, 48, 32);
  }

  @Test
  void should_reduce_by_what_the_upright_image_needs() {
    // given a wide image that is tall when upright
    BufferedImage image = TestImages.photo(1600, 400, BufferedImage.TYPE_INT_RGB);
    byte[] jpeg = TestImages.withExif(TestImages.encode(image, "jpeg"), 6, false);

    // when
    RgbImage decoded = SourceDecoder.decode(ImageSource.of(jpeg), 50, 200);

    // then
    assertThat(decoded.height()).isBetween(200, 1600 / 2).isEqualTo(4 * decoded.width());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_INT_BGR, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE, BufferedImage.TYPE_USHORT_565_RGB
      })
  void should_take_pixels_of_every_kind(int type) {
    // given
    BufferedImage whole = TestImages.filled(9, 7, type, COLOR);
    BufferedImage part = whole.getSubimage(2, 3, 5, 4);
    part.setRGB(1, 1, Color.BLUE.getRGB());

    // when
    RgbImage decoded = SourceDecoder.decode(ImageSource.of(part), 32, 32);

    // then
    assertSize(decoded, 5, 4);
    assertPixel(decoded, 0, 0, 200, 90, 30, type == BufferedImage.TYPE_USHORT_565_RGB ? 6 : 0);
    assertPixel(decoded, 1, 1, 0, 0, 255, 0);
  }

  @ParameterizedTest
  @CsvSource({"10, 8", "11, 16"})
  void should_keep_greys_as_they_are_stored(int type, int bits) {
    // given
    BufferedImage image = new BufferedImage(6, 5, type);
    image.getRaster().setSample(2, 3, 0, bits == 8 ? 100 : 100 << 8 | 7);

    // when
    RgbImage pixels = SourceDecoder.decode(ImageSource.of(image), 32, 32);
    RgbImage png = decode(TestImages.encode(image, "png"));

    // then
    assertPixel(pixels, 2, 3, 100, 100, 100, 0);
    assertPixel(png, 2, 3, 100, 100, 100, 0);
    assertPixel(png, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void should_decode_grey_jpeg() {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 16, 16, 0, repeat(100, 256));

    assertPixel(decode(TestImages.encode(image, "jpeg")), 8, 8, 100, 100, 100, 2);
  }

  @Test
  void should_decode_16_bit_color() {
    // given
    BufferedImage image =
        new BufferedImage(
            new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                false,
                false,
                Transparency.OPAQUE,
                DataBuffer.TYPE_USHORT),
            Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 4, 4, 3, null),
            false,
            null);
    image.getRaster().setPixel(1, 2, new int[] {65535, 128 << 8 | 9, 3 << 8});

    // when
    RgbImage decoded = decode(TestImages.encode(image, "png"));

    // then
    assertPixel(decoded, 1, 2, 255, 128, 3, 0);
  }

  @Test
  void should_decode_palette_and_bits() {
    BufferedImage palette = TestImages.filled(5, 5, BufferedImage.TYPE_BYTE_INDEXED, Color.RED);
    BufferedImage bits = TestImages.filled(5, 5, BufferedImage.TYPE_BYTE_BINARY, Color.WHITE);

    assertPixel(decode(TestImages.encode(palette, "png")), 2, 2, 255, 0, 0, 0);
    assertPixel(decode(TestImages.encode(palette, "gif")), 2, 2, 255, 0, 0, 0);
    assertPixel(decode(TestImages.encode(bits, "png")), 2, 2, 255, 255, 255, 0);
    assertPixel(decode(TestImages.encode(bits, "bmp")), 2, 2, 255, 255, 255, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_4BYTE_ABGR_PRE})
  void should_put_transparent_pixels_on_white(int type) {
    // given
    BufferedImage image =
        TestImages.filled(5, 5, BufferedImage.TYPE_4BYTE_ABGR, new Color(255, 0, 0, 0));
    image.setRGB(1, 1, new Color(255, 0, 0, 51).getRGB());
    image.setRGB(2, 2, new Color(0, 0, 255, 255).getRGB());
    BufferedImage converted = new BufferedImage(5, 5, type);
    converted.createGraphics().drawImage(image, 0, 0, null);

    // when
    RgbImage pixels = SourceDecoder.decode(ImageSource.of(converted), 32, 32);
    RgbImage png = decode(TestImages.encode(image, "png"));

    // then
    for (RgbImage decoded : new RgbImage[] {pixels, png}) {
      assertPixel(decoded, 0, 0, 255, 255, 255, 0);
      assertPixel(decoded, 1, 1, 255, 204, 204, 1);
      assertPixel(decoded, 2, 2, 0, 0, 255, 0);
    }
  }

  @Test
  void should_read_files_whatever_their_name(@TempDir Path folder) throws IOException {
    // given
    Path file = folder.resolve("photo.jpg");
    BufferedImage image = TestImages.filled(12, 10, BufferedImage.TYPE_INT_RGB, COLOR);
    Files.write(file, TestImages.encode(image, "png"));

    // when
    RgbImage decoded = SourceDecoder.decode(ImageSource.of(file), 32, 32);

    // then
    assertPixel(decoded, 3, 3, 200, 90, 30, 0);
  }

  @Test
  void should_leave_the_settings_of_imageio_alone() {
    boolean before = ImageIO.getUseCache();

    decode(TestImages.fixture("progressive.jpg"));

    assertThat(ImageIO.getUseCache()).isEqualTo(before);
  }

  private static RgbImage decode(byte[] encoded) {
    return SourceDecoder.decode(ImageSource.of(encoded), 32, 32);
  }

  private static int[] repeat(int value, int times) {
    int[] values = new int[times];
    Arrays.fill(values, value);
    return values;
  }

  private static void assertSize(RgbImage image, int width, int height) {
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
  }

  private static void assertGrey(RgbImage image, int x, int y, int value) {
    assertPixel(image, x, y, value, value, value, 4);
  }

  private static void assertPixel(
      RgbImage image, int x, int y, int red, int green, int blue, int tolerance) {
    int[] pixel = TestImages.pixel(image, x, y);
    assertThat(pixel[0]).as("red").isCloseTo(red, within(tolerance));
    assertThat(pixel[1]).as("green").isCloseTo(green, within(tolerance));
    assertThat(pixel[2]).as("blue").isCloseTo(blue, within(tolerance));
  }
}
