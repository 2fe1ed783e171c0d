package io.github.twohead.examples.scenes;

import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Paper documents, seen flat: letters, articles, forms, receipts, cards, tables, charts. */
final class Paper {

  /** Widths in pixels; few, so that the glyphs stay in the font cache. */
  private static final int[] WIDTHS = {90, 130, 190, 270, 380};

  private static final double[] TEXT_SIZES = {2.5, 3.2, 4.2};
  private static final double MARGIN = 9;

  /** A kind of document. */
  private enum Kind {
    LETTER(1.41),
    ARTICLE(1.41),
    FORM(1.35),
    RECEIPT(2.5),
    CARD(0.63),
    TABLE(1.3),
    CHART(1.41);

    private final double aspect;

    Kind(double aspect) {
      this.aspect = aspect;
    }
  }

  private final Pen pen;
  private final RandomGenerator random;
  private final double height;
  private final double size;

  private Paper(Pen pen, double height) {
    this.pen = pen;
    this.random = pen.random;
    this.height = height;
    this.size = TEXT_SIZES[random.nextInt(TEXT_SIZES.length)];
  }

  /** A document of any kind, in about the given number of pixels. */
  static BufferedImage draw(RandomGenerator random, double longestSide) {
    Kind[] kinds = Kind.values();
    return draw(kinds[random.nextInt(kinds.length)], random, longestSide);
  }

  /** A page of text, without a card's or a receipt's shape. */
  static BufferedImage drawPage(RandomGenerator random, double longestSide) {
    Kind[] kinds = {Kind.LETTER, Kind.ARTICLE, Kind.FORM, Kind.TABLE, Kind.CHART};
    return draw(kinds[random.nextInt(kinds.length)], random, longestSide);
  }

  private static BufferedImage draw(Kind kind, RandomGenerator random, double longestSide) {
    double aspect = kind.aspect * random.nextDouble(0.94, 1.06);
    int width = WIDTHS[WIDTHS.length - 1];
    for (int candidate : WIDTHS) {
      if (candidate * Math.max(1, aspect) >= longestSide) {
        width = candidate;
        break;
      }
    }
    BufferedImage image = Images.transparent(width + 4, (int) (width * aspect) + 4);
    Graphics2D g = Images.graphics(image);
    g.translate(2, 2);
    g.scale(width / 100.0, width / 100.0);
    Paper paper = new Paper(new Pen(g, random, Colors.ink(random)), 100 * aspect);
    paper.sheet(kind);
    paper.content(kind);
    paper.shading(kind);
    g.dispose();
    return image;
  }

  private void sheet(Kind kind) {
    Color color = Colors.offWhite(random);
    if (kind == Kind.CARD) {
      Color tint = Colors.mix(color, Colors.vivid(random), random.nextDouble(0.1, 0.5));
      pen.g.setPaint(new GradientPaint(0, 0, color, 100, (float) height, tint));
      pen.g.fill(new RoundRectangle2D.Double(0, 0, 100, height, 7, 7));
    } else {
      pen.in(color).fill(0, 0, 100, height);
    }
  }

  private void content(Kind kind) {
    switch (kind) {
      case LETTER -> letter();
      case ARTICLE -> article();
      case FORM -> form();
      case RECEIPT -> receipt();
      case CARD -> card();
      case TABLE -> tablePage();
      case CHART -> chartPage();
    }
    if (random.nextInt(5) == 0 && kind != Kind.CARD) {
      Blocks.stamp(
          pen,
          random.nextDouble(25, 80),
          height * random.nextDouble(0.6, 0.9),
          random.nextDouble(14, 26));
    }
  }

  /** Folds across the sheet, and a slow change of light over it. */
  private void shading(Kind kind) {
    Color shadow = Colors.alpha(Color.BLACK, random.nextDouble(0.03, 0.22));
    Color none = Colors.alpha(Color.BLACK, 0);
    if (kind != Kind.CARD && random.nextInt(3) == 0) {
      for (double fold : new double[] {height / 3, height * 2 / 3}) {
        pen.g.setPaint(
            new GradientPaint(0, (float) fold, shadow, 0, (float) (fold + height / 9), none));
        pen.g.fill(new Rectangle2D.Double(0, fold, 100, height / 9));
      }
    }
    boolean left = random.nextBoolean();
    pen.g.setPaint(new GradientPaint(left ? 0 : 100, 0, shadow, left ? 70 : 30, 40, none));
    pen.g.fill(new Rectangle2D.Double(0.5, 0.5, 99, height - 1));
  }

  private double title(double top) {
    double heading = size * random.nextDouble(1.5, 2.3);
    pen.text(pen.label() + " " + pen.words(45, heading), MARGIN, top + heading, heading, Font.BOLD);
    return top + heading * 1.9;
  }

