package io.github.twohead.examples;

import io.github.twohead.examples.scenes.Images;
import io.github.twohead.examples.scenes.Typeface;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.TexturePaint;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * Draws pictures and what each head of a classifier says of them as a grid of cards: green where
 * the decision at 0.5 is the expected one, red where it is not.
 *
 * <p>Text needs a font on the machine; without one, see {@link #hasFonts()}, the sheet has none.
 */
public final class ContactSheet {

  /**
   * One card of the sheet.
   *
   * @param image the picture
   * @param title its true label
   * @param bars what each head says
   * @param correct whether the whole answer is right
   */
  public record Tile(BufferedImage image, String title, List<Bar> bars, boolean correct) {
    public Tile {
      bars = List.copyOf(bars);
    }
  }

  /**
   * What one head says.
   *
   * @param head its name
   * @param probability from 0 to 1
   * @param expected whether the right answer is yes
   */
  public record Bar(String head, double probability, boolean expected) {
    boolean agrees() {
      return (probability >= THRESHOLD) == expected;
    }
  }

  static final Color GREEN = new Color(0x1f9d61);
  static final Color RED = new Color(0xd93a40);

  private static final double THRESHOLD = 0.5;
  private static final Color PAGE = new Color(0xf5f6f8);
  private static final Color TEXT = new Color(0x1d2530);
  private static final Color QUIET = new Color(0x667080);
  private static final Color TRACK = new Color(0xe7eaef);

  private static final int EDGE = 36;
  private static final int GAP = 24;
  private static final int HEADER = 62;
  private static final int PICTURE = 256;
  private static final int INSET = 16;
  private static final int TITLE = 46;
  private static final int ROW = 42;
  private static final int FOOT = 10;
  private static final int CORNER = 18;
  private static final int BAR = 8;
  private static final int SPACE = 10;

  private final String header;

  /** A sheet with one line above the grid. */
  public ContactSheet(String header) {
    this.header = header;
  }

  /** False where the JDK finds no font: the sheet then has pictures and bars but no text. */
  public static boolean hasFonts() {
    return Typeface.available();
  }

  /** Draws the tiles row by row. */
  public BufferedImage draw(List<Tile> tiles, int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException("columns: " + columns);
    }
    int cardHeight = cardHeight(tiles);
    int rows = (tiles.size() + columns - 1) / columns;
    int width = 2 * EDGE + columns * (PICTURE + GAP) - GAP;
    int height = 2 * EDGE + HEADER + Math.max(0, rows * (cardHeight + GAP) - GAP);
    BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = Images.graphics(sheet);
    g.setColor(PAGE);
    g.fillRect(0, 0, width, height);
    Font font = Typeface.of(Font.SANS_SERIF, Font.BOLD, 30);
    text(g, header, font, TEXT, EDGE, EDGE + 30, width - 2 * EDGE);
    for (int i = 0; i < tiles.size(); i++) {
      Graphics2D card = (Graphics2D) g.create();
      card.translate(
          EDGE + i % columns * (PICTURE + GAP), EDGE + HEADER + i / columns * (cardHeight + GAP));
      card(card, tiles.get(i), cardHeight);
      card.dispose();
    }
    g.dispose();
    return sheet;
  }

  private static int cardHeight(List<Tile> tiles) {
    int bars = tiles.stream().mapToInt(tile -> tile.bars().size()).max().orElse(0);
    return PICTURE + TITLE + bars * ROW + FOOT;
  }

  /** Draws at the origin. */
  private static void card(Graphics2D g, Tile tile, int height) {
    for (int spread = 5; spread > 0; spread--) {
      g.setColor(new Color(20, 30, 50, 5));
      g.fill(
          round(-spread, 3 - spread, PICTURE + 2 * spread, height + 2 * spread, CORNER + spread));
    }
    Shape outline = round(0, 0, PICTURE, height, CORNER);
    g.setColor(Color.WHITE);
    g.fill(outline);
    picture(g, tile.image());
    if (!tile.correct()) {
      g.setColor(RED);
      g.setStroke(new BasicStroke(2.5f));
      g.draw(outline);
    }
    Font font = Typeface.of(Font.SANS_SERIF, Font.BOLD, 18);
    text(g, tile.title(), font, TEXT, INSET, PICTURE + 31, PICTURE - 2 * INSET - 30);
    badge(g, PICTURE - INSET - 11, PICTURE + 25, tile.correct());
    for (int i = 0; i < tile.bars().size(); i++) {
      bar(g, tile.bars().get(i), PICTURE + TITLE + i * ROW);
    }
  }

  /** The picture, whole and centred, with the upper corners of the card cut off smoothly. */
  private static void picture(Graphics2D g, BufferedImage image) {
    double scale = (double) PICTURE / Math.max(image.getWidth(), image.getHeight());
    int width = (int) Math.round(image.getWidth() * scale);
    int height = (int) Math.round(image.getHeight() * scale);
    BufferedImage square = Images.transparent(PICTURE, PICTURE);
    Graphics2D inner = Images.graphics(square);
    inner.setColor(TRACK);
    inner.fillRect(0, 0, PICTURE, PICTURE);
    inner.drawImage(image, (PICTURE - width) / 2, (PICTURE - height) / 2, width, height, null);
    inner.dispose();
    g.setPaint(new TexturePaint(square, new Rectangle2D.Double(0, 0, PICTURE, PICTURE)));
    Area area = new Area(round(0, 0, PICTURE, PICTURE, CORNER));
    area.add(new Area(new Rectangle2D.Double(0, CORNER, PICTURE, PICTURE - CORNER)));
    g.fill(area);
  }

  /** A tick or a cross in a disc. */
  private static void badge(Graphics2D g, int x, int y, boolean correct) {
    g.setColor(correct ? GREEN : RED);
    g.fill(new Ellipse2D.Double(x - 11, y - 11, 22, 22));
    g.setColor(Color.WHITE);
    g.setStroke(new BasicStroke(2.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    Path2D mark = new Path2D.Double();
    if (correct) {
      mark.moveTo(x - 5, y + 0.5);
      mark.lineTo(x - 1.5, y + 4);
      mark.lineTo(x + 5, y - 3.5);
    } else {
      mark.moveTo(x - 4, y - 4);
      mark.lineTo(x + 4, y + 4);
      mark.moveTo(x + 4, y - 4);
      mark.lineTo(x - 4, y + 4);
    }
    g.draw(mark);
  }

  /** The name and the number of a head, and below them its bar with a mark at 0.5. */
  private static void bar(Graphics2D g, Bar bar, int top) {
    int width = PICTURE - 2 * INSET;
    Color color = bar.agrees() ? GREEN : RED;
    Font plain = Typeface.of(Font.SANS_SERIF, Font.PLAIN, 15);
    String number = Probability.text(bar.probability(), THRESHOLD, 2);
    Font bold = Typeface.of(Font.SANS_SERIF, Font.BOLD, 15);
    int numberWidth = textWidth(g, number, bold);
    int numberLeft = INSET + width - numberWidth;
    text(g, bar.head(), plain, QUIET, INSET, top + 16, width - numberWidth - SPACE);
    text(g, number, bold, color, numberLeft, top + 16, width);
    int y = top + 24;
    g.setColor(TRACK);
    g.fill(round(INSET, y, width, BAR, BAR));
    g.setColor(color);
    double share = Math.max(0, Math.min(1, bar.probability()));
    g.fill(round(INSET, y, Math.max(BAR, width * share), BAR, BAR));
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(INSET + width / 2.0 - 2.5, y - 3, 5, BAR + 6));
    g.setColor(TEXT);
    g.fill(new Rectangle2D.Double(INSET + width / 2.0 - 1, y - 3, 2, BAR + 6));
  }

  private static RoundRectangle2D round(double x, double y, double w, double h, double corner) {
    return new RoundRectangle2D.Double(x, y, w, h, corner, corner);
  }

  private static int textWidth(Graphics2D g, String text, Font font) {
    return hasFonts() ? g.getFontMetrics(font).stringWidth(text) : 0;
  }

  /** Text on one line, shortened to fit. */
  private static void text(
      Graphics2D g, String text, Font font, Color color, int x, int baseline, int room) {
    if (!hasFonts()) {
      return;
    }
    String shown = text;
    for (int end = text.length(); end > 0 && textWidth(g, shown, font) > room; ) {
      end--;
      shown = text.substring(0, end).stripTrailing() + "…";
    }
    g.setFont(font);
    g.setColor(color);
    g.drawString(shown, x, baseline);
  }

  /** Probabilities as text. */
  public static final class Probability {
    private Probability() {}

    /**
     * Rounds a probability to some digits, or to as many more as show on which side of a threshold
     * it lies: 0.49996 is no 0.500 where 0.5 is a yes.
     *
     * @param digits after the point, at least
     */
    public static String text(double probability, double threshold, int digits) {
      BigDecimal exact = new BigDecimal(probability);
      BigDecimal shown = exact.setScale(digits, RoundingMode.HALF_EVEN);
      while (shown.doubleValue() >= threshold != probability >= threshold) {
        shown = exact.setScale(shown.scale() + 1, RoundingMode.HALF_EVEN);
      }
      return shown.toPlainString();
    }
  }
}
