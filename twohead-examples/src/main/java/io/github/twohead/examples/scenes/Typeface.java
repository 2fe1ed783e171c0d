package io.github.twohead.examples.scenes;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** The JDK's logical fonts, where the machine has any. */
public final class Typeface {

  private static final boolean AVAILABLE = probe();

  private Typeface() {}

  /** False on a machine without fontconfig or without fonts, where any use of a font fails. */
  public static boolean available() {
    return AVAILABLE;
  }

  public static Font of(String family, int style, double size) {
    return new Font(family, style, 1).deriveFont((float) size);
  }

  private static boolean probe() {
    try {
      Font font = of(Font.SANS_SERIF, Font.PLAIN, 12);
      return font.getStringBounds("x", new FontRenderContext(null, true, true)).getWidth() > 0;
    } catch (RuntimeException | InternalError | LinkageError e) {
      return false;
    }
  }
}
