package io.github.twohead.djl.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.djl.internal.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ItemCacheTest {
  private static final int IMAGE = 12;
  private static final byte[] NO_SCRATCH = {};

  @Test
  void should_keep_images_in_memory_up_to_the_limit() throws IOException {
    Set<Path> before = Samples.cacheFiles();
    try (ItemCache cache = new ItemCache(3, IMAGE, 3 * IMAGE)) {
      byte[][] images = put(cache, 3);

      for (int i = 0; i < 3; i++) {
        assertThat(cache.get(i, NO_SCRATCH)).isSameAs(images[i]);
      }
      assertThat(Samples.cacheFiles()).isEqualTo(before);
    }
  }

  @Test
  void should_keep_images_beyond_the_limit_in_a_file() throws IOException {
    Set<Path> before = Samples.cacheFiles();
    try (ItemCache cache = new ItemCache(5, IMAGE, 2 * IMAGE + IMAGE / 2)) {
      byte[][] images = put(cache, 5);

      assertImages(cache, images);
      assertThat(cache.get(1, NO_SCRATCH)).isSameAs(images[1]);
      byte[] scratch = new byte[IMAGE];
      assertThat(cache.get(2, scratch)).isSameAs(scratch);
      assertThat(Samples.cacheFiles()).hasSize(before.size() + 1);
    }
    assertThat(Samples.cacheFiles()).isEqualTo(before);
  }

  @Test
  void should_read_across_segments_of_the_file() {
    // segments of two images, and a rest that would not hold a third
    try (ItemCache cache = new ItemCache(8, IMAGE, IMAGE, 2 * IMAGE + 5)) {
      byte[][] images = put(cache, 8);

      assertImages(cache, images);
    }
  }

  @Test
  void should_hold_an_image_that_is_larger_than_a_segment() {
    try (ItemCache cache = new ItemCache(3, IMAGE, 0, IMAGE - 1)) {
      byte[][] images = put(cache, 3);

      assertImages(cache, images);
    }
  }

  @Test
  void should_read_an_image_before_its_neighbours_are_put() {
    try (ItemCache cache = new ItemCache(3, IMAGE, 0)) {
      byte[] scratch = new byte[IMAGE];
      for (int i = 0; i < 3; i++) {
        byte[] image = image(i);
        cache.put(i, image);

        assertThat(cache.get(i, scratch)).isEqualTo(image);
      }
    }
  }

  @Test
  void should_read_what_was_put_in_any_order_and_with_gaps() {
    try (ItemCache cache = new ItemCache(4, IMAGE, 0, 2 * IMAGE)) {
      cache.put(3, image(3));
      cache.put(0, image(0));

      assertThat(cache.get(0, new byte[IMAGE])).isEqualTo(image(0));
      assertThat(cache.get(3, new byte[IMAGE])).isEqualTo(image(3));
    }
  }

  @Test
  void should_be_closed_twice_and_empty() {
    ItemCache cache = new ItemCache(0, IMAGE, 0);

    cache.close();
    cache.close();
  }

  private static byte[][] put(ItemCache cache, int count) {
    byte[][] images = new byte[count][];
    for (int i = 0; i < count; i++) {
      images[i] = image(i);
      cache.put(i, images[i]);
    }
    return images;
  }

  private static byte[] image(int number) {
    byte[] pixels = new byte[IMAGE];
    Arrays.fill(pixels, (byte) (100 + number));
    pixels[0] = 1;
    pixels[IMAGE - 1] = 2;
    return pixels;
  }

  private static void assertImages(ItemCache cache, byte[][] images) {
    byte[] scratch = new byte[IMAGE];
    for (int i = images.length - 1; i >= 0; i--) {
      assertThat(cache.get(i, scratch)).as("image %d", i).isEqualTo(images[i]);
    }
  }
}
