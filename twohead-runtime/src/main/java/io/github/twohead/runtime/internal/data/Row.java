package io.github.twohead.runtime.internal.data;

import io.github.twohead.LabelledImage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row on its way through the checks. */
final class Row {
  final LabelledImage image;

  /** What the heads are trained towards; rows that say the same share it. */
  final float[] targets;

  /** A hash of the decoded pixels; null until that is asked for, or when they cannot be decoded. */
  @Nullable UUID pixels;

  /** Why the image cannot be decoded; null until that was tried, or when it can. */
  @Nullable String unreadable;

  Row(LabelledImage image, float[] targets) {
    this.image = image;
    this.targets = targets;
  }
}
