package io.github.twohead.runtime.internal.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A format that can be decoded, told by its first bytes; names of files do not count. */
enum ImageFormat {
  JPEG("JPEG", 0, "\u00ff\u00d8\u00ff"),
  PNG("PNG", 0, "\u0089PNG\r\n\u001a\n"),
  GIF("GIF", 0, "GIF8"),
  BMP("BMP", 0, "BM"),
  WEBP("WebP", 8, "WEBP");

  private static final int LONGEST_SIGNATURE = 12;

  private final String label;
  private final int signatureAt;
  private final String signature;

  ImageFormat(String label, int signatureAt, String signature) {
    this.label = label;
    this.signatureAt = signatureAt;
    this.signature = signature;
  }

  static Optional<ImageFormat> of(byte[] encoded) {
    int length = Math.min(encoded.length, LONGEST_SIGNATURE);
    String start = new String(encoded, 0, length, StandardCharsets.ISO_8859_1);
    for (ImageFormat format : values()) {
      if (start.startsWith(format.signature, format.signatureAt)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** Returns the name that messages and ImageIO know. */
  @Override
  public String toString() {
    return label;
  }
}
