package io.github.twohead.runtime.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.ImageSource;
import io.github.twohead.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UnreadableImageTest {
  private static final int HUGE = 60_000;

  @Test
  void should_refuse_what_is_no_file(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    Path text = Files.writeString(folder.resolve("text.png"), "not an image at all");
    Path missing = folder.resolve("missing.jpg");

    assertRefused(ImageSource.of(missing), missing + ": there is no such file");
    assertRefused(ImageSource.of(folder), folder + ": it is a folder, not an image");
    assertRefused(ImageSource.of(empty), empty + ": it is empty");
    assertRefused(ImageSource.of(text), text + ": it is not a JPEG, PNG, GIF, BMP or WebP image");
  }

  /** A source that is no file. */
  private record Stored(Callable<@Nullable ImageSource> content) implements ImageSource.OnDemand {
    @Override
    public String name() {
      return "stored";
    }

    @Override
    public ImageSource load() throws IOException {
      try {
        return content.call();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void should_say_why_a_source_of_ones_own_gives_no_image() {
    assertStoredRefused(
        () -> {
          throw new IOException("the line is busy");
        },
        "the line is busy");
    assertStoredRefused(
        () -> {
          throw new EOFException();
        },
        "java.io.EOFException");
    assertStoredRefused(
        () -> {
          throw new IllegalStateException("closed");
        },
        "it cannot be loaded: java.lang.IllegalStateException: closed");
    assertStoredRefused(() -> ImageSource.of(new byte[0]), "it is empty");
    String wrong =
        "load() of "
            + Stored.class.getName()
            + " must give a file, encoded bytes or pixels, but gives ";
    assertStoredRefused(() -> null, wrong + "null");
    assertStoredRefused(() -> new Stored(() -> null), wrong + "another source of your own");
  }

  @Test
  void should_name_the_class_of_a_source_that_cannot_say_its_name() {
    ImageSource nameless =
        new ImageSource.OnDemand() {
          @Override
          public String name() {
            throw new IllegalStateException("no name");
          }

          @Override
          public ImageSource load() throws IOException {
            throw new IOException("the line is busy");
          }
        };

    assertRefused(
        nameless,
        nameless.getClass().getName()
            + ", whose name() fails with java.lang.IllegalStateException: no name:"
            + " the line is busy");
  }

  private static void assertStoredRefused(Callable<@Nullable ImageSource> content, String reason) {
    assertRefused(new Stored(content), "stored: " + reason);
  }

  static List<byte[]> images() {
    BufferedImage photo = TestImages.photo(64, 48, BufferedImage.TYPE_INT_RGB);
    return List.of(
        TestImages.encode(photo, "jpeg"),
        TestImages.encode(photo, "png"),
        TestImages.encode(photo, "gif"),
        TestImages.encode(photo, "bmp"),
        TestImages.fixture("progressive.jpg"),
        TestImages.fixture("cmyk.jpg"),
        TestImages.fixture("lossy-rotated.webp"),
        TestImages.fixture("lossless-alpha.webp"));
  }

  @Test
  void should_refuse_an_animated_webp() {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(
            () -> SourceDecoder.decode(ImageSource.of(TestImages.fixture("animated.webp")), 8, 8))
        .withMessageContaining("animation");
  }

  @ParameterizedTest
  @MethodSource("images")
  void should_refuse_truncated_images(byte[] image) {
    // a PNG's last chunks and a GIF's last byte hold no pixels
    for (int length : new int[] {image.length - 24, image.length * 3 / 4, image.length / 2, 40}) {
      ImageSource source = ImageSource.of(Arrays.copyOf(image, length));

      assertThatExceptionOfType(UnreadableImageException.class)
          .as("%d of %d bytes", length, image.length)
          .isThrownBy(() -> SourceDecoder.decode(source, 8, 8))
          .withMessageStartingWith(source.name() + ": ")
          .withMessageNotContaining("\n")
          .withMessageNotContaining("null");
    }
  }

  @Test
  void should_say_that_a_jpeg_is_truncated() {
    byte[] jpeg = TestImages.encode(TestImages.photo(300, 200, BufferedImage.TYPE_INT_RGB), "jpeg");

    for (int target : new int[] {8, 256}) {
      for (int missing : new int[] {8, 100, jpeg.length / 2}) {
        byte[] part = Arrays.copyOf(jpeg, jpeg.length - missing);
        assertThatExceptionOfType(UnreadableImageException.class)
            .isThrownBy(() -> SourceDecoder.decode(ImageSource.of(part), target, target))
            .withMessageEndingWith("this JPEG cannot be decoded: it is truncated");
      }
    }
  }

  @Test
  void should_decode_a_jpeg_with_bytes_after_its_end() {
    byte[] jpeg = images().get(0);

    RgbImage image =
        SourceDecoder.decode(ImageSource.of(Arrays.copyOf(jpeg, jpeg.length + 5000)), 8, 8);

    assertThat(image.width()).isGreaterThanOrEqualTo(8);
  }

  @Test
  void should_refuse_absurd_sizes_before_decoding() {
    byte[] jpeg = images().get(0);
    int frame = indexOf(jpeg, (byte) 0xC0);
    ByteBuffer.wrap(jpeg).putShort(frame + 4, (short) HUGE).putShort(frame + 6, (short) HUGE);
    byte[] gif = images().get(2);
    int descriptor = 13 + ((gif[10] & 0x80) != 0 ? 3 << ((gif[10] & 7) + 1) : 0);
    descriptor += gif[descriptor] == '!' ? 8 : 0;
    ByteBuffer.wrap(gif).putInt(descriptor + 5, -1);
    byte[] bmp = images().get(3);
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 15_000).putInt(22, 15_000);
    byte[] webp = TestImages.fixture("lossy-rotated.webp");
    Arrays.fill(webp, 24, 30, (byte) 0xFF);

    for (byte[] bomb :
        List.of(
            jpeg,
            gif,
            bmp,
            webp,
            TestImages.pngHeader(HUGE, HUGE, 16, 2),
            TestImages.pngHeader(Integer.MAX_VALUE, Integer.MAX_VALUE, 8, 2))) {
      assertThatExceptionOfType(UnreadableImageException.class)
          .isThrownBy(() -> SourceDecoder.decode(ImageSource.of(bomb), 256, 256))
          .withMessageMatching(".*(pixels|Invalid width/height).*");
    }
  }

  @ParameterizedTest
  @CsvSource({"14000, 14000, 16, 6", "1, 200000000, 8, 2", "14000, 14000, 8, 2"})
  void should_refuse_large_images_without_content(int width, int height, int bits, int color) {
    byte[] bomb = TestImages.pngHeader(width, height, bits, color);

    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> SourceDecoder.decode(ImageSource.of(bomb), 256, 256));
  }

  @Test
  void should_survive_any_damage() {
    // given
    Random random = new Random(20260101);
    List<byte[]> images = images();
    int decoded = 0;

    for (int i = 0; i < 2000; i++) {
      byte[] image = mutate(images.get(i % images.size()), random);

      // when
      try {
        SourceDecoder.decode(ImageSource.of(image), 32, 32);
        decoded++;
      } catch (UnreadableImageException e) {
        // then
        assertThat(e).hasMessageStartingWith("image of ");
      }
    }
    assertThat(decoded).isBetween(100, 1900);
  }

  private static byte[] mutate(byte[] image, Random random) {
    byte[] changed = image.clone();
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      // headers are where decoders fail
      int bound = random.nextBoolean() ? Math.min(64, changed.length) : changed.length;
      int at = random.nextInt(bound);
      switch (random.nextInt(4)) {
        case 0 -> changed[at] = (byte) random.nextInt();
        case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> changed[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
        default -> changed = cut(changed, at, Math.min(changed.length, at + random.nextInt(20)));
      }
    }
    return random.nextInt(10) == 0
        ? Arrays.copyOf(changed, 1 + random.nextInt(changed.length))
        : changed;
  }

  private static byte[] cut(byte[] bytes, int from, int to) {
    if (bytes.length - (to - from) < 1) {
      return bytes;
    }
    byte[] rest = new byte[bytes.length - (to - from)];
    System.arraycopy(bytes, 0, rest, 0, from);
    System.arraycopy(bytes, to, rest, from, bytes.length - to);
    return rest;
  }

  private static int indexOf(byte[] jpeg, byte marker) {
    int i = 0;
    while (jpeg[i] != (byte) 0xFF || jpeg[i + 1] != marker) {
      i++;
    }
    return i + 1;
  }

  private static void assertRefused(ImageSource source, String message) {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> SourceDecoder.decode(source, 256, 256))
        .withMessage(message);
  }
}
