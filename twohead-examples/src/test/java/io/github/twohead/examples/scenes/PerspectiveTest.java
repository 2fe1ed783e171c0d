package io.github.twohead.examples.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class PerspectiveTest {

  private final Point2D[] corners = {
    new Point2D.Double(10, 12),
    new Point2D.Double(80, 5),
    new Point2D.Double(95, 90),
    new Point2D.Double(4, 70)
  };

  private final Perspective perspective = Perspective.of(40, 30, corners);

  @Test
  void should_map_the_corners_of_the_source_to_the_corners_given() {
    double[][] source = {{0, 0}, {40, 0}, {40, 30}, {0, 30}};
    for (int i = 0; i < 4; i++) {
      Point2D mapped = perspective.toFrame(source[i][0], source[i][1]);
      assertThat(mapped.distance(corners[i])).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void should_map_back_to_the_source() {
    Point2D inFrame = perspective.toFrame(13, 21);
    Point2D back = perspective.toSource(inFrame.getX(), inFrame.getY());
    assertThat(back.distance(13, 21)).isCloseTo(0, within(1e-9));
  }

  @Test
  void should_draw_the_source_inside_the_outline_only() {
    BufferedImage source = Images.transparent(40, 30);
    Graphics2D g = source.createGraphics();
    g.setColor(Color.ORANGE);
    g.fillRect(0, 0, 40, 30);
    g.dispose();
    BufferedImage frame = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
    perspective.draw(source, frame);
    assertThat(new Color(frame.getRGB(50, 45))).isEqualTo(Color.ORANGE);
    assertThat(new Color(frame.getRGB(2, 2))).isEqualTo(Color.BLACK);
    assertThat(new Color(frame.getRGB(97, 97))).isEqualTo(Color.BLACK);
  }
}
