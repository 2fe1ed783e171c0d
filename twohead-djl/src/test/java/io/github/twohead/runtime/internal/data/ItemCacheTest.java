package io.github.twohead.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.ImageCache;
import io.github.twohead.runtime.internal.data.ItemCache.CacheRoom;
import io.github.twohead.runtime.internal.data.ItemCache.ItemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemCacheTest {
  private static final int IMAGE = 12;

  @TempDir Path folder;

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void should_keep_images_in_memory_as_long_as_there_is_room() throws IOException {
    try (ItemCache cache = cache(3, 3 * IMAGE, 3 * IMAGE)) {
      byte[][] images = put(cache, 3);

      for (int i = 0; i < 3; i++) {
        assertThat(cache.get(i)).isSameAs(images[i]);
      }
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void should_keep_the_next_images_in_a_file_and_no_others() {
    try (ItemCache cache = cache(6, 2 * IMAGE + IMAGE / 2, 3 * IMAGE + IMAGE / 2)) {
      byte[][] images = put(cache, 6);

      assertThat(cache.get(1)).isSameAs(images[1]);
      for (int i = 4; i >= 2; i--) {
        assertThat(cache.get(i)).isEqualTo(images[i]).isNotSameAs(images[i]);
      }
      assertThat(cache.get(5)).isNull();
      assertThat(cache.holds(4)).isTrue();
      assertThat(cache.holds(5)).isFalse();
      assertThat(cache.inMemory()).isEqualTo(2);
      assertThat(cache.inFile()).isEqualTo(3);
      assertThat(folder).isNotEmptyDirectory();
      assertThat(folder.toFile().listFiles())
          .singleElement()
          .extracting("name")
          .asString()
          .matches("twohead-images-.*\\.tmp");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void should_leave_what_it_does_not_need() {
    try (ItemCache all = cache(2, 5 * IMAGE, 7 * IMAGE);
        ItemCache some = cache(7, 5 * IMAGE, 7 * IMAGE)) {
      assertThat(all.left()).isEqualTo(room(3 * IMAGE, 7 * IMAGE));
      assertThat(some.left()).isEqualTo(room(0, 5 * IMAGE));
    }
  }

  @Test
  void should_read_an_image_before_its_neighbours_are_put() {
    try (ItemCache cache = cache(3, 0, 3 * IMAGE)) {
      for (int i = 0; i < 3; i++) {
        cache.put(i, image(i));

        assertThat(cache.get(i)).isEqualTo(image(i));
      }
    }
  }

  @Test
  void should_read_what_was_put_in_any_order_and_with_gaps() {
    try (ItemCache cache = cache(4, 0, 4 * IMAGE)) {
      cache.put(3, image(3));
      cache.put(0, image(0));

      assertThat(cache.get(0)).isEqualTo(image(0));
      assertThat(cache.get(3)).isEqualTo(image(3));
      assertThat(cache.get(1)).isNull();
    }
  }

  @Test
  void should_write_and_read_on_a_thread_that_is_interrupted() {
    try (ItemCache cache = cache(3, 0, 3 * IMAGE)) {
      cache.put(0, image(0));
      Thread.currentThread().interrupt();
      cache.put(1, image(1));

      assertThat(cache.get(0)).isEqualTo(image(0));
      assertThat(cache.get(1)).isEqualTo(image(1));
      assertThat(Thread.interrupted()).isTrue();
      cache.put(2, image(2));
      assertThat(cache.get(2)).isEqualTo(image(2));
    }
  }

  @Test
  void should_keep_what_was_written_when_the_disk_is_full() {
    ItemFile full =
        new ItemFile(folder, IMAGE) {
          private int written;

          @Override
          synchronized void write(int index, byte[] item) throws IOException {
            if (written++ == 2) {
              throw new IOException("No space left on device");
            }
            super.write(index, item);
          }
        };
    try (ItemCache cache = new ItemCache(6, IMAGE, room(IMAGE, 5 * IMAGE), full)) {
      put(cache, 6);

      for (int i = 0; i < 3; i++) {
        assertThat(cache.get(i)).isEqualTo(image(i));
      }
      assertThat(cache.get(3)).isNull();
      assertThat(cache.get(4)).isNull(); // one failure is enough
    }
  }

  @Test
  void should_do_without_a_file_where_none_can_be() throws IOException {
    Path noFolder = Files.createFile(folder.resolve("file"));
    for (Path wrong : new Path[] {noFolder, folder.resolve("none")}) {
      CacheRoom room =
          CacheRoom.of(ImageCache.standard().memory(IMAGE).disk(5 * IMAGE).folder(wrong));
      try (ItemCache cache = new ItemCache(3, IMAGE, room)) {
        put(cache, 3);

        assertThat(cache.get(0)).isEqualTo(image(0));
        assertThat(cache.get(1)).isNull();
      }
    }
  }

  @Test
  void should_miss_images_whose_file_was_deleted() throws IOException {
    try (ItemCache cache = cache(2, 0, 2 * IMAGE)) {
      put(cache, 2);
      Files.delete(folder.toFile().listFiles()[0].toPath());

      assertThat(cache.get(0)).isNull();
      assertThat(cache.holds(0)).isFalse();
    }
  }

  @Test
  void should_take_a_quarter_of_the_disk_and_never_all_of_it() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    ImageCache standard = ImageCache.standard().folder(folder);

    // other programs write meanwhile
    assertThat(CacheRoom.of(standard).disk()).isBetween(free / 8, free / 2);
    assertThat(CacheRoom.of(standard.disk(Long.MAX_VALUE)).disk()).isBetween(free / 2, free);
    assertThat(CacheRoom.of(standard.disk(77)).disk()).isEqualTo(77);
    assertThat(CacheRoom.of(standard.disk(0)).disk()).isZero();
  }

  @Test
  void should_be_closed_twice_and_empty() {
    ItemCache cache = cache(0, 0, IMAGE);

    cache.close();
    cache.close();
    assertThat(folder).isEmptyDirectory();
  }

  private ItemCache cache(int count, long memory, long disk) {
    return new ItemCache(count, IMAGE, room(memory, disk));
  }

  private CacheRoom room(long memory, long disk) {
    return CacheRoom.of(ImageCache.standard().memory(memory).disk(disk).folder(folder));
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
}
