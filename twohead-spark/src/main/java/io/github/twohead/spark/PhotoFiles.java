package io.github.twohead.spark;

import io.github.twohead.spark.PhotoQueue.Photo;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.Row;

/**
 * Reads photos whose paths stand in the last column of their rows. What is wrong with a path or its
 * file becomes a photo that says so; where the file system fails, so does the task, which Spark
 * tries again. Safe for use by several threads.
 */
final class PhotoFiles {
  /** What may wait beside others for its turn. */
  static final int SMALL_BYTES = 8 << 20;

  private final Configuration files;

  PhotoFiles(Configuration files) {
    this.files = files;
  }

  /** Reads a photo, or leaves it to {@link #whole} if it is large. */
  Photo small(Row row) {
    return read(row, SMALL_BYTES);
  }

  /** Reads the photo if it was left. */
  Photo whole(Photo photo) {
    return photo.isLeft() ? read(photo.row(), PhotoQueue.MOST_BYTES) : photo;
  }

  private Photo read(Row row, int most) {
    if (row.isNullAt(row.size() - 1)) {
      return Photo.failed(row, "there is no path");
    }
    String name = row.getString(row.size() - 1);
    try {
      Path path = new Path(name);
      try (InputStream file = path.getFileSystem(files).open(path)) {
        byte[] content = file.readNBytes(most + 1);
        return content.length > most && most < PhotoQueue.MOST_BYTES
            ? Photo.left(row)
            : Photo.of(row, content);
      }
    } catch (FileNotFoundException e) {
      return Photo.failed(row, "there is no such file");
    } catch (AccessControlException
        | AccessDeniedException
        | ChecksumException
        | IllegalArgumentException e) {
      return Photo.failed(row, "the file cannot be read: " + e);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read: " + e, e);
    }
  }
}
