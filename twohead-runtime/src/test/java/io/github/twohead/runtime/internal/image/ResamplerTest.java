package io.github.twohead.runtime.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResamplerTest {
  private static final int[][] SIZES = {{16, 16}, {61, 12}, {7, 47}, {90, 70}, {32, 33}, {1, 1}};

  @Test
  void should_resize_like_pillow() {
    // given the results of src/test/python/resample_golden.py
    byte[] golden = TestImages.fixture("resampled.bin");
    RgbImage image = input(61, 47);

    int at = 0;
    for (int[] size : SIZES) {
      // when
      RgbImage resized = Resampler.resize(image, size[0], size[1]);

      // then
      byte[] expected = Arrays.copyOfRange(golden, at, at += 3 * size[0] * size[1]);
      assertThat(resized.pixels()).as("%d×%d", size[0], size[1]).isEqualTo(expected);
    }
    assertThat(golden).hasSize(at);
  }

  @Test
  void should_keep_image_of_wanted_size() {
    RgbImage image = input(20, 10);

    assertThat(Resampler.resize(image, 20, 10)).isSameAs(image);
  }

  @Test
  void should_keep_extreme_values() {
    // given
    byte[] white = new byte[3 * 300 * 200];
    Arrays.fill(white, (byte) 255);

    // when
    RgbImage resized = Resampler.resize(new RgbImage(300, 200, white), 37, 41);

    // then
    assertThat(resized.pixels()).containsOnly(255);
  }

  static RgbImage input(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int noise = (int) ((x * 73 + y * 151 + channel * 29) * 2654435761L) >>> 26;
          pixels[i++] = (byte) (x * 3 + y * 2 + channel * 40 + 3 * noise);
        }
      }
    }
    return new RgbImage(width, height, pixels);
  }
}
