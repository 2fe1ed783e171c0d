package io.github.twohead.runtime.internal.image;

import static io.github.twohead.runtime.internal.image.TestChunks.latin;
import static io.github.twohead.runtime.internal.image.TestChunks.withProfile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Bytes;
import io.github.twohead.Colors;
import io.github.twohead.ImageSource;
import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Expected colours are those of Pillow 12.3's ImageCms (littlecms 2.19) for the same profiles. */
class ColorProfileTest {
  /** The colour of the left half of the WebP. */
  private static final Color COLOR = new Color(200, 30, 60);

  @ParameterizedTest
  @CsvSource({
    "200,30,60, 218,0,54, 233,24,58",
    "60,180,90, 0,183,78, 0,181,83",
    "40,60,220, 34,61,229, 21,57,225",
    "255,0,0, 255,0,0, 255,0,0",
    "128,128,128, 128,128,128, 129,129,129",
    "10,20,30, 7,20,31, 0,12,24"
  })
  void should_convert_as_littlecms_does(
      int r, int g, int b, int r1, int g1, int b1, int r2, int g2, int b2) {
    byte[] png = png(new Color(r, g, b));

    assertColor(withProfile(png, IccProfiles.displayP3()), Colors.SRGB, r1, g1, b1, 1);
    assertColor(withProfile(png, IccProfiles.adobeRgb()), Colors.SRGB, r2, g2, b2, 1);
  }

