package io.github.twohead.examples.scenes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.random.RandomGenerator;

/** Writes invented text in one ink and one font. Units: a page is 100 wide. */
final class Pen {

  private static final double LETTER_WIDTH = 0.56;
  private static final double LEADING = 1.5;
  private static final String[] FAMILIES = {Font.SANS_SERIF, Font.SERIF, Font.MONOSPACED};
  private static final String[] WORDS =
      ("account address amount annual approved balance before business certificate city client"
              + " contract copy customer date dear delivery details due during employee first for"
              + " from general holder income insurance invoice issued item letter made month name"
              + " notice number of office on order our page paid payment period person please"
              + " policy price quantity receipt reference report request rest service signed state"
              + " subject sum tax terms the this to total under unit until value we with year your")
          .split(" ");

  final Graphics2D g;
  final RandomGenerator random;
  private final Color ink;
  private final String family;

  Pen(Graphics2D g, RandomGenerator random, Color ink) {
    this(g, random, ink, FAMILIES[random.nextInt(FAMILIES.length)]);
  }

  Pen(Graphics2D g, RandomGenerator random, Color ink, String family) {
    this.g = g;
    this.random = random;
    this.ink = ink;
    this.family = family;
  }

  Color ink() {
    return ink;
  }

  /** The same font in another colour. */
  Pen in(Color color) {
    return new Pen(g, random, color, family);
  }

  void text(String text, double x, double baseline, double size, int style) {
    g.setColor(ink);
    if (Typeface.available()) {
      g.setFont(Typeface.of(family, style, size));
      g.drawString(text, (float) x, (float) baseline);
    } else {
      strokes(text, x, baseline, size);
    }
  }

  void text(String text, double x, double baseline, double size) {
    text(text, x, baseline, size, Font.PLAIN);
  }

  /** Lines of text with a ragged right edge; returns where the next line would be. */
  double paragraph(double x, double top, double width, int lines, double size) {
    double baseline = top + size;
    for (int i = 0; i < lines; i++) {
      boolean last = i == lines - 1 && lines > 1;
      text(words(last ? width * random.nextDouble(0.2, 0.9) : width, size), x, baseline, size);
      baseline += size * LEADING;
    }
    return baseline + size * 0.3;
  }

  /** As many words as fit. */
  String words(double width, double size) {
    int letters = Math.max(3, (int) (width / (size * LETTER_WIDTH)));
    StringBuilder line = new StringBuilder(word());
    while (true) {
      String next = word();
      if (line.length() + next.length() >= letters) {
        return line.substring(0, Math.min(letters, line.length()));
      }
      line.append(' ').append(next);
    }
  }

  String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  /** A word with a capital. */
  String label() {
    String word = word();
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  String number(int digits) {
    StringBuilder number = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      number.append((char) ('0' + random.nextInt(10)));
    }
    return number.toString();
  }

  String price() {
    return random.nextInt(1, 900) + "." + number(2);
  }

  void rule(double x1, double y1, double x2, double y2, double thickness) {
    g.setColor(ink);
    g.setStroke(new BasicStroke((float) thickness));
    g.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  void box(double x, double y, double width, double height, double thickness) {
    g.setColor(ink);
    g.setStroke(new BasicStroke((float) thickness));
    g.draw(new Rectangle2D.Double(x, y, width, height));
  }

  void fill(double x, double y, double width, double height) {
    g.setColor(ink);
    g.fill(new Rectangle2D.Double(x, y, width, height));
  }

  void scribble(double x, double y, double width, double height) {
    Path2D path = new Path2D.Double();
    path.moveTo(x, y);
    int strokes = random.nextInt(5, 9);
    for (int i = 1; i <= strokes; i++) {
      double end = x + width * i / strokes;
      path.curveTo(
          end - width / strokes * random.nextDouble(2),
          y - height * random.nextDouble(1.4),
          end + width / strokes * random.nextDouble(0.6),
          y + height * random.nextDouble(-0.6, 0.9),
          end,
          y - height * random.nextDouble(0.5));
    }
    g.setColor(ink);
    g.setStroke(new BasicStroke(0.7f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(path);
  }

  /** Stands in for letters where there is no font: one upright stroke a letter. */
  private void strokes(String text, double x, double baseline, double size) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ') {
        double height = size * ("bdfhklt".indexOf(c) >= 0 || c < 'a' ? 0.7 : 0.5);
        double left = x + i * size * LETTER_WIDTH;
        g.fill(new Rectangle2D.Double(left, baseline - height, size * 0.14, height));
        g.fill(
            new Rectangle2D.Double(
                left, baseline - height * (0.1 + c % 3 * 0.4), size * 0.4, size * 0.12));
      }
    }
  }
}
