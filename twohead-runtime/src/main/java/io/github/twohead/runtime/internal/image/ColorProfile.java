package io.github.twohead.runtime.internal.image;

import io.github.twohead.Colors;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an ICC profile says of a file's samples: a conversion to sRGB by Java's littlecms.
 *
 * <p>The intent is Java's: perceptual, but relative colorimetric for a printer's profile. Safe for
 * use by several threads.
 */
final class ColorProfile {
  /**
   * The profiles that were met last, with those that are broken: photos of one source share a
   * profile, and a conversion takes some time to prepare.
   */
  private static final Map<ByteBuffer, Optional<ColorProfile>> KNOWN =
      new LinkedHashMap<>(16, 0.75f, true);

  /** How many bytes of profiles are kept. */
  private static final int KEPT = 1 << 24;

  private static int kept;

  /** How many values of each channel are compared with sRGB's. */
  private static final int PROBES = 8;

  private final int channels;
  private final ColorConvertOp conversion;
  private final boolean srgb;

  private ColorProfile(ICC_Profile profile) {
    channels =
        switch (profile.getColorSpaceType()) {
          case ColorSpace.TYPE_GRAY -> 1;
          case ColorSpace.TYPE_RGB -> 3;
          case ColorSpace.TYPE_CMYK -> 4;
          default -> throw new IllegalArgumentException("colours of another kind");
        };
    ICC_Profile[] both = {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)};
    conversion = new ColorConvertOp(both, null);
    srgb = probe();
  }

  /** Converts an image to the colours that are wanted, from those of its profile if it has one. */
  static RgbImage toRgb(StoredImage stored, byte @Nullable [] profile, Colors colors) {
    if (colors == Colors.AS_STORED || profile == null) {
      return stored.toRgb();
    }
    return of(profile).map(known -> known.toSrgb(stored)).orElseGet(stored::toRgb);
  }

  /** Understands a profile; empty if it is broken, or not one of an image's colours. */
  static Optional<ColorProfile> of(byte[] icc) {
    ByteBuffer key = ByteBuffer.wrap(icc);
    synchronized (KNOWN) {
      if (KNOWN.containsKey(key)) {
        return KNOWN.get(key);
      }
    }
    Optional<ColorProfile> read = read(icc);
    synchronized (KNOWN) {
      keep(key, read);
    }
    return read;
  }

  private static void keep(ByteBuffer key, Optional<ColorProfile> read) {
    if (KNOWN.put(key, read) == null) {
      kept += key.limit();
    }
    Iterator<ByteBuffer> longestUnused = KNOWN.keySet().iterator();
    while (kept > KEPT) {
      kept -= longestUnused.next().limit();
      longestUnused.remove();
    }
  }

  private static Optional<ColorProfile> read(byte[] icc) {
    try {
      return Optional.of(new ColorProfile(ICC_Profile.getInstance(icc)));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Converts an image.
   *
   * @return the image in sRGB; as it is stored if the profile is for another kind of image, or says
   *     in its own words what sRGB is
   */
  RgbImage toSrgb(StoredImage image) {
    return image.channels() == channels && !srgb ? convert(image) : image.toRgb();
  }

  private RgbImage convert(StoredImage image) {
    byte[] rgb = new byte[Math.multiplyExact(3, image.width() * image.height())];
    conversion.filter(
        raster(image.samples(), image.width(), image.height(), channels),
        raster(rgb, image.width(), image.height(), 3));
    return image.rgb(rgb);
  }

  private static WritableRaster raster(byte[] samples, int width, int height, int channels) {
    DataBufferByte buffer = new DataBufferByte(samples, samples.length);
    int[] offsets = {0, 1, 2, 3};
    return Raster.createInterleavedRaster(
        buffer, width, height, channels * width, channels, Arrays.copyOf(offsets, channels), null);
  }

  /** Tries the conversion, which a broken profile fails, and whether it is one at all. */
  private boolean probe() {
    int colors = PROBES * PROBES * PROBES;
    byte[] samples = new byte[channels * colors];
    for (int i = 0; i < colors; i++) {
      int digits = i;
      for (int channel = 0; channel < channels; channel++) {
        samples[channels * i + channel] = (byte) (digits % PROBES * 255 / (PROBES - 1));
        digits /= PROBES;
      }
    }
    byte[] converted = convert(new StoredImage(colors, 1, channels, samples)).pixels();
    boolean same = channels == 3;
    for (int i = 0; same && i < samples.length; i++) {
      same = Math.abs((samples[i] & 0xFF) - (converted[i] & 0xFF)) <= 1;
    }
    return same;
  }
}
