package io.github.twohead.bench;

import io.github.twohead.bench.ResultFile.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs JMH, and adds to its JSON what the machine was. */
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * Runs benchmarks. With {@code -rf json -rff FILE}, the file is for {@link Report} in the end.
   *
   * @param args JMH's options
   * @throws CommandLineOptionException if they are wrong
   * @throws IOException if the results cannot be read or written
   */
  public static void main(String[] args) throws CommandLineOptionException, IOException {
    CommandLineOptions options = new CommandLineOptions(args);
    org.openjdk.jmh.Main.main(args);
    boolean json = options.getResultFormat().orElse(ResultFormatType.CSV) == ResultFormatType.JSON;
    if (json && options.getResult().hasValue()) {
      Path file = Path.of(options.getResult().get());
      if (Files.exists(file)) {
        ResultFile.addMachine(
            file, Machine.here("java -jar twohead-bench/target/benchmarks.jar", args));
      }
    }
  }
}
