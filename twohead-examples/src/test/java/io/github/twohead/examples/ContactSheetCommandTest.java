package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContactSheetCommandTest extends CommandLineFixture {
  @BeforeEach
  void draw() throws IOException {
    SceneFolder.draw(folder, 6, 1);
  }

  @Test
  void should_draw_photos_beside_what_augmentation_makes_of_them() throws IOException {
    assertThat(run("a.png", "--augment", "trivial_augment", "--augment", "mixup=0.5")).isZero();
    assertThat(run("b.png", "--augment", "trivial_augment", "--augment", "mixup=0.5")).isZero();
    assertThat(run("c.jpg", "--rotation", "0")).isZero();

    BufferedImage first = ImageIO.read(folder.resolve("a.png").toFile());
    assertThat(first.getWidth()).isEqualTo(4 * 166 + 12);
    assertThat(first.getHeight()).isEqualTo(40 + 2 * 166);
    assertThat(Files.readAllBytes(folder.resolve("b.png")))
        .isEqualTo(Files.readAllBytes(folder.resolve("a.png")));
    assertThat(Files.readAllBytes(folder.resolve("c.jpg"))).startsWith(0xFF, 0xD8);
    assertThat(printed())
        .contains("a.png: 2 photos, 3 draws of rotation 10, trivialaugment, mixup 0.5")
        .contains("c.jpg: 2 photos, 3 draws of none");
  }

  @Test
  void should_take_photos_and_changes_of_a_recipe() throws IOException {
    Files.writeString(
        folder.resolve("documents.yaml"),
        """
        version: 1
        data: {train: train.csv, validation: val.csv}
        heads: {screen: {positive: [2]}}
        preprocessing: {size: 32}
        augmentation: {rotation: 5, rand_augment: [2, 9], jpeg: 30}
        """);
    String recipe = folder.resolve("documents.yaml").toString();
    String out = folder.resolve("a.png").toString();

    int result =
        Examples.run(
            "contact-sheet",
            "--config",
            recipe,
            "--augment",
            "jpeg=50",
            "--out",
            out,
            "--horizontal-flip");

    assertThat(result).as(complained()).isZero();
    assertThat(printed())
        .contains("draws of rotation 5, flip, 2 of randaugment, magnitude 9, jpeg from 50");
  }

  @Test
  void should_read_the_columns_that_a_recipe_names() throws IOException {
    String rows = Files.readString(folder.resolve("train.csv")).replaceAll("(.+)[|](.+)", "$2|$1");
    Files.writeString(folder.resolve("named.csv"), "kind|file\n" + rows);
    Files.writeString(
        folder.resolve("documents.yaml"),
        """
        data: {train: named.csv, path_column: file, class_column: kind}
        heads: {screen: {positive: [2]}}
        preprocessing: {size: 32}
        """);
    String recipe = folder.resolve("documents.yaml").toString();
    String out = folder.resolve("a.png").toString();

    int result = Examples.run("contact-sheet", "--config", recipe, "--out", out);

    assertThat(result).as(complained()).isZero();
    assertThat(printed()).contains("a.png: 6 photos, 7 draws of rotation 10");
  }

  @Test
  void should_say_in_a_line_what_is_wrong() {
    assertThat(run("a.png", "--augment", "blurr=2")).isEqualTo(2);
    assertThat(run("a.png", "--augment", "blur=20")).isEqualTo(2);
    assertThat(run("a.png", "--augment", "rand_augment=2")).isEqualTo(2);
    assertThat(run("a.png", "--draws", "0")).isEqualTo(2);
    assertThat(Examples.run("contact-sheet", "--out", "a.png")).isEqualTo(2);

    assertThat(complained())
        .contains(
            "error: there is no setting \"augmentation.blurr\", did you mean \"augmentation.blur\"?",
            "error: --augment blur must be from 0 to 10, but is 20",
            "error: --augment rand_augment takes two whole numbers, how many operations and their"
                + " magnitude, but gets [2.0]",
            "error: --draws must be from 1 to 100, but is 0",
            "error: give photos with --csv or --folder, or a recipe");
    assertThat(folder.resolve("a.png")).doesNotExist();
  }

  private int run(String out, String... options) {
    List<String> args = new ArrayList<>(List.of("contact-sheet"));
    args.addAll(List.of("--csv", folder.resolve("train.csv").toString(), "--size", "32"));
    args.addAll(List.of("--rows", "2", "--out", folder.resolve(out).toString()));
    args.addAll(List.of(options));
    if (!args.contains("--draws")) {
      args.addAll(List.of("--draws", "3"));
    }
    return Examples.run(args.toArray(String[]::new));
  }
}
