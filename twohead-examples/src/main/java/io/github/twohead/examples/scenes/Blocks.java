package io.github.twohead.examples.scenes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.random.RandomGenerator;

/** What stands on a page besides running text: tables, charts, stamps, photos, codes. */
final class Blocks {

  private Blocks() {}

  static void table(Pen pen, double x, double y, double width, double height, double size) {
    int columns = pen.random.nextInt(3, 6);
    int rows = Math.max(3, (int) (height / (size * 2)));
    double cellWidth = width / columns;
    double cellHeight = height / rows;
    Pen head = pen.in(Colors.alpha(Colors.vivid(pen.random), 0.35));
    head.fill(x, y, width, cellHeight);
    for (int row = 0; row <= rows; row++) {
      pen.rule(x, y + row * cellHeight, x + width, y + row * cellHeight, 0.3);
    }
    for (int column = 0; column <= columns; column++) {
      pen.rule(x + column * cellWidth, y, x + column * cellWidth, y + height, 0.3);
    }
    for (int row = 0; row < rows; row++) {
      double baseline = y + (row + 0.5) * cellHeight + size * 0.35;
      for (int column = 0; column < columns; column++) {
        String text = row == 0 || column == 0 ? pen.label() : pen.price();
        int letters = Math.min(text.length(), (int) (cellWidth / size * 1.6));
        pen.text(text.substring(0, letters), x + column * cellWidth + 1, baseline, size);
      }
    }
  }

  static void chart(Pen pen, double x, double y, double width, double height) {
    RandomGenerator random = pen.random;
    int count = random.nextInt(4, 9);
    Color color = Colors.vivid(random);
    if (random.nextInt(3) == 0) {
      pie(pen, x + width / 2 - height / 2, y, height, count);
      return;
    }
    boolean bars = random.nextBoolean();
    Path2D line = new Path2D.Double();
    for (int i = 0; i < count; i++) {
      double value = height * random.nextDouble(0.15, 0.95);
      double left = x + width * (i + 0.2) / count;
      if (bars) {
        pen.in(color).fill(left, y + height - value, width / count * 0.6, value);
      } else if (i == 0) {
        line.moveTo(left, y + height - value);
      } else {
        line.lineTo(left, y + height - value);
      }
    }
    pen.g.setColor(color);
    pen.g.setStroke(new BasicStroke(0.9f));
    pen.g.draw(line);
    pen.rule(x, y + height, x + width, y + height, 0.5);
    pen.rule(x, y, x, y + height, 0.5);
  }

  private static void pie(Pen pen, double x, double y, double diameter, int slices) {
    double start = 0;
    for (int i = 0; i < slices; i++) {
      double extent = i == slices - 1 ? 360 - start : pen.random.nextDouble(360 - start) * 0.6;
      pen.g.setColor(Colors.vivid(pen.random));
      pen.g.fill(new Arc2D.Double(x, y, diameter, diameter, start, extent, Arc2D.PIE));
      start += extent;
    }
  }

  static void stamp(Pen pen, double x, double y, double diameter) {
    RandomGenerator random = pen.random;
    Color color = Colors.hsb(random.nextBoolean() ? 0.98 : 0.62, 0.75, 0.75);
    Graphics2D g = (Graphics2D) pen.g.create();
    g.rotate(random.nextDouble(-0.5, 0.5), x, y);
    g.setColor(Colors.alpha(color, random.nextDouble(0.5, 0.85)));
    g.setStroke(new BasicStroke(0.9f));
    g.draw(new Ellipse2D.Double(x - diameter / 2, y - diameter / 2, diameter, diameter));
    double inner = diameter * 0.72;
    g.draw(new Ellipse2D.Double(x - inner / 2, y - inner / 2, inner, inner));
    Pen in = new Pen(g, random, Colors.alpha(color, 0.8), Font.SANS_SERIF);
    in.text("PAID", x - diameter * 0.22, y + diameter * 0.07, diameter * 0.2, Font.BOLD);
    g.dispose();
  }

  /** A passport photo: head and shoulders. */
  static void portrait(Pen pen, double x, double y, double width, double height) {
    RandomGenerator random = pen.random;
    Graphics2D g = (Graphics2D) pen.g.create();
    g.clip(new Rectangle2D.Double(x, y, width, height));
    g.setPaint(
        new GradientPaint(
            (float) x,
            (float) y,
            Colors.hsb(0.58, 0.15, 0.85),
            (float) x,
            (float) (y + height),
            Colors.hsb(0.58, 0.2, 0.65)));
    g.fill(new Rectangle2D.Double(x, y, width, height));
    Color skin = Colors.hsb(0.07, random.nextDouble(0.3, 0.6), random.nextDouble(0.4, 0.95));
    g.setColor(Colors.hsb(random.nextDouble(), 0.5, random.nextDouble(0.15, 0.6)));
    g.fill(new Ellipse2D.Double(x + width * 0.05, y + height * 0.72, width * 0.9, height * 0.6));
    g.setColor(skin);
    g.fill(new Rectangle2D.Double(x + width * 0.4, y + height * 0.5, width * 0.2, height * 0.3));
    g.setColor(Colors.hsb(0.07, 0.6, random.nextDouble(0.1, 0.5)));
    g.fill(new Ellipse2D.Double(x + width * 0.24, y + height * 0.13, width * 0.52, height * 0.5));
    g.setColor(skin);
    g.fill(new Ellipse2D.Double(x + width * 0.29, y + height * 0.22, width * 0.42, height * 0.46));
    g.dispose();
  }

  static void barcode(Pen pen, double x, double y, double width, double height) {
    double at = 0;
    while (at < width) {
      double bar = pen.random.nextDouble(0.4, 1.8);
      pen.fill(x + at, y, Math.min(bar, width - at), height);
      at += bar + pen.random.nextDouble(0.4, 1.6);
    }
  }

  /** A square of small squares, with the three corner marks. */
  static void matrixCode(Pen pen, double x, double y, double side) {
    int cells = 15;
    double cell = side / cells;
    for (int i = 0; i < cells * cells; i++) {
      int row = i / cells;
      if (pen.random.nextBoolean()) {
        pen.fill(x + i % cells * cell, y + row * cell, cell, cell);
      }
    }
    double mark = cell * 4;
    double[][] marks = {{x, y}, {x + side - mark, y}, {x, y + side - mark}};
    for (double[] corner : marks) {
      pen.in(Color.WHITE).fill(corner[0], corner[1], mark, mark);
      pen.box(corner[0] + cell / 2, corner[1] + cell / 2, mark - cell, mark - cell, cell);
      pen.fill(corner[0] + mark * 0.38, corner[1] + mark * 0.38, mark * 0.26, mark * 0.26);
    }
  }

  static void logo(Pen pen, double x, double y, double side) {
    pen.g.setColor(Colors.vivid(pen.random));
    switch (pen.random.nextInt(3)) {
      case 0 -> pen.g.fill(new Ellipse2D.Double(x, y, side, side));
      case 1 -> pen.g.fill(new Rectangle2D.Double(x, y, side * 1.8, side));
      default -> pen.g.fill(new Arc2D.Double(x, y, side * 1.5, side * 1.5, 0, 180, Arc2D.CHORD));
    }
  }
}
