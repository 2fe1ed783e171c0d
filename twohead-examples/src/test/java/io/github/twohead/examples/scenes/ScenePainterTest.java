package io.github.twohead.examples.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.examples.scenes.ScenePainter.SceneKind;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenePainterTest {

  private static final int PICTURES = 60;

  private final ScenePainter painter = new ScenePainter(96, 96);

  @ParameterizedTest
  @EnumSource(SceneKind.class)
  void should_paint_the_same_picture_for_the_same_seed(SceneKind kind) {
    for (long seed = 0; seed < 10; seed++) {
      assertThat(pixels(new ScenePainter(96, 96).paint(kind, seed)))
          .isEqualTo(pixels(painter.paint(kind, seed)));
    }
  }

  @ParameterizedTest
  @EnumSource(SceneKind.class)
  void should_paint_another_picture_for_another_seed(SceneKind kind) {
    List<Integer> hashes = new ArrayList<>();
    for (long seed = 0; seed < 20; seed++) {
      hashes.add(Arrays.hashCode(pixels(painter.paint(kind, seed))));
    }
    assertThat(hashes).doesNotHaveDuplicates();
  }

  @Test
  void should_not_share_pictures_between_kinds() {
    assertThat(pixels(painter.paint(SceneKind.DOCUMENT, 1)))
        .isNotEqualTo(pixels(painter.paint(SceneKind.SCREEN, 1)))
        .isNotEqualTo(pixels(painter.paint(SceneKind.OTHER, 1)));
  }

  @ParameterizedTest
  @EnumSource(SceneKind.class)
  void should_paint_any_size(SceneKind kind) {
    int[][] sizes = {{16, 16}, {200, 60}, {61, 190}, {260, 260}};
    for (int[] size : sizes) {
      for (long seed = 0; seed < 10; seed++) {
        BufferedImage picture = new ScenePainter(size[0], size[1]).paint(kind, seed);
        assertThat(picture.getWidth()).isEqualTo(size[0]);
        assertThat(picture.getHeight()).isEqualTo(size[1]);
      }
    }
  }

  @Test
  void should_paint_256_by_256_when_no_size_is_given() {
    BufferedImage picture = new ScenePainter().paint(SceneKind.DOCUMENT, 0);
    assertThat(picture.getWidth()).isEqualTo(256);
    assertThat(picture.getHeight()).isEqualTo(256);
    assertThat(picture.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
  }

  @Test
  void should_reject_a_picture_without_room() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ScenePainter(0, 256));
  }

  @Test
  void should_not_tell_the_kinds_apart_by_brightness() {
    Map<SceneKind, List<Double>> brightness = new EnumMap<>(SceneKind.class);
    for (SceneKind kind : SceneKind.values()) {
      List<Double> sorted = new ArrayList<>();
      for (long seed = 0; seed < PICTURES; seed++) {
        sorted.add(mean(painter.paint(kind, seed)));
      }
      Collections.sort(sorted);
      brightness.put(kind, sorted);
    }
    for (List<Double> one : brightness.values()) {
      for (List<Double> other : brightness.values()) {
        assertThat(quantile(one, 0.5)).isBetween(quantile(other, 0.25), quantile(other, 0.75));
      }
      assertThat(quantile(one, 0.9) - quantile(one, 0.1)).isGreaterThan(40);
    }
  }

  @Test
  void should_number_the_kinds_as_the_labels_do() {
    assertThat(SceneKind.DOCUMENT.classId()).isEqualTo(0);
    assertThat(SceneKind.OTHER.classId()).isEqualTo(1);
    assertThat(SceneKind.SCREEN.classId()).isEqualTo(2);
  }

  private static double quantile(List<Double> sorted, double share) {
    return sorted.get((int) (share * (sorted.size() - 1)));
  }

  private static double mean(BufferedImage image) {
    double sum = 0;
    int[] pixels = pixels(image);
    for (int pixel : pixels) {
      sum += (pixel >> 16 & 0xff) + (pixel >> 8 & 0xff) + (pixel & 0xff);
    }
    return sum / 3 / pixels.length;
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
