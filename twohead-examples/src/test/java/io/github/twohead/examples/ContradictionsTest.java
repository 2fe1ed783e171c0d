package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that say two things of one head. */
class ContradictionsTest extends CommandLineFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          predict --model M --folder DATA --threshold s=.2 --threshold s=.3 | --threshold s=.3: s is already given by --threshold s=.2
          predict --model M --folder DATA --heads s --labels s=M --labels s=M | s is already given by --labels s=
          train --data DATA --out O --head s=1 --threshold s=.2 --threshold s=.2 | --threshold s=.2: s is already given by --threshold s=.2
          train --data DATA --out O --head s=1 --head-weight s=1 --head-weight s=2 | --head-weight s=2: s is already given by --head-weight s=1
          train --data DATA --out O --head s=1 --keep-best-by s=f1 --keep-best-by s=recall | --keep-best-by s=recall: s is already given by --keep-best-by s=f1
          train --data DATA --out O --head s=1 --keep-best-by s=f1 --keep-best-by-loss | --keep-best-by s=… and --keep-best-by-loss exclude each other
          train --data DATA --out O --head s=1 --rule s:f1 --threshold s=.2 | --threshold s=0.2 and --rule s:f1 exclude each other
          tune --model M --folder DATA --rule s:f1 --threshold s=.2 | --threshold s=0.2 and --rule s:f1 exclude each other
          """)
  void should_name_both(String options, String expected) throws IOException {
    String model = Files.writeString(folder.resolve("m.twohead"), "").toString();
    String[] args =
        Stream.of(options.split(" "))
            .map(
                arg ->
                    switch (arg) {
                      case "DATA" -> folder.toString();
                      case "M" -> model;
                      case "O" -> folder.resolve("o.twohead").toString();
                      default -> arg.replace("s=M", "s=" + model);
                    })
            .toArray(String[]::new);

    assertThat(Examples.run(args)).isEqualTo(2);

    assertOneLine(expected);
  }
}
