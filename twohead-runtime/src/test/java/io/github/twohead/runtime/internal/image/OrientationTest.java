package io.github.twohead.runtime.internal.image;

import static io.github.twohead.runtime.internal.image.TestChunks.latin;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An orientation is found wherever Pillow finds it, in every format. */
class OrientationTest {
  private static final String EXIF_TEXT = "Raw profile type exif";
  private static final String XMP = "XML:com.adobe.xmp";
  private static final int RIGHT = 6;
  private static final int DOWN = 3;

  /** A format and a place, and how a file in which an orientation stands there is made. */
  private interface Place {
    byte[] with(int orientation);
  }

  static Stream<Arguments> places() {
    return Stream.of(
        place("JPEG, EXIF", o -> TestImages.withExif(jpeg(), o, true)),
        place("JPEG, XMP attribute", o -> withXmp(jpeg(), attribute(o))),
        place("JPEG, XMP element", o -> withXmp(jpeg(), element(o))),
        place("PNG, eXIf", o -> TestChunks.withPngChunk(png(), "eXIf", exif(o))),
        place(
            "PNG, eXIf with a prefix",
            o -> TestChunks.withPngChunk(png(), "eXIf", Bytes.concat(latin("Exif\0\0"), exif(o)))),
        place("PNG, eXIf at the end", o -> TestChunks.withLastPngChunk(png(), "eXIf", exif(o))),
        place("PNG, tEXt", o -> text("tEXt", TestChunks.text(EXIF_TEXT, digits(o)))),
        place("PNG, zTXt", o -> text("zTXt", TestChunks.deflatedText(EXIF_TEXT, digits(o)))),
        place("PNG, iTXt", o -> international(EXIF_TEXT, digits(o), false)),
        place("PNG, deflated iTXt", o -> international(EXIF_TEXT, digits(o), true)),
        place(
            "PNG, tEXt at the end",
            o -> TestChunks.withLastPngChunk(png(), "tEXt", TestChunks.text(EXIF_TEXT, digits(o)))),
        place("PNG, XMP attribute", o -> international(XMP, attribute(o), false)),
        place("PNG, deflated XMP element", o -> international(XMP, element(o), true)),
        place("PNG, XMP in tEXt", o -> text("tEXt", TestChunks.text(XMP, element(o)))),
        place("WebP, EXIF", o -> TestChunks.withWebpChunk(webp(), "EXIF", exif(o), 64, 48)),
        place("WebP, XMP", o -> TestChunks.withWebpChunk(webp(), "XMP ", attribute(o), 64, 48)));
  }

  private static Arguments place(String name, Place place) {
    return Arguments.of(name, place);
  }

  private static byte[] withXmp(byte[] jpeg, byte[] packet) {
    byte[] signature = latin("http://ns.adobe.com/xap/1.0/\0");
    return TestImages.withSegment(jpeg, 0xE1, Bytes.concat(signature, packet));
  }

  private static byte[] text(String type, byte[] content) {
    return TestChunks.withPngChunk(png(), type, content);
  }

  private static byte[] international(String key, byte[] text, boolean deflated) {
    return text("iTXt", TestChunks.internationalText(key, text, deflated));
  }

  private static byte[] exif(int orientation) {
    return TestImages.exif(orientation, false);
  }

  /** As ImageMagick wrote it: a name, a length, and lines of digits. */
  private static byte[] digits(int orientation) {
    byte[] block = Bytes.concat(latin("Exif\0\0"), exif(orientation));
    String digits = HexFormat.of().formatHex(block);
    String lines = digits.substring(0, 40) + "\n" + digits.substring(40);
    return latin("\nexif\n      " + block.length + "\n" + lines + "\n");
  }

  private static byte[] attribute(int orientation) {
    return latin("<x:xmpmeta><rdf:Description tiff:Orientation=\"" + orientation + "\"/>");
  }

  private static byte[] element(int orientation) {
    return latin("<x:xmpmeta><tiff:Orientation>" + orientation + "</tiff:Orientation>");
  }

  private static byte[] jpeg() {
    return TestImages.encode(photo(), "jpeg");
  }

  private static byte[] png() {
    return TestImages.encode(photo(), "png");
  }

  private static BufferedImage photo() {
    return TestImages.photo(64, 48, BufferedImage.TYPE_INT_RGB);
  }

