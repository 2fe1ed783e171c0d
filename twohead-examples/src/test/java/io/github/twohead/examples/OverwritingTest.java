package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are read are never written by the same command. */
class OverwritingTest extends CommandLineFixture {
  @BeforeEach
  void draw() throws IOException {
    try (MultiHeadModel made =
        MultiHeadModel.builder()
            .heads(HeadSpec.builder("screen").width(8).build())
            .preprocessing(Preprocessing.standard().size(32))
            .device(Device.cpu())
            .build()) {
      made.save(folder.resolve("m.twohead"));
    }
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    Path photo = Files.createDirectories(folder.resolve("d/photos")).resolve("0.png");
    ImageIO.write(image, "png", photo.toFile());
    for (String table : new String[] {"train", "val"}) {
      Files.writeString(
          folder.resolve("d").resolve(table + ".csv"), "path,screen\nphotos/0.png,1\n");
    }
    Files.createSymbolicLink(folder.resolve("link.csv"), folder.resolve("d/val.csv"));
    Files.createLink(folder.resolve("same.csv"), folder.resolve("d/val.csv"));
    Files.createSymbolicLink(folder.resolve("e"), folder.resolve("d"));
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.toString(), String.valueOf(Arrays.hashCode(Files.readAllBytes(file))));
      }
    }
    return contents;
  }

  private int run(String options) {
    return Examples.run(
        Stream.of(options.split(" "))
            .map(arg -> arg.startsWith("/") ? folder + arg : arg)
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          evaluate --model /m.twohead --csv /d/val.csv --out /d/val.csv       | --out: F/d/val.csv is read by --csv
          evaluate --model /m.twohead --csv /d/val.csv --out /link.csv        | --out: F/link.csv is read by --csv
          evaluate --model /m.twohead --csv /same.csv --out /d/../d/val.csv   | is read by --csv
          evaluate --model /m.twohead --csv /d/val.csv --out /e/val.csv       | is read by --csv
          evaluate --model /m.twohead --csv /d/val.csv --json /d/val.csv      | --json: F/d/val.csv is read by --csv
          evaluate --model /m.twohead --csv /d/val.csv --json /m.twohead      | is read by --model
          evaluate --model /m.twohead --csv /d/val.csv --json /d/classes.txt  | is read by --csv
          evaluate --model /m.twohead --csv /d/val.csv --json /a.csv --out /a.csv | --json and --out are one file
          evaluate --model /m.twohead --folder /d --json /d/photos/0.png      | is read by --folder
          predict --model /m.twohead --csv /d/val.csv --out /d/val.csv        | is read by --csv
          tune --model /m.twohead --csv /d/val.csv --rule screen:f1 --out /d/val.csv | is read by --csv
          tune --model /m.twohead --csv /d/val.csv --rule screen:f1 --out /m.twohead | is read by --model
          train --data /d --head screen --out /d/val.csv                      | is read by --data
          train --data /d --head screen --out /e/test.csv                     | is read by --data
          train --data /d --head screen --out /x.twohead --json /x.twohead    | --out and --json are one file
          export --model /m.twohead --check /same.csv --out /d/val.csv        | is read by --check
          export --model /m.twohead --calibration-set /link.csv --out /d/val.csv    | is read by --calibration-set
          predict --model /m.twohead --heads s --labels s=/d/val.csv --csv /d/train.csv --out /d/val.csv | is read by --labels
          """)
  void should_refuse_to_write_what_is_read(String options, String expected) throws IOException {
    Map<String, String> before = contents();

    assertThat(run(options.replace("s=/", "s=" + folder + "/"))).isEqualTo(2);

    assertOneLine(expected.replace("F/", folder + "/"));
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void should_write_beside_what_is_read_and_again() throws IOException {
    String[] commands = {
      "predict --model /m.twohead --folder /d --out /d/a.csv",
      "evaluate --model /m.twohead --csv /d/val.csv --out /d/a.csv --json /d/a.json"
    };

    for (String command : commands) {
      assertThat(run(command)).isZero();
      assertThat(run(command)).isZero();
    }
  }
}