  static Stream<Arguments> formats() {
    return Stream.of(
        Arguments.of("PNG", withProfile(png(COLOR), IccProfiles.swapped())),
        Arguments.of("JPEG", jpeg(jpeg(BufferedImage.TYPE_INT_RGB), IccProfiles.swapped())),
        Arguments.of("JPEG, in pieces", inPieces(IccProfiles.swapped())),
        Arguments.of(
            "WebP",
            TestChunks.withWebpChunk(
                TestImages.fixture("lossless-alpha.webp"), "ICCP", IccProfiles.swapped(), 16, 8)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void should_have_one_rule_for_every_format(String name, byte[] encoded) {
    assertColor(encoded, Colors.AS_STORED, 200, 30, 60, 3);
    assertColor(encoded, Colors.SRGB, 24, 201, 57, 4);
  }

  @Test
  void should_convert_every_pixel_before_it_resizes() {
    // given stripes of two colours
    BufferedImage stripes =
        TestImages.filled(64, 64, BufferedImage.TYPE_INT_RGB, new Color(60, 180, 90));
    for (int x = 0; x < 64; x += 2) {
      for (int y = 0; y < 64; y++) {
        stripes.setRGB(x, y, new Color(40, 60, 220).getRGB());
      }
    }
    byte[] png = withProfile(TestImages.encode(stripes, "png"), IccProfiles.displayP3());

    // when
    RgbImage image = SourceDecoder.decode(ImageSource.of(png), Colors.SRGB, 32, 32);

    // then
    int[] pixel = TestImages.pixel(Resampler.resize(image, 32, 32), 16, 16);
    assertThat(pixel[0]).as("of 0 and 34").isCloseTo(17, within(2));
  }

  @Test
  void should_convert_grey_by_a_grey_profile() {
    BufferedImage grey = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSamples(0, 0, 8, 8, 0, filled(64, 100));
    byte[] png = withProfile(TestImages.encode(grey, "png"), IccProfiles.grey());
    byte[] jpeg = jpeg(TestImages.encode(grey, "jpeg"), IccProfiles.grey());

    assertColor(png, Colors.SRGB, 119, 119, 119, 1);
    assertColor(jpeg, Colors.SRGB, 119, 119, 119, 3);
    assertColor(jpeg, Colors.AS_STORED, 100, 100, 100, 2);
  }

  @Test
  void should_convert_ink_by_a_printers_profile() {
    // given ink of (200, 30, 60, 20), which is red without a profile
    byte[] cmyk = TestImages.fixture("cmyk.jpg");

    assertColor(cmyk, Colors.SRGB, 51, 207, 181, 4);
    int[] pixel = left(jpeg(cmyk, IccProfiles.cmyk()), Colors.SRGB);
    assertThat(pixel[1]).as("green").isCloseTo(pixel[0], within(1)).isBetween(150, 220);
    assertThat(pixel[2]).as("blue").isCloseTo(pixel[0], within(1));
  }

  @Test
  void should_leave_alone_what_a_profile_is_not_for() {
    byte[] grey = jpeg(BufferedImage.TYPE_BYTE_GRAY);
    int[] stored = left(grey, Colors.AS_STORED);
    byte[] srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    byte[] cmyk = TestImages.fixture("cmyk.jpg");

    assertColor(jpeg(grey, IccProfiles.swapped()), Colors.SRGB, stored[0], stored[1], stored[2], 0);
    assertColor(withProfile(png(COLOR), IccProfiles.grey()), Colors.SRGB, 200, 30, 60, 0);
    assertColor(withProfile(png(COLOR), IccProfiles.cmyk()), Colors.SRGB, 200, 30, 60, 0);
    assertColor(withProfile(png(COLOR), srgb), Colors.SRGB, 200, 30, 60, 0);
    assertColor(png(COLOR), Colors.SRGB, 200, 30, 60, 0);
    assertColor(jpeg(cmyk, IccProfiles.swapped()), Colors.SRGB, 51, 207, 181, 4);
  }

  @Test
  void should_leave_alone_what_png_says_in_other_chunks() {
    byte[] png = png(COLOR);
    for (String type : List.of("gAMA", "cHRM", "sRGB", "cICP", "bKGD")) {
      for (byte[] content :
          List.of(new byte[0], new byte[4], new byte[32], new byte[] {9, 16, 0, 1})) {
        byte[] more = TestChunks.withPngChunk(png, type, content);
        assertColor(more, Colors.SRGB, 200, 30, 60, 0);
        assertColor(more, Colors.AS_STORED, 200, 30, 60, 0);
      }
    }
  }

  @Test
  void should_leave_pixels_in_memory_alone() {
    BufferedImage image = TestImages.filled(16, 8, BufferedImage.TYPE_INT_RGB, COLOR);

    RgbImage decoded = SourceDecoder.decode(ImageSource.of(image), Colors.SRGB, 32, 32);

    assertThat(TestImages.pixel(decoded, 3, 3)).containsExactly(200, 30, 60);
  }

  static List<byte[]> broken() {
    byte[] whole = IccProfiles.swapped();
    byte[] wrongKind = whole.clone();
    System.arraycopy(latin("7CLR"), 0, wrongKind, 16, 4);
    byte[] endless = whole.clone();
    Arrays.fill(endless, 128, 132, (byte) 0x7F);
    return List.of(
        new byte[0],
        latin("not a profile at all"),
        Arrays.copyOf(whole, 100),
        Arrays.copyOf(whole, 200),
        Arrays.copyOf(whole, whole.length - 1),
        new byte[5000],
        wrongKind,
        endless);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void should_leave_alone_what_a_broken_profile_describes(byte[] profile) {
    assertColor(withProfile(png(COLOR), profile), Colors.SRGB, 200, 30, 60, 0);
    assertColor(jpeg(jpeg(BufferedImage.TYPE_INT_RGB), profile), Colors.SRGB, 200, 30, 60, 3);
    byte[] webp = TestImages.fixture("lossless-alpha.webp");
    assertColor(
        TestChunks.withWebpChunk(webp, "ICCP", profile, 16, 8), Colors.SRGB, 200, 30, 60, 0);
  }

  @Test
  void should_leave_alone_what_a_missing_piece_describes() {
    byte[] piece = Bytes.concat(latin("ICC_PROFILE\0\1\2"), IccProfiles.swapped());
    byte[] jpeg = TestImages.withSegment(jpeg(BufferedImage.TYPE_INT_RGB), 0xE2, piece);

    assertColor(jpeg, Colors.SRGB, 200, 30, 60, 3);
  }

  /** littlecms is native code: a profile from anywhere must not be able to end the process. */
  @Test
  void should_survive_any_profile() {
    Random random = new Random(20260102);
    List<byte[]> profiles =
        List.of(
            IccProfiles.displayP3(),
            IccProfiles.swapped(),
            IccProfiles.grey(),
            IccProfiles.cmyk(),
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
    byte[] png = png(COLOR);
    byte[] cmyk = TestImages.fixture("cmyk.jpg");
    int converted = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] profile = profiles.get(i % profiles.size()).clone();
      for (int change = random.nextInt(6); change >= 0; change--) {
        profile[random.nextInt(Math.min(400, profile.length))] = (byte) random.nextInt();
      }
      byte[] image = i % profiles.size() == 3 ? jpeg(cmyk, profile) : withProfile(png, profile);

      int[] pixel = left(image, Colors.SRGB);

      converted += pixel[0] != 200 && pixel[0] != 51 ? 1 : 0;
    }
    assertThat(converted).isBetween(10, 990);
  }

  private static int[] filled(int count, int value) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }

  private static byte[] png(Color color) {
    return TestImages.encode(TestImages.filled(16, 8, BufferedImage.TYPE_INT_RGB, color), "png");
  }

  private static byte[] jpeg(int type) {
    return TestImages.encode(TestImages.filled(16, 8, type, COLOR), "jpeg");
  }

  private static byte[] jpeg(byte[] jpeg, byte[] profile) {
    return TestImages.withSegment(jpeg, 0xE2, Bytes.concat(latin("ICC_PROFILE\0\1\1"), profile));
  }

  /** The second half first, for pieces are numbered. */
  private static byte[] inPieces(byte[] profile) {
    int half = profile.length / 2;
    byte[] first = Bytes.concat(latin("ICC_PROFILE\0\1\2"), Arrays.copyOf(profile, half));
    byte[] second =
        Bytes.concat(latin("ICC_PROFILE\0\2\2"), Arrays.copyOfRange(profile, half, profile.length));
    byte[] jpeg = TestImages.withSegment(jpeg(BufferedImage.TYPE_INT_RGB), 0xE2, first);
    return TestImages.withSegment(jpeg, 0xE2, second);
  }

  private static int[] left(byte[] encoded, Colors colors) {
    return TestImages.pixel(TestImages.decode(encoded, colors), 3, 3);
  }

  private static void assertColor(
      byte[] encoded, Colors colors, int red, int green, int blue, int tolerance) {
    int[] pixel = left(encoded, colors);
    assertThat(pixel[0]).as("red").isCloseTo(red, within(tolerance));
    assertThat(pixel[1]).as("green").isCloseTo(green, within(tolerance));
    assertThat(pixel[2]).as("blue").isCloseTo(blue, within(tolerance));
  }
}
