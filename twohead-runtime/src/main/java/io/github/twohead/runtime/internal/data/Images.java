package io.github.twohead.runtime.internal.data;

import io.github.twohead.ImageSource;
import io.github.twohead.LabelledImage;
import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Images of the input size by number: from a cache, or else decoded again. Safe for several
 * threads.
 */
public final class Images {
  private final List<LabelledImage> rows;
  private final Function<ImageSource, byte[]> reader;
  private final ItemCache cache;

  Images(List<LabelledImage> rows, Function<ImageSource, byte[]> reader, ItemCache cache) {
    this.rows = rows;
    this.reader = reader;
    this.cache = cache;
  }

  /**
   * Returns an image.
   *
   * @return interleaved RGB, row by row, not to be changed
   * @throws LostImageException if it cannot be decoded any more
   */
  public byte[] get(int slot) {
    byte[] kept = cache.get(slot);
    if (kept != null) {
      return kept;
    }
    LabelledImage row = rows.get(slot);
    try {
      return reader.apply(row.source());
    } catch (UnreadableImageException e) {
      throw new LostImageException(problem(row, e.getMessage()), e);
    }
  }

  /** What is wrong with the image of a row, and which row it is. */
  public static String problem(LabelledImage row, @Nullable String message) {
    boolean named = row.origin().equals(row.source().name());
    return named ? String.valueOf(message) : row.origin() + ": " + message;
  }

  /** The same without what is the row's own: neither its name nor what a decoder said. */
  public static String reason(LabelledImage row, @Nullable String message) {
    String name = row.source().name() + ": ";
    String reason = String.valueOf(message);
    return reason.substring(reason.startsWith(name) ? name.length() : 0).split(": ", 2)[0];
  }

  /** An image that could be decoded before training cannot be any more. */
  public static final class LostImageException extends TwoheadException {

    LostImageException(String message, UnreadableImageException cause) {
      super(message, cause);
    }
  }
}