  private void letter() {
    Blocks.logo(pen, MARGIN, MARGIN, 8);
    pen.paragraph(62, MARGIN, 32, 3, size * 0.8);
    double y = pen.paragraph(MARGIN, 26, 36, 3, size);
    y = title(y + 3);
    while (y < height - 30) {
      y = pen.paragraph(MARGIN, y, 100 - 2 * MARGIN, random.nextInt(3, 8), size) + size * 0.6;
    }
    if (y < height - 12) {
      pen.in(Colors.hsb(0.63, 0.8, 0.6)).scribble(random.nextDouble(MARGIN, 50), y + 8, 32, 7);
    }
  }

  private void article() {
    double top = title(MARGIN);
    double width = (100 - 2 * MARGIN - 5) / 2;
    boolean picture = random.nextBoolean();
    for (double x : new double[] {MARGIN, MARGIN + width + 5}) {
      double y = top;
      if (picture) {
        Color color = Colors.vivid(random);
        pen.in(color).fill(x, y, width, 28);
        pen.in(Colors.shade(color, 0.6)).fill(x, y + 18, width, 10);
        y += 31;
        picture = false;
      }
      while (y < height - 24) {
        y = pen.paragraph(x, y, width, random.nextInt(3, 9), size);
      }
    }
  }

  private void form() {
    double y = title(MARGIN);
    double row = random.nextDouble(9, 13);
    while (y < height - row - MARGIN) {
      int fields = random.nextInt(1, 4);
      double width = (100 - 2 * MARGIN) / fields;
      for (int i = 0; i < fields; i++) {
        double x = MARGIN + i * width;
        pen.box(x, y, width - 1.5, row - 2, 0.4);
        pen.text(pen.label(), x + 1, y + size * 0.8, size * 0.75);
        if (random.nextInt(3) > 0) {
          pen.in(Colors.hsb(0.63, 0.8, 0.5))
              .text(pen.words(width * 0.7, size * 1.2), x + 2, y + row - 3.2, size * 1.2);
        }
      }
      y += row;
      if (random.nextInt(4) == 0) {
        pen.box(MARGIN, y + 0.5, size, size, 0.5);
        pen.text(pen.words(60, size), MARGIN + size * 2, y + size, size);
        y += size * 2;
      }
    }
  }

  private void receipt() {
    double text = random.nextDouble() < 0.5 ? 5 : 6;
    pen.text(pen.label() + " " + pen.label(), 22, 16, 9, Font.BOLD);
    double y = pen.paragraph(22, 20, 60, 2, text) + 4;
    while (y < height - 66) {
      pen.text(pen.words(45, text), 7, y, text);
      pen.text(pen.price(), 74, y, text);
      y += text * 1.6;
    }
    pen.rule(7, y, 93, y, 0.7);
    pen.text("TOTAL", 7, y + 11, 10, Font.BOLD);
    pen.text(pen.price(), 66, y + 11, 9, Font.BOLD);
    if (random.nextBoolean()) {
      Blocks.barcode(pen, 15, y + 22, 70, 18);
    } else {
      Blocks.matrixCode(pen, 35, y + 18, 30);
    }
  }

  private void card() {
    Pen dark = pen.in(Colors.ink(random));
    pen.in(Colors.alpha(Colors.vivid(random), 0.8)).fill(0, 4, 100, 8);
    boolean left = random.nextBoolean();
    Blocks.portrait(pen, left ? 6 : 68, 17, 26, 33);
    double x = left ? 37 : 6;
    boolean machineReadable = random.nextBoolean();
    for (int i = 0; i < (machineReadable ? 4 : 5); i++) {
      double y = 19 + i * 8;
      dark.text(pen.label(), x, y, 2.6);
      dark.text(pen.words(34, 4.2).toUpperCase(Locale.ROOT), x, y + 4, 4.2, Font.BOLD);
    }
    if (machineReadable) {
      dark.text("P<" + pen.number(9) + "<<" + pen.number(12), 6, height - 3, 5.5);
    }
  }

  private void tablePage() {
    double y = title(MARGIN);
    y = pen.paragraph(MARGIN, y, 100 - 2 * MARGIN, random.nextInt(1, 5), size) + 3;
    double room = height - y - MARGIN;
    Blocks.table(pen, MARGIN, y, 100 - 2 * MARGIN, room * random.nextDouble(0.6, 1), size);
  }

  private void chartPage() {
    double y = title(MARGIN);
    y = pen.paragraph(MARGIN, y, 100 - 2 * MARGIN, random.nextInt(3, 9), size) + 3;
    double chart = random.nextDouble(30, 48);
    Blocks.chart(pen, MARGIN + 4, y, 90 - 2 * MARGIN, chart);
    y += chart + 6;
    while (y < height - 24) {
      y = pen.paragraph(MARGIN, y, 100 - 2 * MARGIN, random.nextInt(3, 8), size) + size * 0.6;
    }
  }
}
