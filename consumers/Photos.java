import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Draws what the programs look at: {@code red.png} and {@code blue.png}, of which the models of the
 * release fixtures have known answers, and tables of photos to train on, {@code train.csv} and
 * {@code val.csv}, whose class 0 is blue, 1 green and 2 red.
 */
class Photos {
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    write(image(2, 32, 0), "png", folder.resolve("red.png"));
    write(image(0, 32, 0), "png", folder.resolve("blue.png"));
    table(folder, "train", 0, 24);
    table(folder, "val", 24, 36);
  }

  private static void table(Path folder, String name, int first, int end) throws IOException {
    Files.createDirectories(folder.resolve(name));
    StringBuilder rows = new StringBuilder();
    for (int i = first; i < end; i++) {
      String photo = name + "/" + i + ".jpg";
      write(image(i % 3, 64, i), "jpg", folder.resolve(photo));
      rows.append(photo).append(" | ").append(i % 3).append('\n');
    }
    Files.writeString(folder.resolve(name + ".csv"), rows);
  }

  /** Pixels of the fixtures' images where the side is 32 and the number is 0. */
  private static BufferedImage image(int imageClass, int side, int number) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int strong = 120 + 2 * (x * 32 / side) + number;
        int weak = 40 + y * 32 / side;
        image.setRGB(
            x,
            y,
            switch (imageClass) {
              case 0 -> weak << 16 | weak << 8 | strong;
              case 1 -> weak << 16 | strong << 8 | weak;
              default -> strong << 16 | weak << 8 | weak;
            });
      }
    }
    return image;
  }

  private static void write(BufferedImage image, String format, Path file) throws IOException {
    if (!ImageIO.write(image, format, file.toFile())) {
      throw new IOException("no writer for " + format);
    }
  }
}
