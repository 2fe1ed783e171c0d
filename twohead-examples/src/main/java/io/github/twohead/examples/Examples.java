package io.github.twohead.examples;

import io.github.twohead.TwoheadException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The runnable jar: {@code java -jar twohead-examples.jar COMMAND}. */
@Command(
    name = "twohead-examples",
    mixinStandardHelpOptions = true,
    description = "Trains and runs image classifiers with several yes/no heads on one backbone.",
    subcommands = {
      QuickstartCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      ArticleTableCommand.class,
      HeadCostCommand.class
    })
public final class Examples {
  private static final int USER_ERROR = 2;

  private Examples() {}

  /**
   * Runs a command; without arguments, the quickstart.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(run(args.length == 0 ? new String[] {"quickstart"} : args));
  }

  /** Runs a command and returns its exit code: 0, or 2 for a mistake of the user's. */
  static int run(String... args) {
    CommandLine line = new CommandLine(new Examples());
    line.setParameterExceptionHandler(
        (e, rest) -> {
          PrintWriter err = e.getCommandLine().getErr();
          err.println("error: " + e.getMessage());
          err.println("try: twohead-examples " + e.getCommandLine().getCommandName() + " --help");
          return USER_ERROR;
        });
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof TwoheadException
              || e instanceof IllegalArgumentException
              || e instanceof IOException
              || e instanceof UncheckedIOException) {
            command.getErr().println("error: " + e.getMessage());
          } else {
            throw e;
          }
          return USER_ERROR;
        });
    return line.execute(args);
  }

  /** A mistake in an option that only shows once several are looked at. */
  static ParameterException mistake(CommandLine.Model.CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
