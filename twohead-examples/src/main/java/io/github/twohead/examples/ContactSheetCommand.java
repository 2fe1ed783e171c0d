package io.github.twohead.examples;

import io.github.twohead.Augmentation;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageSource.RgbPixels;
import io.github.twohead.ImageTable;
import io.github.twohead.Preprocessing;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.examples.scenes.Images;
import io.github.twohead.examples.scenes.Typeface;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws what augmentation makes of some photos. */
@Command(
    name = "contact-sheet",
    sortOptions = false,
    description =
        "Draws some photos of a table, a row each, and beside each what training would see of it in"
            + " several epochs. Takes the recipe or the options of augmentation that train takes.")
final class ContactSheetCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @ArgGroup LabelledPhotos.@Nullable Given photos;

  @Mixin GivenRecipe given = new GivenRecipe();

  @Mixin AugmentationOptions augmentation = new AugmentationOptions();

  @Option(
      names = "--size",
      defaultValue = "256",
      paramLabel = "PIXELS",
      description = "Width and height of the network's input (default: ${DEFAULT-VALUE}).")
  int size;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "NUMBER",
      description = "Decides what is drawn (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--rows",
      defaultValue = "6",
      paramLabel = "N",
      description = "How many photos, spread over the table (default: ${DEFAULT-VALUE}).")
  int rows;

  @Option(
      names = "--draws",
      defaultValue = "7",
      paramLabel = "N",
      description = "How often each is augmented (default: ${DEFAULT-VALUE}).")
  int draws;

  @Option(
      names = "--out",
      required = true,
      converter = GivenPath.Output.class,
      paramLabel = "FILE",
      description = "The picture to write: JPEG if it ends in .jpg, else PNG.")
  Path out;

  @Override
  public Integer call() throws IOException {
    Examples.require(rows >= 1 && rows <= 100, "--rows", "from 1 to 100", rows);
    Examples.require(draws >= 1 && draws <= 100, "--draws", "from 1 to 100", draws);
    Recipe recipe = recipe();
    List<ImageSource> chosen = choose(table(recipe));
    Augmentation changes = recipe.augmentation();
    Preprocessing preprocessing = recipe.preprocessing();
    List<List<RgbPixels>> columns = new ArrayList<>();
    columns.add(Augmentation.none().preview(chosen, preprocessing, seed));
    for (int draw = 0; draw < draws; draw++) {
      columns.add(changes.preview(chosen, preprocessing, seed + draw));
    }
    OutputFiles.picture(out, Sheet.draw(changes.toString(), columns));
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println(out + ": " + chosen.size() + " photos, " + draws + " draws of " + changes);
    stdout.flush();
    return 0;
  }

  private Recipe recipe() {
    Optional<RecipeBuilder> base = given.recipe();
    RecipeOptions options =
        base.map(RecipeOptions::new).orElseGet(() -> new RecipeOptions().anyHead());
    Recipe recipe =
        options.others(spec.commandLine().getParseResult()).beside(given.overrides).recipe();
    return base.isPresent() ? recipe : given.overridden(recipe);
  }

  private ImageTable table(Recipe recipe) {
    if (photos != null) {
      return LabelledPhotos.read(photos.path());
    }
    if (recipe.value("data.train").isEmpty()) {
      throw Examples.mistake(spec, "give photos with --csv or --folder, or a recipe");
    }
    return recipe.train();
  }

  private List<ImageSource> choose(ImageTable table) {
    int count = Math.min(rows, table.images().size());
    return IntStream.range(0, count)
        .mapToObj(row -> table.images().get(row * table.images().size() / count).source())
        .toList();
  }

  /** A grid of pictures below a line of text. */
  static final class Sheet {
    private static final int CELL = 160;
    private static final int GAP = 6;
    private static final int HEADER = 40;
    private static final Color PAGE = new Color(0xf5f6f8);
    private static final Color TEXT = new Color(0x1d2530);

    private Sheet() {}

    static BufferedImage draw(String title, List<List<RgbPixels>> columns) {
      RgbPixels first = columns.get(0).get(0);
      int height = Math.max(1, CELL * first.height() / first.width());
      int rows = columns.get(0).size();
      BufferedImage sheet =
          new BufferedImage(
              columns.size() * (CELL + GAP) + 2 * GAP,
              HEADER + rows * (height + GAP),
              BufferedImage.TYPE_INT_RGB);
      Graphics2D g = Images.graphics(sheet);
      g.setColor(PAGE);
      g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
      if (Typeface.available()) {
        g.setColor(TEXT);
        g.setFont(Typeface.of(Font.SANS_SERIF, Font.PLAIN, 18));
        g.drawString("as it is, then " + title, GAP, 26);
      }
      for (int column = 0; column < columns.size(); column++) {
        int left = GAP + column * (CELL + GAP) + (column == 0 ? 0 : GAP);
        for (int row = 0; row < rows; row++) {
          BufferedImage picture = picture(columns.get(column).get(row));
          g.drawImage(picture, left, HEADER + row * (height + GAP), CELL, height, null);
        }
      }
      g.dispose();
      return sheet;
    }

    private static BufferedImage picture(RgbPixels pixels) {
      int width = pixels.width();
      int height = pixels.height();
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
      image.getRaster().setDataElements(0, 0, width, height, pixels.pixels());
      return image;
    }
  }
}
