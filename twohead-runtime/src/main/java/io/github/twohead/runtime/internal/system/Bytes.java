package io.github.twohead.runtime.internal.system;

import java.util.Locale;

/** Amounts of memory as text. */
final class Bytes {
  private static final double MIB = 1 << 20;

  private Bytes() {}

  /** Such as {@code 12.5 MiB} or {@code 3.9 GiB}. */
  static String text(long bytes) {
    double mebibytes = bytes / MIB;
    return mebibytes < 1024
        ? String.format(Locale.ROOT, "%.1f MiB", mebibytes)
        : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024);
  }
}
