package io.github.twohead.runtime.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.ImageSource;
import io.github.twohead.Preprocessing;
import io.github.twohead.ResizeMode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResizeModeTest {
  private static final int[][] IMAGES = {{61, 47}, {30, 83}, {83, 30}, {48, 48}, {20, 13}};
  private static final int[][] INPUTS = {{32, 32}, {40, 24}, {24, 41}, {16, 31}};

  @Test
  void should_pad_like_pillow_and_crop_like_torchvision() {
    // given the results of src/test/python/resize_modes_golden.py
    byte[] golden = TestImages.fixture("resize-modes.bin");

    int at = 0;
    for (int[] image : IMAGES) {
      RgbImage photo = ResamplerTest.input(image[0], image[1]);
      for (int[] input : INPUTS) {
        for (ResizeMode mode : new ResizeMode[] {ResizeMode.PAD, ResizeMode.CROP}) {
          // when
          RgbImage resized = Resampler.resize(photo, new InputSize(input[0], input[1], mode));

          // then
          byte[] expected = Arrays.copyOfRange(golden, at, at += 3 * input[0] * input[1]);
          assertThat(resized.pixels())
              .as("%s %s %s", Arrays.toString(image), mode, Arrays.toString(input))
              .isEqualTo(expected);
        }
      }
    }
    assertThat(golden).hasSize(at);
  }

  @ParameterizedTest
  @EnumSource
  void should_keep_an_image_of_the_input_s_size(ResizeMode mode) {
    RgbImage image = ResamplerTest.input(20, 10);

    assertThat(Resampler.resize(image, new InputSize(20, 10, mode))).isSameAs(image);
  }

  @ParameterizedTest
  @CsvSource({"PAD, 1, 3000", "PAD, 3000, 1", "CROP, 1, 3000", "CROP, 3000, 1"})
  void should_bring_a_line_to_the_input(ResizeMode mode, int width, int height) {
    byte[] white = new byte[3 * width * height];
    Arrays.fill(white, (byte) 255);

    RgbImage line = new RgbImage(width, height, white);
    RgbImage resized = Resampler.resize(line, new InputSize(32, 32, mode));

    int lit = mode == ResizeMode.PAD ? 32 : 32 * 32;
    assertThat(resized.width()).isEqualTo(32);
    assertThat(resized.height()).isEqualTo(32);
    assertThat(resized.pixels())
        .containsOnly(mode == ResizeMode.PAD ? new int[] {0, 255} : new int[] {255});
    assertThat(count(resized.pixels())).isEqualTo(3 * lit);
  }

  private static int count(byte[] pixels) {
    int lit = 0;
    for (byte value : pixels) {
      lit += value == -1 ? 1 : 0;
    }
    return lit;
  }

  @Test
  void should_reduce_a_jpeg_as_far_as_its_kept_shape_allows() throws IOException {
    byte[] jpeg = TestImages.encode(TestImages.photo(900, 300, BufferedImage.TYPE_INT_RGB), "jpeg");

    // which is scaled to 64×64, 64×21 and 192×64
    assertThat(side(jpeg, ResizeMode.STRETCH)).isEqualTo(2);
    assertThat(side(jpeg, ResizeMode.PAD)).isEqualTo(8);
    assertThat(side(jpeg, ResizeMode.CROP)).isEqualTo(2);
  }

  private static int side(byte[] jpeg, ResizeMode mode) throws IOException {
    return JpegDecoders.decode(jpeg, new InputSize(64, 64, mode)).reduction().side();
  }

  @ParameterizedTest
  @EnumSource
  void should_look_the_same_when_a_jpeg_is_reduced(ResizeMode mode) throws IOException {
    // given
    InputSize input = new InputSize(64, 48, mode);
    byte[] jpeg =
        TestImages.encode(TestImages.photo(777, 1003, BufferedImage.TYPE_INT_RGB), "jpeg");
    RgbImage whole = ImageIoDecoder.decode(ImageFormat.JPEG, jpeg, 64, 64).toRgb();

    // when
    byte[] read =
        InputImage.read(ImageSource.of(jpeg), Preprocessing.standard().size(64, 48).resize(mode));

    // then
    RgbImage small = new RgbImage(64, 48, read);
    assertThat(TestImages.difference(small, Resampler.resize(whole, input))).isLessThan(1.5);
  }
}
