package io.github.twohead.examples;

import io.github.twohead.Backbone;
import io.github.twohead.Calibration;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.Metric;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.ResizeMode;
import io.github.twohead.TwoheadException;
import io.github.twohead.Views;
import io.github.twohead.spi.FileProblem;
import io.github.twohead.spi.Nearest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The runnable jar: {@code java -jar twohead-examples.jar COMMAND}. */
@Command(
    name = "twohead-examples",
    mixinStandardHelpOptions = true,
    versionProvider = Examples.Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    description = {
      "Trains and runs image classifiers with several yes/no heads on one backbone.",
      "COMMAND --help tells the options of a command; quickstart needs none."
    })
public final class Examples implements Runnable {
  private static final int USER_ERROR = 2;

  /** By name, in the order of the help. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("quickstart", QuickstartCommand.class);
    COMMANDS.put("split", SplitCommand.class);
    COMMANDS.put("train", TrainCommand.class);
    COMMANDS.put("lr-test", LearningRateCommand.class);
    COMMANDS.put("evaluate", EvaluateCommand.class);
    COMMANDS.put("predict", PredictCommand.class);
    COMMANDS.put("tune", TuneCommand.class);
    COMMANDS.put("export", ExportCommand.class);
    COMMANDS.put("contact-sheet", ContactSheetCommand.class);
    COMMANDS.put("runs", RunsCommand.class);
    COMMANDS.put("sweep", SweepCommand.class);
    COMMANDS.put("cross-validate", CrossValidateCommand.class);
    COMMANDS.put("article-table", ArticleTableCommand.class);
    COMMANDS.put("head-cost", HeadCostCommand.class);
    COMMANDS.put("doctor", DoctorCommand.class);
    COMMANDS.put("schema", SchemaCommand.class);
    COMMANDS.put("help", HelpCommand.class);
  }

  @Spec CommandSpec spec;

  private Examples() {}

  /**
   * Runs a command; without one, prints the help.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /**
   * Runs a command and returns its exit code: 0, or 2 for a mistake of the user's; doctor has a 1.
   */
  static int run(String... args) {
    return commandLine(args).execute(args);
  }

  /**
   * The command line that understands some arguments: with the one command that they begin with,
   * for picocli looks through every class of options that it is given, or else with all.
   */
  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Examples());
    String first = args.length == 0 ? "help" : args[0];
    boolean all = first.equals("help") || !COMMANDS.containsKey(first);
    COMMANDS.forEach(
        (name, command) -> {
          if (all || name.equals(first)) {
            line.addSubcommand(name, command);
          }
        });
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Device.class, converter(Device::parse));
    line.registerConverter(Normalization.class, converter(Normalization::parse));
    line.registerConverter(Views.class, converter(Views::parse));
    line.registerConverter(ResizeMode.class, converter(ResizeMode::parse));
    line.registerConverter(ExportFormat.class, converter(ExportFormat::parse));
    line.registerConverter(Metric.class, converter(Metric::parse));
    line.registerConverter(Calibration.Method.class, converter(Calibration.Method::parse));
    line.registerConverter(OutputType.class, converter(OutputType::parse));
    line.registerConverter(Backbone.BuiltIn.class, converter(Backbone::named));
    line.setExecutionStrategy(
        parsed -> {
          if (!parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
            Contradictions.check(parsed);
            Overwriting.check(parsed);
          }
          return new RunLast().execute(parsed);
        });
    line.setParameterExceptionHandler((e, rest) -> misread(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    return line;
  }

  private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private static int misread(ParameterException e) {
    CommandLine command = e.getCommandLine();
    complain(command, e.getMessage() + hint(e));
    command.getErr().println("try: " + command.getCommandSpec().qualifiedName() + " --help");
    return USER_ERROR;
  }

  /** What a mistyped option or command may mean; empty for other mistakes. */
  private static String hint(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unknown) || unknown.getUnmatched().isEmpty()) {
      return "";
    }
    String typed = unknown.getUnmatched().get(0).replaceFirst("=.*", "");
    return Nearest.suggestion(typed, unknown.getSuggestions());
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    if (e instanceof TwoheadException
        || e instanceof IllegalArgumentException
        || e instanceof UncheckedIOException) {
      complain(command, e.getMessage());
    } else if (e instanceof IOException io) {
      complain(command, problem(io));
    } else {
      throw e;
    }
    return USER_ERROR;
  }

  /** The file and what is wrong with it, where Java says which file it is. */
  static String problem(IOException e) {
    String why = FileProblem.why(e);
    return e instanceof FileSystemException of && of.getFile() != null
        ? of.getFile() + ": " + why
        : why;
  }

  /** Prints what is wrong, in the words of the command line. */
  static void complain(CommandLine command, @Nullable String message) {
    PrintWriter err = command.getErr();
    command.getOut().flush();
    err.println("error: " + OptionNames.inPlaceOfJava(String.valueOf(message)));
  }

  /** Refuses a number that is out of its range before a model is made, which would refuse it. */
  static void require(boolean inRange, String option, String range, Object value) {
    if (!inRange) {
      throw new IllegalArgumentException(option + " must be " + range + ", but is " + value);
    }
  }

  /** A mistake in an option that only shows once several are looked at. */
  static ParameterException mistake(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Examples.class.getPackage().getImplementationVersion();
      return new String[] {"twohead " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
