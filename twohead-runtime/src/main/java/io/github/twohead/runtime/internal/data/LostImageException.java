package io.github.twohead.runtime.internal.data;

import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;

/** An image that could be decoded before training cannot be any more. */
public final class LostImageException extends TwoheadException {

  LostImageException(String message, UnreadableImageException cause) {
    super(message, cause);
  }
}
