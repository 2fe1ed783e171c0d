package io.github.twohead.djl.internal.data;

import com.google.common.hash.HashCode;
import io.github.twohead.LabelledImage;
import org.jspecify.annotations.Nullable;

/** A row on its way through the checks. */
final class Row {
  final LabelledImage image;
  final float[] targets;

  /** A hash of the decoded pixels; null until decoded, or when that failed. */
  @Nullable HashCode pixels;

  Row(LabelledImage image, float[] targets) {
    this.image = image;
    this.targets = targets;
  }

  boolean labelled() {
    for (float target : targets) {
      if (!Float.isNaN(target)) {
        return true;
      }
    }
    return false;
  }
}
