package io.github.twohead.examples;

import io.github.twohead.HeadPrediction;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.examples.scenes.SceneKind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;

/** What a model says about the first pictures of a table. */
final class QuickstartSheet {
  private static final int COLUMNS = 6;
  private static final int ROWS = 3;

  private QuickstartSheet() {}

  static BufferedImage draw(MultiHeadPredictor predictor, ImageTable table) throws IOException {
    int shown = Math.min(COLUMNS * ROWS, table.images().size());
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    for (LabelledImage image : table.images().subList(0, shown)) {
      tiles.add(tile(predictor, image));
    }
    return new ContactSheet("One backbone, two heads: " + shown + " pictures never seen before")
        .draw(tiles, COLUMNS);
  }

  private static ContactSheet.Tile tile(MultiHeadPredictor predictor, LabelledImage image)
      throws IOException {
    ImageSource.FileImage file = (ImageSource.FileImage) image.source();
    List<ContactSheet.Bar> bars = new ArrayList<>();
    boolean correct = true;
    for (HeadPrediction answer : predictor.predict(file).heads()) {
      boolean expected = image.label(answer.head()) == Label.POSITIVE;
      correct &= answer.positive() == expected;
      bars.add(
          new ContactSheet.Bar(
              answer.head().name().replace('_', ' '), answer.probability(), expected));
    }
    return new ContactSheet.Tile(ImageIO.read(file.path().toFile()), kind(image), bars, correct);
  }

  private static String kind(LabelledImage image) {
    for (SceneKind kind : SceneKind.values()) {
      if (image.imageClass().equals(Optional.of(Integer.toString(kind.classId())))) {
        return kind.name().toLowerCase(Locale.ROOT);
      }
    }
    throw new IllegalArgumentException("no scene is of class " + image.imageClass());
  }
}
