package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.examples.ContactSheet.Bar;
import io.github.twohead.examples.ContactSheet.Tile;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

  private final ContactSheet sheet = new ContactSheet("Header");
  private final BufferedImage picture = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);

  @Test
  void should_grow_with_columns_and_rows() {
    Tile tile = tile(new Bar("screen", 0.9f, true));
    BufferedImage one = sheet.draw(List.of(tile), 1);
    BufferedImage wide = sheet.draw(Collections.nCopies(3, tile), 3);
    BufferedImage tall = sheet.draw(Collections.nCopies(5, tile), 2);
    assertThat(one.getWidth()).isEqualTo(328);
    assertThat(one.getHeight()).isEqualTo(488);
    assertThat(wide.getWidth()).isEqualTo(328 + 2 * 280);
    assertThat(wide.getHeight()).isEqualTo(488);
    assertThat(tall.getWidth()).isEqualTo(328 + 280);
    assertThat(tall.getHeight()).isEqualTo(488 + 2 * 378);
  }

  @Test
  void should_draw_an_agreeing_head_in_green_only() {
    for (Bar bar : List.of(new Bar("screen", 0.8f, true), new Bar("screen", 0.2f, false))) {
      BufferedImage drawn = sheet.draw(List.of(tile(bar)), 1);
      assertThat(count(drawn, ContactSheet.GREEN)).isPositive();
      assertThat(count(drawn, ContactSheet.RED)).isZero();
    }
  }

  @Test
  void should_draw_a_disagreeing_head_in_red() {
    int agreeing = count(draw(new Bar("screen", 0.3f, false)), ContactSheet.GREEN);
    BufferedImage drawn = draw(new Bar("screen", 0.3f, true));
    assertThat(count(drawn, ContactSheet.RED)).isPositive();
    assertThat(count(drawn, ContactSheet.GREEN)).isLessThan(agreeing);
  }

  @Test
  void should_take_the_threshold_as_a_yes() {
    assertThat(count(draw(new Bar("screen", 0.5f, true)), ContactSheet.RED)).isZero();
  }

  @Test
  void should_draw_a_longer_bar_for_a_higher_probability() {
    int low = count(draw(new Bar("screen", 0.6f, true)), ContactSheet.GREEN);
    int high = count(draw(new Bar("screen", 0.9f, true)), ContactSheet.GREEN);
    assertThat(high - low).isGreaterThan(300);
  }

  @Test
  void should_mark_a_wrong_answer_in_red() {
    Tile wrong = new Tile(picture, "other", List.of(), false);
    Tile right = new Tile(picture, "other", List.of(), true);
    assertThat(count(sheet.draw(List.of(wrong), 1), ContactSheet.RED)).isGreaterThan(500);
    assertThat(count(sheet.draw(List.of(right), 1), ContactSheet.RED)).isZero();
  }

  @Test
  void should_show_the_picture() {
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 64; x++) {
        picture.setRGB(x, y, Color.MAGENTA.getRGB());
      }
    }
    BufferedImage drawn = draw(new Bar("screen", 0.5f, true));
    assertThat(count(drawn, Color.MAGENTA)).isBetween(250 * 126, 256 * 128);
  }

  @Test
  void should_draw_a_sheet_without_tiles() {
    assertThat(sheet.draw(List.of(), 4).getHeight()).isEqualTo(134);
  }

  @Test
  void should_reject_a_sheet_without_columns() {
    assertThatIllegalArgumentException().isThrownBy(() -> sheet.draw(List.of(), 0));
  }

  private BufferedImage draw(Bar bar) {
    return sheet.draw(List.of(tile(bar)), 1);
  }

  private Tile tile(Bar bar) {
    return new Tile(picture, "screen", List.of(bar), true);
  }

  private static int count(BufferedImage image, Color color) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == color.getRGB()) {
          count++;
        }
      }
    }
    return count;
  }
}
