package io.github.twohead.djl.internal.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.djl.internal.augmentation.AutoAugment.Operation;
import io.github.twohead.djl.internal.augmentation.Camera.Blur;
import io.github.twohead.djl.internal.augmentation.Camera.Jpeg;
import io.github.twohead.djl.internal.augmentation.Geometry.Projection;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every change of pictures against torchvision's; {@code augmentation_golden.py} made them. What is
 * defined alike may differ by 1 of 255 levels in the mean, and is mostly equal; JPEG, where the JDK
 * and Pillow decode colours differently, by 3.
 */
class AugmentationGoldenTest {
  private static final int WIDTH = 48;
  private static final int HEIGHT = 36;
  private static final int VALUES = 3 * WIDTH * HEIGHT;

  @TestFactory
  List<DynamicTest> should_change_pictures_as_torchvision_does() throws IOException {
    byte[] strip = strip();
    List<String> names = names();
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      byte[] expected = Arrays.copyOfRange(strip, i * VALUES, (i + 1) * VALUES);
      String name = names.get(i);
      tests.add(DynamicTest.dynamicTest(name, () -> check(strip, name.split(","), expected)));
    }
    return tests;
  }

  private static void check(byte[] strip, String[] name, byte[] expected) {
    // given
    Canvas image = new Canvas(WIDTH, HEIGHT);
    image.load(strip);

    // when
    change(image, name);

    // then
    assertThat(difference(image.pixels(), expected)).isLessThan(name[0].equals("jpeg") ? 3 : 1);
  }

  private static double difference(byte[] ours, byte[] theirs) {
    double sum = 0;
    for (int i = 0; i < VALUES; i++) {
      sum += Math.abs((ours[i] & 0xFF) - (theirs[i] & 0xFF));
    }
    return sum / VALUES;
  }

  private static void change(Canvas image, String[] name) {
    switch (name[0]) {
      case "unchanged" -> {}
      case "grey" -> Tones.grey(image);
      case "hue" -> Tones.Hue.turn(image, number(name, 1));
      case "flip" -> Geometry.flipVertically(image);
      case "crop" -> Geometry.crop(image, box(name));
      case "perspective" -> new Projection(WIDTH, HEIGHT, numbers(name)).apply(image);
      case "blur" -> new Blur(number(name, 1)).apply(image);
      case "downscale" -> Camera.downscale(image, number(name, 1));
      case "jpeg" -> new Jpeg().apply(image, (int) number(name, 1));
      default -> operate(image, name);
    }
  }

  private static void operate(Canvas image, String[] name) {
    Operation operation = operation(name[1]);
    int bin = (int) number(name, 2);
    double strength = name[0].equals("wide") ? operation.wide(bin) : operation.usual(bin, image);
    operation.apply(image, number(name, 3) * strength);
  }

  /** Such as {@code TranslateX}. */
  private static Operation operation(String name) {
    String letters = name.toUpperCase(Locale.ROOT);
    return Arrays.stream(Operation.values())
        .filter(operation -> operation.name().replace("_", "").equals(letters))
        .findFirst()
        .orElseThrow();
  }

  private static double number(String[] name, int at) {
    return Double.parseDouble(name[at]);
  }

  private static double[] numbers(String[] name) {
    return Arrays.stream(name).skip(1).mapToDouble(Double::parseDouble).toArray();
  }

  private static Box box(String[] name) {
    double[] sides = numbers(name);
    return new Box((int) sides[0], (int) sides[1], (int) sides[2], (int) sides[3]);
  }

  private static List<String> names() throws IOException {
    try (InputStream in = resource("golden.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static byte[] strip() throws IOException {
    try (InputStream in = resource("golden.png")) {
      BufferedImage image = ImageIO.read(in);
      Object values =
          image.getRaster().getDataElements(0, 0, image.getWidth(), image.getHeight(), null);
      return (byte[]) values;
    }
  }

  private static InputStream resource(String name) {
    return AugmentationGoldenTest.class.getResourceAsStream(name);
  }
}
