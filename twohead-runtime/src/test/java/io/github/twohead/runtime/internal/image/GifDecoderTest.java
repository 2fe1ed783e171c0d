package io.github.twohead.runtime.internal.image;

import static io.github.twohead.runtime.internal.image.TestChunks.latin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.primitives.Bytes;
import io.github.twohead.runtime.internal.image.ImageIoDecoder.GifDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GifDecoderTest {
  private static final int[] WHITE = {255, 255, 255};
  private static final int[] RED = {255, 0, 0};
  private static final int[] BLUE = {0, 0, 255};

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7})
  void should_draw_the_first_frame_where_it_lies(int disposal) throws IOException {
    // given a frame of 20×10 at (15, 25), red but for a blue corner and a transparent one
    byte[] frame = frame(20, 10);
    frame[0] = 2;
    frame[199] = 3;

    // when
    StoredImage image = GifDecoder.decode(gif(frame, 20, 40, 50, 15, 25, disposal), 4096, 4096);

    // then
    assertThat(image.width()).isEqualTo(40);
    assertThat(image.height()).isEqualTo(50);
    assertPixel(image, 0, 0, WHITE);
    assertPixel(image, 14, 25, WHITE);
    assertPixel(image, 15, 24, WHITE);
    assertPixel(image, 15, 25, BLUE);
    assertPixel(image, 16, 25, RED);
    assertPixel(image, 33, 34, RED);
    assertPixel(image, 34, 34, WHITE);
    assertPixel(image, 35, 30, WHITE);
    assertPixel(image, 39, 49, WHITE);
  }

  @Test
  void should_widen_a_canvas_that_is_too_small() throws IOException {
    StoredImage image = GifDecoder.decode(gif(frame(20, 10), 20, 8, 12, 5, 6, 0), 4096, 4096);

    assertThat(image.width()).isEqualTo(25);
    assertThat(image.height()).isEqualTo(16);
    assertPixel(image, 24, 15, RED);
    assertPixel(image, 4, 15, WHITE);
  }

  @ParameterizedTest
  @CsvSource({"65535, 65535, 0, 0", "40, 40, 65535, 65535", "20000, 20000, 3, 4"})
  void should_refuse_a_canvas_that_is_too_large(int width, int height, int left, int top) {
    byte[] gif = gif(frame(10, 10), 10, width, height, left, top, 0);

    assertThatIOException()
        .isThrownBy(() -> GifDecoder.decode(gif, 256, 256))
        .withMessageMatching("it claims to have \\d+×\\d+ pixels; the most are 200000000");
  }

  /** Of 12000×12000 pixels, every 46th is kept: the first one is the 23rd. */
  @ParameterizedTest
  @CsvSource({"0, 0", "23, 22", "24, 24", "5003, 7012", "11900, 11900"})
  void should_keep_the_same_pixels_of_a_huge_canvas(int left, int top) throws IOException {
    // given
    byte[] gif = gif(frame(100, 100), 100, 12_000, 12_000, left, top, 0);
    int period = 46;

    // when
    StoredImage image = GifDecoder.decode(gif, 86, 86);

    // then
    assertThat(image.width()).isEqualTo(ImageSize.reduced(12_000, period));
    int red = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int column = period / 2 + x * period;
        int row = period / 2 + y * period;
        boolean inside = column >= left && column < left + 100 && row >= top && row < top + 100;
        assertPixel(image, x, y, inside ? RED : WHITE);
        red += inside ? 1 : 0;
      }
    }
    assertThat(red).isPositive();
  }

  @Test
  void should_leave_a_huge_canvas_white_where_no_pixel_is_kept() throws IOException {
    byte[] gif = gif(frame(3, 3), 3, 12_000, 12_000, 24, 24, 0);

    byte[] samples = GifDecoder.decode(gif, 86, 86).samples();

    assertThat(samples).containsOnly(255);
  }

  /** Pixels of the palette below, all red. */
  private static byte[] frame(int width, int height) {
    byte[] frame = new byte[width * height];
    Arrays.fill(frame, (byte) 1);
    return frame;
  }

  /** Writes a GIF of one frame; its colours are green, red, blue and transparent. */
  private static byte[] gif(
      byte[] frame, int frameWidth, int width, int height, int left, int top, int disposal) {
    ByteBuffer out = ByteBuffer.allocate(100 + 2 * frame.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(latin("GIF89a")).putShort((short) width).putShort((short) height);
    out.put((byte) 0x91).putShort((short) 0).put(latin("\0\377\0\377\0\0\0\0\377\0\0\0"));
    out.put(latin("!\371\4")).put((byte) (disposal << 2 | 1)).put(latin("\0\0\3\0,"));
    out.putShort((short) left).putShort((short) top);
    out.putShort((short) frameWidth).putShort((short) (frame.length / frameWidth));
    return Bytes.concat(
        Arrays.copyOf(out.array(), out.position()), latin("\0\2"), coded(frame), latin("\0;"));
  }

  /** Codes of three bits; clearing the table after every other pixel keeps them that short. */
  private static byte[] coded(byte[] frame) {
    BitSet bits = new BitSet();
    int at = 0;
    for (int i = 0; i <= frame.length; i++) {
      at = i % 2 == 0 ? put(bits, at, 4) : at;
      at = put(bits, at, i < frame.length ? frame[i] : 5);
    }
    byte[] codes = Arrays.copyOf(bits.toByteArray(), (at + 7) / 8);
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    for (int from = 0; from < codes.length; from += 255) {
      int length = Math.min(255, codes.length - from);
      blocks.write(length);
      blocks.write(codes, from, length);
    }
    return blocks.toByteArray();
  }

  private static int put(BitSet bits, int at, int code) {
    for (int bit = 0; bit < 3; bit++) {
      bits.set(at + bit, (code >> bit & 1) != 0);
    }
    return at + 3;
  }

  private static void assertPixel(StoredImage image, int x, int y, int[] rgb) {
    assertThat(TestImages.pixel(image.toRgb(), x, y)).as("(%d, %d)", x, y).containsExactly(rgb);
  }
}
