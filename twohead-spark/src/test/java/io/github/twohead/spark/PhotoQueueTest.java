package io.github.twohead.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.spark.PhotoQueue.Photo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

@EnabledForJreRange(max = JRE.JAVA_21) // the newest that Spark names
class PhotoQueueTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  /** A file system that fails as its paths say. */
  static final class Failing extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("failing:///");
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize)
        throws IOException {
      throw file.getName().equals("forbidden.jpg")
          ? new AccessControlException("not yours")
          : new IOException("no node answers");
    }
  }

  private static PhotoQueue ofPath(String path) {
    Configuration files = new Configuration();
    files.setClass("fs.failing.impl", Failing.class, org.apache.hadoop.fs.FileSystem.class);
    return PhotoQueue.ofPaths(List.of(RowFactory.create(path)).iterator(), files);
  }

  @Test
  void should_fail_where_the_file_system_does() {
    try (PhotoQueue photos = ofPath("failing:///a.jpg")) {
      assertThatThrownBy(photos::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("failing:///a.jpg cannot be read: ")
          .hasMessageContaining("no node answers");
    }
  }

  @Test
  void should_say_that_a_photo_is_forbidden() {
    try (PhotoQueue photos = ofPath("failing:///forbidden.jpg")) {
      assertThat(photos.next())
          .singleElement()
          .extracting(Photo::problem)
          .asString()
          .startsWith("the file cannot be read: ")
          .endsWith("not yours");
    }
  }

  @Test
  void should_refuse_bytes_that_are_too_many() {
    Row huge = RowFactory.create((Object) new byte[PhotoQueue.MOST_BYTES + 1]);

    try (PhotoQueue photos = PhotoQueue.ofBytes(List.of(huge).iterator())) {
      assertThat(photos.next())
          .extracting(Photo::problem)
          .containsExactly("it is larger than 256 MiB");
    }
  }

  @Test
  void should_hold_fewer_photos_at_a_time_where_they_are_large() {
    Row large = RowFactory.create((Object) new byte[100 * MIB]);

    try (PhotoQueue photos = PhotoQueue.ofBytes(Collections.nCopies(4, large).iterator())) {
      assertThat(photos.next()).hasSize(3);
      assertThat(photos.next()).hasSize(1);
      assertThat(photos.hasNext()).isFalse();
    }
  }

  @Test
  void should_read_large_files_when_it_is_their_turn() throws IOException {
    Path file = Files.write(folder.resolve("large.jpg"), new byte[9 * MIB]);
    Row large = RowFactory.create(file.toString());

    assertThat(new PhotoFiles(new Configuration()).small(large).isLeft()).isTrue();
    try (PhotoQueue photos =
        PhotoQueue.ofPaths(Collections.nCopies(20, large).iterator(), new Configuration())) {
      assertThat(photos.next())
          .hasSize(16)
          .allSatisfy(photo -> assertThat(photo.image().encoded()).hasSize(9 * MIB));
      assertThat(photos.next()).hasSize(4);
      assertThat(photos.hasNext()).isFalse();
    }
  }

  @Test
  void should_fail_where_memory_does_not_suffice() {
    assertThatThrownBy(
            () ->
                ScoringPartition.requireMemory(
                    new UnreadableImageException("photo: too large", new OutOfMemoryError())))
        .isInstanceOf(TwoheadException.class)
        .hasMessageContaining("spark.executor.memory");
    assertThatCode(
            () ->
                ScoringPartition.requireMemory(
                    new UnreadableImageException("photo: damaged", new IOException())))
        .doesNotThrowAnyException();
  }
}