  private static byte[] webp() {
    return TestImages.fixture("gradient.webp");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("places")
  void should_follow_every_orientation(String name, Place place) {
    RgbImage stored = TestImages.decode(place.with(1));
    for (int orientation = 0; orientation <= 9; orientation++) {
      byte[] expected = Orientation.upright(stored, orientation).pixels();

      RgbImage decoded = TestImages.decode(place.with(orientation));

      assertThat(decoded.width()).isEqualTo(orientation >= 5 && orientation < 9 ? 48 : 64);
      assertThat(decoded.pixels()).as("orientation %d", orientation).isEqualTo(expected);
    }
  }

  @Test
  void should_prefer_exif_to_text_and_to_xmp() {
    byte[] upright = TestChunks.withPngChunk(png(), "eXIf", exif(1));
    byte[] turned = TestChunks.withPngChunk(png(), "eXIf", exif(RIGHT));
    byte[] text = TestChunks.text(EXIF_TEXT, digits(DOWN));
    byte[] xmp = TestChunks.internationalText(XMP, attribute(DOWN), false);

    assertLike(TestChunks.withLastPngChunk(upright, "tEXt", text), png());
    assertLike(TestChunks.withPngChunk(upright, "iTXt", xmp), png());
    assertLike(TestChunks.withPngChunk(turned, "iTXt", xmp), turned);
    assertLike(withXmp(TestImages.withExif(jpeg(), 1, true), attribute(RIGHT)), jpeg());
    // what is no orientation is still one that EXIF has
    assertLike(withXmp(TestImages.withExif(jpeg(), 0, true), attribute(RIGHT)), jpeg());
  }

  @Test
  void should_look_into_xmp_where_exif_has_no_orientation() {
    byte[] none = exif(1);
    none[11] = 2; // another tag
    byte[] exif = Bytes.concat(latin("Exif\0\0"), none);
    byte[] turned = TestImages.withExif(jpeg(), RIGHT, true);

    byte[] both = withXmp(TestImages.withSegment(jpeg(), 0xE1, exif), attribute(RIGHT));
    byte[] garbage = withXmp(TestImages.withSegment(jpeg(), 0xE1, latin("Exif\0\0?")), element(6));

    assertLike(both, turned);
    assertLike(garbage, turned);
  }

  @Test
  void should_ignore_what_is_broken() {
    byte[] png = png();
    byte[] text = TestChunks.text(EXIF_TEXT, latin("\nexif\n 2\nno digits\n"));
    byte[] cut = TestChunks.text(EXIF_TEXT, latin("exif"));
    byte[] inflated = TestChunks.text(EXIF_TEXT, latin("\0not deflated"));

    assertLike(TestChunks.withPngChunk(png, "tEXt", text), png);
    assertLike(TestChunks.withPngChunk(png, "tEXt", cut), png);
    assertLike(TestChunks.withPngChunk(png, "zTXt", inflated), png);
    assertLike(TestChunks.withPngChunk(png, "iTXt", latin(XMP)), png);
    assertLike(TestChunks.withPngChunk(png, "eXIf", latin("MM")), png);
    assertLike(TestChunks.withPngChunk(png, "eXIf", new byte[0]), png);
  }

  /** A few bytes of text could become any number. */
  @Test
  void should_not_inflate_without_end() {
    byte[] endless = TestChunks.deflatedText(XMP, new byte[(1 << 24) + 1]);
    byte[] xmp = TestChunks.deflatedText(XMP, attribute(RIGHT));
    byte[] png = TestChunks.withPngChunk(png(), "zTXt", xmp);

    assertThat(TestImages.decode(png).width()).isEqualTo(48);
    assertLike(TestChunks.withPngChunk(png, "zTXt", endless), png());
  }

  /** Broken metadata of a palette once were the end of the image. */
  @Test
  void should_decode_palettes_with_any_metadata() {
    BufferedImage image =
        TestImages.filled(5, 5, BufferedImage.TYPE_BYTE_INDEXED, new Color(255, 0, 0));
    byte[] png = TestImages.encode(image, "png");

    for (String type :
        new String[] {"iCCP", "cHRM", "tEXt", "iTXt", "zTXt", "pHYs", "tIME", "hIST", "sBIT"}) {
      byte[] decoded = TestImages.decode(TestChunks.withPngChunk(png, type, new byte[0])).pixels();
      assertThat(decoded).as(type).startsWith(255, 0, 0);
    }
  }

  /** The last squares of a reduced image are smaller; turned, they are the first ones. */
  @Test
  void should_turn_a_reduced_image_as_the_whole_one() throws Exception {
    byte[] jpeg =
        TestImages.encode(TestImages.photo(1003, 777, BufferedImage.TYPE_INT_RGB), "jpeg");
    byte[] pixels = ImageParts.of(ImageFormat.JPEG, jpeg).pixels();
    JpegDecoder leptonica = LeptonicaJpegDecoder.load(new ImageIoJpegDecoder());
    RgbImage whole = leptonica.decode(pixels, 1003, 777).toRgb();
    RgbImage reduced = leptonica.decode(pixels, 64, 64).toRgb();
    assertThat(reduced.reduction().side()).isEqualTo(8);

    assertThat(IntStream.rangeClosed(1, 8))
        .allSatisfy(
            orientation -> {
              RgbImage expected = Resampler.resize(Orientation.upright(whole, orientation), 64, 64);
              RgbImage actual = Resampler.resize(Orientation.upright(reduced, orientation), 64, 64);
              assertThat(TestImages.difference(actual, expected)).isLessThan(0.5);
            });
  }

  private static void assertLike(byte[] encoded, byte[] expected) {
    assertThat(TestImages.decode(encoded).pixels()).isEqualTo(TestImages.decode(expected).pixels());
  }
}
