package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.primitives.Bytes;
import io.github.twohead.runtime.internal.image.TestJpegs.Coding;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A JPEG is whole if all of its blocks are there, whatever follows. */
class JpegEndTest {
  private static final int TARGET = 64;

  private static final JpegDecoder STANDARD = new ImageIoJpegDecoder();
  private static final JpegDecoder LEPTONICA = LeptonicaJpegDecoder.load(STANDARD);

  static Stream<Coding> codings() {
    return Stream.of("1x1", "2x2")
        .flatMap(
            sampling ->
                Stream.of(
                    new Coding(sampling, false, 0),
                    new Coding(sampling, false, 9),
                    new Coding(sampling, true, 0),
                    new Coding(sampling, true, 9)));
  }

  private static byte[] jpeg(Coding coding) {
    return TestJpegs.encode(TestImages.photo(600, 400, BufferedImage.TYPE_INT_RGB), coding);
  }

  @ParameterizedTest
  @MethodSource("codings")
  void should_decode_what_is_complete(Coding coding) throws IOException {
    byte[] jpeg = jpeg(coding);
    byte[] other = TestJpegs.encode(TestImages.photo(9, 9, BufferedImage.TYPE_INT_RGB), coding);
    byte[] blocks = Arrays.copyOf(jpeg, jpeg.length - 2);
    byte[] trailer = "\0\0\1\12\16Image_UTC_DataSEFHe\0\0\0SEFT".getBytes(ISO_8859_1);
    List<byte[]> whole =
        List.of(
            jpeg,
            blocks,
            Arrays.copyOf(jpeg, jpeg.length - 1),
            Bytes.concat(blocks, trailer),
            Bytes.concat(blocks, "\u00ffS\u00ff\u00e1zz".getBytes(ISO_8859_1), trailer),
            Bytes.concat(blocks, "\u00ff\u00da\0\10\1\1\0\0\77\0scan".getBytes(ISO_8859_1)),
            Bytes.concat(blocks, other),
            Bytes.concat(blocks, "\u00ff\u00ff\u00ff\u00d9".getBytes(ISO_8859_1)),
            Bytes.concat(jpeg, trailer),
            Bytes.concat(jpeg, other),
            Bytes.concat(jpeg, new byte[5000]));

    for (int i = 0; i < whole.size(); i++) {
      for (JpegDecoder decoder : List.of(STANDARD, LEPTONICA)) {
        for (int wanted : new int[] {TARGET, 600}) {
          RgbImage expected = decode(decoder, jpeg, wanted);
          assertThat(TestImages.difference(decode(decoder, whole.get(i), wanted), expected))
              .as("ending %d of %s, %d pixels", i, decoder, wanted)
              .isLessThan(1.5);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("codings")
  void should_refuse_what_is_truncated(Coding coding) {
    byte[] jpeg = jpeg(coding);
    List<Integer> lengths = new ArrayList<>(List.of(jpeg.length - 8, jpeg.length * 9 / 10));
    lengths.add(jpeg.length / 2);
    if (coding.restart() > 0) {
      lengths.add(lastMarker(jpeg, 0xD0, 0xD7));
    }
    if (coding.progressive()) {
      lengths.add(lastMarker(jpeg, 0xDA, 0xDA));
    }
    for (int length : lengths) {
      for (JpegDecoder decoder : List.of(STANDARD, LEPTONICA)) {
        for (int wanted : new int[] {TARGET, 600}) {
          assertThatIOException()
              .as("%d of %d bytes by %s", length, jpeg.length, decoder)
              .isThrownBy(() -> decode(decoder, Arrays.copyOf(jpeg, length), wanted))
              .withMessage("it is truncated");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("codings")
  void should_not_believe_an_end_marker_in_the_middle(Coding coding) {
    byte[] jpeg = jpeg(coding);
    int scan = lastMarker(jpeg, 0xDA, 0xDA);
    byte[] ended = Arrays.copyOf(jpeg, (scan + jpeg.length) / 2);
    ended[ended.length - 2] = (byte) 0xFF;
    ended[ended.length - 1] = (byte) 0xD9;

    for (JpegDecoder decoder : List.of(STANDARD, LEPTONICA)) {
      assertThatIOException()
          .isThrownBy(() -> decode(decoder, ended, TARGET))
          .withMessage("it is truncated");
    }
  }

  @Test
  void should_say_that_a_header_is_truncated() {
    byte[] jpeg = jpeg(Coding.PLAIN);
    int scan = JpegSegment.of(jpeg).stream().mapToInt(JpegSegment::start).max().orElseThrow();
    for (int length : new int[] {3, 40, scan - 30, scan, scan + 8}) {
      assertThatIOException()
          .as("%d bytes", length)
          .isThrownBy(() -> ImageParts.of(ImageFormat.JPEG, Arrays.copyOf(jpeg, length)))
          .withMessage("it is truncated: it ends before its pixels begin");
    }
  }

  private static int lastMarker(byte[] jpeg, int from, int to) {
    int at = jpeg.length - 2;
    while (jpeg[at] != (byte) 0xFF || (jpeg[at + 1] & 0xFF) < from || (jpeg[at + 1] & 0xFF) > to) {
      at--;
    }
    return at;
  }

  private static RgbImage decode(JpegDecoder decoder, byte[] jpeg, int wanted) throws IOException {
    byte[] pixels = ImageParts.of(ImageFormat.JPEG, jpeg).pixels();
    return Resampler.resize(decoder.decode(pixels, wanted, wanted).toRgb(), wanted, wanted);
  }
}
